"""Views: how a resource's documents stand in the answer of an operation."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from oagen.blueprint.acknowledgements import acknowledgement
from oagen.blueprint.arguments import first_number
from oagen.blueprint.cursors import admits_keys, longest_token
from oagen.blueprint.documents import (
    ENVELOPES,
    MANY,
    Subject,
    answer_media,
    find_document,
    find_documents,
    lay,
    likeness,
    list_form,
)
from oagen.blueprint.exchange import LINKS
from oagen.blueprint.making import KindValues
from oagen.blueprint.model import LISTS, Field, ModelRef, Paging, View
from oagen.blueprint.naming import normal
from oagen.blueprint.resources import Tools
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.contract.model import Operation

_META = {
    "total": "total totalcount totalitems totalresults totalelements totalrecords totalsize totalentries totalhits",
    "count": "count returned itemcount numresults numberofelements",
    "limit": "limit size pagesize perpage itemsperpage maxresults",
    "offset": "offset skip start startindex",
    "page": "page pagenumber currentpage pageindex",
    "pages": "pages totalpages pagecount numpages lastpage",
    "next_cursor": "nextcursor nextpagetoken nexttoken nextmarker cursor continuationtoken continue nextpagecursor"
    " aftercursor endcursor",
    "previous_cursor": "prevcursor previouscursor prevpagetoken previouspagetoken beforecursor startcursor",
    "is_empty": "empty isempty",
    "has_more": "hasmore hasnext hasnextpage more morepages",
    "has_previous": "hasprev hasprevious hasprevpage haspreviouspage",
    "is_first": "first isfirst isfirstpage firstpage",
    "is_last": "last islast islastpage lastpage",
    "next_page": "nextpage nextpagenumber",
    "previous_page": "prevpage previouspage prevpagenumber previouspagenumber",
    "self_link": "self selflink currentpageurl",
    "first_link": "first firstpage firstlink firstpageurl firsturl",
    "last_link": "last lastlink lastpageurl lasturl",
    "next_link": "next nextpage nextlink nextpageurl nexturl",
    "previous_link": "prev previous previouspage previouslink previouspageurl prevurl",
}
_COUNTS = frozenset({"total", "count", "limit", "offset", "page", "pages", "next_page", "previous_page"})
_CURSORS = ("next_cursor", "previous_cursor")
_CURSORS_OWN = "cursors"  # an object of an envelope that has nothing else: `cursors: {before: …, after: …}`
_OF_ALL = frozenset({"total", "count", "pages"})
_FEW = 100
_FLAGS = frozenset({"has_more", "has_previous", "is_empty", "is_first", "is_last"})
# what nothing but a page has, in an object under any name
_OF_PAGES = frozenset(_META) - {"total", "count", "is_empty", *LINKS}
# by these a body shows that its pages are Spring's: they have a `number`, and the first one is 0
_SPRING = frozenset({"totalelements", "numberofelements"})
# Where a link is an object, as in HAL, its URL stands there under this name.
_REFERENCE = "href"
_NUMBERS = {frozenset({"integer"}), frozenset({"number"})}
# Roles that are about many documents, whether their answers show them or not.
_MANY = MANY | {"clear"}
# What is not always there, unless documents must have it: nothing that the server makes, or what a row refers to.
_AT_TIMES = frozenset({"", "row"})
_ABOUT_ONE = frozenset({"read", "create", "replace", "update", "upsert"})
_GIVING = frozenset({"read", "referred", "latest"})
# Two documents that share less than this are different things.
ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Shown:
    """What a view is made for: the fields kept, and the noun of the path."""

    read: Raw
    fields: Sequence[Field]
    subject: Subject
    identity: frozenset[str] = frozenset()  # properties that identify the document: an open answer always shows them
    certain: bool = True  # False: the answer is also given where there is no document
    open: bool = False  # documents may be kept with properties that nobody declares
    kinds: Sequence[KindValues] = ()  # that the documents are of


def make_view(operation: Operation, shown: Shown, role: str, model: ModelRef | None, tools: Tools) -> View:
    """The view of an operation's first answer."""
    shapes, answer = tools.shapes, operation.answers[0]
    media = answer_media(answer)
    if media is None or media.schema is None:
        example = answer.media[0].example if answer.media else None
        return View(answer.status, answer.media[0].name if answer.media else None, model, frame=example, whole=False)
    raw, example = media.schema.raw, media.example
    if role in LISTS and (form := list_form(shapes, raw, shown.subject)) is not raw:
        raw, example = form, tools.sampler(form)
    place = find_documents(shapes, raw, shown.subject) if role in LISTS or role in _MANY else None
    place = place or find_document(shapes, raw, shown.subject, shown=True)  # some collections answer with one document
    if place is None and role in _ABOUT_ONE:
        place = find_documents(shapes, raw, shown.subject)  # a bare array of one
    frame = View(answer.status, media.name, model, frame=example, whole=False)
    if role in _MANY:
        body, counts = acknowledgement(shapes, raw, media.example, role, shown.subject, tools.admits)
        frame = replace(frame, frame=body, counts=counts)
    if place is None or (role not in (*LISTS, *_GIVING) and likeness(shapes, place.schema, shown.read) < ALIKE):
        return frame
    if role == "clear" and not place.is_list:  # none of those that were there is the one to show
        return frame
    stated = place.schema
    place = replace(place, schema=_branch(shapes, place.schema, shown.read))
    document = shapes.shape(place.schema)
    if document is None:
        return frame
    if role in LISTS and not place.is_list:
        shown = replace(shown, certain=False)
    hidden, fitting, fillers = _differences(document, shown, tools)
    fillers = {**_undeclared(document, tools.sampler(place.schema)), **fillers}
    if _is_ambiguous(stated, hidden, fillers, shown, tools):
        return frame
    only = _only(shapes, place.schema, document, hidden) if shown.open else ()
    view = replace(
        frame, counts=(), wrapper=place.wrapper, is_list=place.is_list, hidden=hidden, fillers=fillers, whole=True
    )
    view = replace(view, only=only, only_of=_only_of(shapes, stated, shown), fitting=fitting)
    around = _around(shapes, raw, frame.frame, place.wrapper, tools)
    body = lay(around, place.wrapper, [] if place.is_list else None) if place.wrapper else None
    if not place.is_list:
        return replace(view, frame=body)
    view = _bounded(view, _schema_at(shapes, raw, place.wrapper), tools)
    meta, again = _find_meta(shapes, raw, place.wrapper, shown.subject)
    if operation.method != "GET":  # what was asked by a body has no URL
        meta = {what: path for what, path in meta.items() if what not in LINKS}
    if role == "clear" and not place.wrapper:
        body = []  # all that is left to show
    done = tuple(("count", path) for path in frame.counts if path not in meta.values())
    return replace(view, frame=_without_pages(shapes, raw, body, meta), meta=meta, meta_again=(*again, *done))


