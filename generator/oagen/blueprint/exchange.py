"""What of HTTP a resource's handlers take part in: entity tags, conditions, links from page to page, headers of lists.

Only what the contract documents: by a header parameter, by a response header, or by a 412 or 428.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from oagen.blueprint.model import LISTS, Exchange, Field, OperationPlan
from oagen.blueprint.naming import FILE_NAMES, normal
from oagen.blueprint.shapes import Raw, Shapes
from oagen.blueprint.values import admits_text
from oagen.contract.model import Operation

LINKS = ("self_link", "first_link", "previous_link", "next_link", "last_link")
_CONDITIONS = frozenset({"if-match", "if-none-match"})
_CHANGING = frozenset({"upsert", "replace", "update", "transition", "replace_property", "update_property"})
_VERSIONED = frozenset({"read", "read_property", "create"}) | _CHANGING
_CONDITIONAL = frozenset({"delete", "delete_property"}) | _CHANGING
_URLS = ("uri", "url", "iri")  # formats that want a scheme and a host
_SAMPLE_TAG = '"0123456789abcdef0123456789abcdef"'  # what the service's entity tags look like
_SAMPLE_TIME = "Thu, 01 Jan 1970 00:00:00 GMT"
_SAMPLE_DISPOSITION = "attachment; filename=\"a.pdf\"; filename*=UTF-8''a.pdf"
_SAMPLE_LINKS = '</things?offset=0>; rel="self", </things?offset=20>; rel="next"'
_HEADERS = {
    "total": "totalcount total totalitems totalresults totalrecords totalelements count resultcount totalentries",
    "pages": "totalpages pagecount pages",
    "page": "page currentpage pagenumber",
    "size": "perpage pagesize limit",
    "offset": "offset",
    "next_page": "nextpage",
    "previous_page": "prevpage previouspage",
    "next_cursor": "nextcursor nextpagetoken nexttoken continuationtoken",
    "previous_cursor": "prevcursor previouscursor prevpagetoken previouspagetoken",
    "has_more": "hasmore hasnextpage hasnext",
    "has_previous": "hasprev hasprevious hasprevpage haspreviouspage",
    "links": "link",
    "content_range": "contentrange",
}
_FACTS = {name: fact for fact, names in _HEADERS.items() for name in names.split()}
_TEXTS = frozenset({"next_cursor", "previous_cursor", "links", "content_range"})


def with_exchanges(
    plans: Sequence[OperationPlan],
    operations: Mapping[str, Operation],
    fields: Sequence[Field],
    shapes: Shapes,
    *,
    versioned: bool = True,
) -> tuple[OperationPlan, ...]:
    """The plans of one resource, each with its part in HTTP. What is not `versioned` has no entity tags."""
    if not versioned:
        of_lists = {p.operation_id: _of_list(p, operations[p.operation_id], shapes) for p in plans if p.role in LISTS}
        return tuple(replace(plan, exchange=of_lists.get(plan.operation_id, Exchange())) for plan in plans)
    tagged = any(_documents_tags(operations[plan.operation_id]) for plan in plans)
    conditions = {plan.operation_id: _conditions(plan, operations[plan.operation_id], shapes, tagged) for plan in plans}
    conditional = any(conditions.values())
    return tuple(
        replace(
            plan,
            exchange=replace(
                _exchange(plan, operations[plan.operation_id], shapes, conditional),
                conditions=conditions[plan.operation_id],
                named=_named(plan, operations[plan.operation_id], fields, shapes),
                modified=_modified(plan, operations[plan.operation_id], fields, shapes),
            ),
        )
        for plan in plans
    )


def _exchange(plan: OperationPlan, operation: Operation, shapes: Shapes, conditional: bool) -> Exchange:
    if plan.role in LISTS:
        return _of_list(plan, operation, shapes)
    if plan.role == "download":
        # without a tag, nobody could tell whether two parts are of the same content
        partial = any(response.status == "206" for response in operation.responses)
        return Exchange(version=(partial or _documents_tags(operation)) and _admits_tags(operation, shapes))
    versioned = plan.role in _VERSIONED and (plan.view is None or plan.view.whole or plan.view.media_type is None)
    documented = conditional or _documents_tags(operation)
    return Exchange(
        version=versioned and documented and _admits_tags(operation, shapes),
        whole_location=bool(plan.location) and _locates_wholly(operation, shapes),
    )


def _named(plan: OperationPlan, operation: Operation, fields: Sequence[Field], shapes: Shapes) -> str:
    """The property that names the file of a download, where its answer documents that it tells."""
    documented = list(_documented(operation, "content-disposition"))
    if plan.role != "download" or not documented:
        return ""
    if not all(admits_text(shapes, raw, _SAMPLE_DISPOSITION) for raw in documented):
        return ""
    shown = (f.property for f in fields if f.column.type in ("string", "text") and not f.write_only)
    return next((name for name in shown if normal(name) in FILE_NAMES), "")


def _modified(plan: OperationPlan, operation: Operation, fields: Sequence[Field], shapes: Shapes) -> str:
    """The property that tells when the row in an answer was changed, or else made, where the answer documents it."""
    documented = list(_documented(operation, "last-modified"))
    shows_row = plan.role in _VERSIONED and plan.view is not None and plan.view.whole
    if not documented or not shows_row or not all(admits_text(shapes, raw, _SAMPLE_TIME) for raw in documented):
        return ""
    times = {f.generated: f.property for f in fields if f.property and f.read_only and f.column.type == "datetime"}
    return times.get("updated_at") or times.get("created_at") or ""


def _conditions(plan: OperationPlan, operation: Operation, shapes: Shapes, tagged: bool) -> str:
    """Whether a handler honours conditions: "" | optional | required. A 412 or 428 alone may be about other things."""
    if plan.role not in _CONDITIONAL:
        return ""
    named = [p for p in operation.parameters if p.location == "header" and p.name.lower() in _CONDITIONS]
    if any("string" not in shapes.types(parameter.schema.raw) for parameter in named):
        return ""  # versions of the document's own making
    statuses = {response.status for response in operation.responses if not response.added}
    if "428" in statuses and (named or tagged):
        return "required"
    return "optional" if named or (tagged and "412" in statuses) else ""


def _documents_tags(operation: Operation) -> bool:
    return any(True for _ in _documented(operation, "etag"))


def _locates_wholly(operation: Operation, shapes: Shapes) -> bool:
    """Whether `Location` is documented as a URL with scheme and host, which no reference without them is."""
    return any(shapes.annotation(raw, "format") in _URLS for raw in _documented(operation, "location"))


def _documented(operation: Operation, header: str) -> Iterator[Raw]:
    """The schemas that the successes of an operation give to a header."""
    for answer in operation.answers:
        yield from (schema.raw for name, schema in answer.header_schemas.items() if name.lower() == header)


def _admits_tags(operation: Operation, shapes: Shapes) -> bool:
    """Whether the documented tags, if any, may look like those that the service makes."""
    return all(admits_text(shapes, raw, _SAMPLE_TAG) for raw in _documented(operation, "etag"))


def _of_list(plan: OperationPlan, operation: Operation, shapes: Shapes) -> Exchange:
    view = plan.view
    if view is None or not (view.media_type is None or (view.whole and view.is_list)):
        return Exchange()
    headers = page_headers(operation, shapes)
    linked = [place for fact, place in view.meta.items() if fact in LINKS]
    if not linked and not headers:
        return Exchange()
    turn, parameter, back = _turn(plan)
    schema = None if view.media_type is None else operation.answers[0].media[0].schema
    raw = True if schema is None else schema.raw
    return Exchange(
        linked=True,
        turn=turn,
        turn_parameter=parameter,
        back_parameter=back,
        whole_links=any(_wants_whole(shapes, raw, place) for place in linked),
        headers=headers,
    )


def _turn(plan: OperationPlan) -> tuple[str, str, str]:
    """What turns the pages of a list, the parameter that says it, and the one that turns them back to a cursor.

    A token knows itself which way it leads; a key does not. All are "" where nothing turns pages.
    """
    paging = plan.paging
    if paging is None:
        return "", "", ""
    named = {a.python_name: a.parameter for a in plan.arguments if a.location != "body"}
    if paging.style == "cursor" and paging.cursor in named:
        back = paging.before or ("" if paging.cursor_key else paging.cursor)
        return "cursor", named[paging.cursor], named.get(back, "")
    for turn, name in (("page", paging.page), ("offset", paging.offset)):
        if paging.style == turn and name in named:
            return turn, named[name], ""
    return "", "", ""


def page_headers(operation: Operation, shapes: Shapes) -> dict[str, str]:
    """The headers of a list's answer that tell about the page: header → fact."""
    found = {}
    for name, schema in operation.answers[0].header_schemas.items():
        fact = _FACTS.get(normal(name).removeprefix("x").removeprefix("pagination"), "")
        types = shapes.types(schema.raw)
        numeric = bool(types & {"integer", "number"})
        if fact == "links" and not admits_text(shapes, schema.raw, _SAMPLE_LINKS):
            continue
        if fact and (not types or "string" in types or (numeric and fact not in _TEXTS)):
            found[name] = fact
    return found


def _wants_whole(shapes: Shapes, raw: Raw, place: Sequence[str]) -> bool:
    """Whether a link has to be a URL, not just a reference to one."""
    for name in place:
        shape = shapes.shape(raw)
        if shape is None or name not in shape.properties:
            return False
        raw = shape.properties[name]
    return shapes.annotation(raw, "format") in _URLS