def _around(shapes: Shapes, raw: Raw, example: Any, wrapper: Sequence[str], tools: Tools) -> Any:
    """The example of a body with every object around its documents, each with what it must have beside them."""
    for depth in range(1, len(wrapper)):
        path = tuple(wrapper[:depth])
        if not _present(example, path):
            sampled = tools.sampler(_schema_at(shapes, raw, path))
            if isinstance(sampled, Mapping):
                example = lay(example, path, sampled)
    return example


def first_offset(operation: Operation, view: View, shapes: Shapes) -> int:
    """What an answer calls the first document of a list: 0 where it tells nothing of offsets."""
    media = answer_media(operation.answers[0])
    if media is None or media.schema is None or "offset" not in view.meta:
        return 0
    return first_number(shapes, _schema_at(shapes, media.schema.raw, view.meta["offset"]))


def with_cursors(
    operation: Operation, view: View, paging: Paging, fields: Sequence[Field], shapes: Shapes
) -> tuple[View, Paging]:
    """The view of a list without the cursors that its schema has no room for, and tokens that it has room for."""
    media = answer_media(operation.answers[0])
    if media is None or media.schema is None or paging.style != "cursor":
        return view, paging
    longest = paging.longest_cursor
    meta = dict(view.meta)
    for what in [what for what in _CURSORS if what in meta]:
        raw = shapes.without_null(_schema_at(shapes, media.schema.raw, meta[what]))
        if paging.cursor_key:
            fits = admits_keys(shapes, raw, paging.cursor_key, fields)
        else:
            most = longest_token(shapes, raw, fields)
            longest, fits = min(longest, most or longest), bool(most)
        if not fits:
            del meta[what]
    return replace(view, meta=meta), replace(paging, longest_cursor=longest)


def first_page(operation: Operation, view: View, shapes: Shapes) -> int:
    """What an answer calls the first page: 0 where it is one of Spring's and does not say otherwise, else 1."""
    media, place = answer_media(operation.answers[0]), view.meta.get("page", ())
    if media is None or media.schema is None or not place or normal(place[-1]) not in ("number", "pagenumber"):
        return 1
    told = {normal(path[-1]) for path in (*view.meta.values(), *(path for _, path in view.meta_again))}
    start = shapes.annotation(_schema_at(shapes, media.schema.raw, place), "minimum")
    return 0 if told & _SPRING and start in (None, 0) else 1


def smallest_page(operation: Operation, view: View, shapes: Shapes) -> int:
    """How many documents a page has at least, by what the answer may tell of its size."""
    media = answer_media(operation.answers[0])
    places = [view.meta[what] for what in ("limit", "size") if what in view.meta]
    if media is None or media.schema is None:
        return 0
    told = [shapes.annotation(_schema_at(shapes, media.schema.raw, place), "minimum") for place in places]
    return max((math.ceil(least) for least in told if isinstance(least, int | float) and least > 0), default=0)


def _bounded(view: View, array: Raw, tools: Tools) -> View:
    """The view of a list as short and as long as its schema wants it; an empty list may be of several kinds at once."""
    fewest, most = tools.shapes.annotation(array, "minItems"), tools.shapes.annotation(array, "maxItems")
    if not fewest and not tools.admits(array, []):
        fewest = 1
    examples = tools.sampler(array) if isinstance(fewest, int) and fewest > 0 else ()
    return replace(
        view,
        examples=tuple(examples[:fewest]) if isinstance(examples, list) else (),
        most=most if isinstance(most, int) and most > 0 else None,
    )


def _branch(shapes: Shapes, raw: Raw, read: Raw) -> Raw:
    """Of a union of documents the one most like what is kept, unless what is kept is such a union itself."""
    kept = shapes.resolve(read)
    if isinstance(kept, Mapping) and kept.keys() & {"anyOf", "oneOf"}:
        return raw
    branches = [branch for branch in shapes.alternatives(raw) if shapes.is_object(branch)]
    return max(branches, key=lambda branch: likeness(shapes, branch, read), default=raw)


def _is_ambiguous(raw: Raw, hidden: Sequence[str], fillers: Mapping[str, Any], shown: Shown, tools: Tools) -> bool:
    """Whether a document does not tell which one of a `oneOf` it is: no such answer is valid."""
    example = tools.sampler(shown.read) if tools.shapes.annotation(raw, "oneOf") else None
    if not isinstance(example, Mapping):
        return False
    return not tools.admits(raw, {**fillers, **{name: value for name, value in example.items() if name not in hidden}})


def shown_without(raw: Raw, shown: Shown, tools: Tools) -> tuple[str, ...] | None:
    """The properties without which a schema can show any document that is kept; None if that is not enough."""
    document = tools.shapes.shape(raw)
    if document is None or tools.shapes.alternatives(raw) or _undeclared(document, tools.sampler(raw)):
        return None
    hidden, fitting, fillers = _differences(document, shown, tools)
    is_cut = shown.open and bool(_only(tools.shapes, raw, document, hidden))
    return None if fitting or fillers or is_cut else hidden


def _differences(
    document: Shape, shown: Shown, tools: Tools
) -> tuple[tuple[str, ...], Mapping[str, Any], Mapping[str, Any]]:
    """What a document may not show in this answer, what it may show if the value fits, and examples of what it must.

    What may be written can be wider than what may be shown: such a value is kept all the same.
    """
    shapes = tools.shapes
    by_name = {field.property: field for field in shown.fields if field.property}
    extra = by_name.keys() - document.properties.keys()
    hidden = extra if document.closed else extra - shown.identity - document.required
    hidden |= {name for name in by_name.keys() & document.names if _is_write_only(shapes, document, name)}
    fitting = {}
    for name, raw in document.properties.items():
        field = by_name.get(name)
        if field and name not in hidden and not _fits(shapes, field, raw):
            kinds = shapes.types(field.kept.raw), shapes.types(raw)
            if not all(kinds) or kinds[0] & kinds[1] or set(kinds) == _NUMBERS:
                fitting[name] = tools.shown(raw)
            else:
                hidden.add(name)
    fillers = {}
    for name in sorted(document.required & document.names):
        field = by_name.get(name)
        always_there = (
            shown.certain
            and field is not None
            and name not in hidden
            and name not in fitting
            and (field.generated not in _AT_TIMES or not field.column.nullable or field.required)
            and not _may_lead_nowhere(field)
        )
        if not always_there and not _is_write_only(shapes, document, name):
            example = tools.sampler(document.properties[name])
            if example is not tools.nothing:
                fillers[name] = example
    return tuple(sorted(hidden)), fitting, fillers


def _may_lead_nowhere(field: Field) -> bool:
    """Whether what documents must show as a key may be none, since clients need not give it."""
    return field.column.foreign_key is not None and field.column.nullable and not field.nullable


def _only(shapes: Shapes, raw: Raw, document: Shape, hidden: Sequence[str]) -> tuple[str, ...]:
    """What a closed document may show, where more may be kept."""
    if not document.closed or shapes.annotation(raw, "patternProperties") is not None:
        return ()
    return tuple(sorted(document.names - set(hidden)))


def _only_of(shapes: Shapes, stated: Raw, shown: Shown) -> tuple[tuple[Any, tuple[str, ...]], ...]:
    """What closed kinds of documents may show, where more may be kept."""
    component = shapes.component(stated)
    is_read = stated == shown.read or (bool(component) and component == shapes.component(shown.read))
    return tuple((kind.told_by, kind.only) for kind in shown.kinds if is_read and shown.open and kind.only)


def _undeclared(document: Shape, example: Any) -> dict[str, Any]:
    """Examples of what the document must have without declaring it; what a column holds may be missing in a row."""
    names = document.required - document.names
    return {name: example[name] for name in sorted(names) if isinstance(example, Mapping) and name in example}


def _is_write_only(shapes: Shapes, document: Shape, name: str) -> bool:
    return shapes.annotation(document.properties[name], "writeOnly") is True


def _fits(shapes: Shapes, field: Field, raw: Raw) -> bool:
    """Whether what the field keeps can be shown under this schema."""
    if field.generated and (field.read_only or field.held) and field.schema.raw == raw:
        return True
    return shapes.compatible(field.kept.raw, raw)


def _find_meta(
    shapes: Shapes, raw: Raw, wrapper: tuple[str, ...], subject: Subject
) -> tuple[dict[str, tuple[str, ...]], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Where the body tells about the page: in itself, or one object further in; and where it does so once more.

    What is there may have an object of its own: `meta.page`, `paging.cursors`.
    """
    found: dict[str, tuple[str, ...]] = {}
    again: list[tuple[str, tuple[str, ...]]] = []
    shape = shapes.shape(raw)
    if shape is None:
        return found, ()
    scopes: list[tuple[tuple[str, ...], Shape]] = [((), shape)]
    for name, inner in shape.properties.items():
        deeper = shapes.shape(inner)
        is_named = normal(name) in ENVELOPES or wrapper[:1] == (name,)
        if deeper and (is_named or _tells_pages(shapes, deeper, subject)):
            scopes.append(((name,), deeper))
            inside = ((each, shapes.shape(value)) for each, value in deeper.properties.items())
            scopes += [((name, each), own) for each, own in inside if own and _has_own(each, own, shapes, subject)]
    for path, scope in scopes:
        for name, inner in scope.properties.items():
            if (*path, name) == wrapper:
                continue
            what = _meaning(shapes, _spelled(name, path, scope), inner, subject)
            if what and what not in found:
                found[what] = (*path, name)
            elif what and what not in LINKS:
                again.append((what, (*path, name)))
            elif path and _is_link_object(shapes, inner):
                link = _meaning(shapes, name, {"type": "string", "format": "uri-reference"}, subject)
                if link in LINKS and link not in found:
                    found[link] = (*path, name, _REFERENCE)
    if "count" in found and "total" not in found:
        found["total"] = found.pop("count")
        again = [("total" if what == "count" else what, place) for what, place in again]
    return found, tuple(again)


def _has_own(name: str, shape: Shape, shapes: Shapes, subject: Subject) -> bool:
    """Whether an object further in is about a page, or its cursors: `meta.page`, `paging.cursors`."""
    return normal(name) == _CURSORS_OWN or _tells_pages(shapes, shape, subject)


def _tells_pages(shapes: Shapes, shape: Shape, subject: Subject) -> bool:
    """Whether an object is about nothing but a page, whatever it is called (`pageable`, `result_info`)."""
    facts = {_meaning(shapes, _spelled(n, (), shape), inner, subject) for n, inner in shape.properties.items()} - {""}
    return len(facts) > 1 and not facts.isdisjoint(_OF_PAGES)


def _spelled(name: str, path: tuple[str, ...], scope: Shape) -> str:
    """The name of a property with what the object around it says: `page: {number: 0, size: 20}`, as Spring has it."""
    if path and normal(path[-1]) == _CURSORS_OWN:
        return f"{name}Cursor"
    in_page = path[-1:] == ("page",) or not _SPRING.isdisjoint(map(normal, scope.names))
    return "pageNumber" if in_page and normal(name) == "number" else name


def _meaning(shapes: Shapes, name: str, raw: Raw, subject: Subject) -> str:
    types = shapes.types(raw) - {"null"}
    spellings = {"total": _counts_of(subject)}
    for what, names in _META.items():
        if normal(name) not in (*names.split(), *spellings.get(what, ())):
            continue
        if what in _COUNTS or what in _FLAGS:
            told = {"boolean"} if what in _FLAGS else {"integer", "number"}
            if types and types <= told and not (what in _OF_ALL and _has_no_room(shapes, raw)):
                return what
        elif what in _CURSORS:
            if types and types <= {"string", "integer"}:
                return what
        elif types == {"string"} or (what in LINKS and "string" in types):
            is_uri = str(shapes.annotation(raw, "format") or "").startswith(("uri", "url"))
            return "next_cursor" if what == "next_link" and not is_uri and normal(name) == "nextpage" else what
    return ""


def _has_no_room(shapes: Shapes, raw: Raw) -> bool:
    """Whether a number is bounded so that it cannot tell how many of something there are."""
    most = shapes.annotation(raw, "maximum")
    return isinstance(most, (int, float)) and most < _FEW


def _counts_of(subject: Subject) -> Iterator[str]:
    """How many there are, said with their noun: `contact_count`, `totalContacts`."""
    for noun in subject.names:
        yield from (f"{noun}count", f"{noun}total", f"total{noun}")


def _is_link_object(shapes: Shapes, raw: Raw) -> bool:
    shape = shapes.shape(raw)
    return shape is not None and _REFERENCE in shape.properties


def _without_pages(shapes: Shapes, raw: Raw, body: Any, meta: Mapping[str, tuple[str, ...]]) -> Any:
    """The frame without examples of cursors and links: an answer must not promise a page that is not there."""
    for what in (*_CURSORS, "next_page", "previous_page", *LINKS):
        path = meta.get(what, ())
        if path and path[-1] == _REFERENCE:
            path = path[:-1]
        if not path or not _present(body, path):
            continue
        if shapes.nullable(_schema_at(shapes, raw, path)):
            body = lay(body, path, None)
        elif not _is_required(shapes, raw, path):
            body = _without(body, path)
        elif _admits_nothing(shapes, _schema_at(shapes, raw, path)):
            body = lay(body, path, "")
    return body


def _admits_nothing(shapes: Shapes, raw: Raw) -> bool:
    """Whether an empty text is as good as no cursor, or no link."""
    keywords = ("minLength", "pattern", "format", "enum", "const")
    return "string" in shapes.types(raw) and all(shapes.annotation(raw, keyword) is None for keyword in keywords)


def _present(body: Any, path: tuple[str, ...]) -> bool:
    for name in path:
        if not isinstance(body, Mapping) or name not in body:
            return False
        body = body[name]
    return True


def _without(body: Any, path: tuple[str, ...]) -> Any:
    if len(path) == 1:
        return {name: value for name, value in body.items() if name != path[0]}
    return {**body, path[0]: _without(body[path[0]], path[1:])}


def _schema_at(shapes: Shapes, raw: Raw, path: tuple[str, ...]) -> Raw:
    for name in path:
        shape = shapes.shape(raw)
        raw = shape.properties.get(name, True) if shape else True
    return raw


def _is_required(shapes: Shapes, raw: Raw, path: tuple[str, ...]) -> bool:
    outer = shapes.shape(_schema_at(shapes, raw, path[:-1]))
    return outer is not None and path[-1] in outer.required
