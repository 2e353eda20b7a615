"""Contents: bytes that belong to a resource's rows. One operation uploads them, another gives them back.

Which belong together is read from the paths: what a path calls the bytes (`/avatar`, `/avatar/download`) is their
slot; `/content`, `/file`, `/download` and the like mean the one content that a row has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from oagen.blueprint.absence import refuses_missing
from oagen.blueprint.candidates import ROLE_KEY, Candidate
from oagen.blueprint.changes import ContentUse
from oagen.blueprint.documents import is_structured
from oagen.blueprint.model import Resource
from oagen.blueprint.naming import FILE_NAMES, normal, words
from oagen.blueprint.paths import Path
from oagen.blueprint.shapes import Raw, Shapes
from oagen.contract.model import Body, Contract, Operation

_WHOLE = "content"  # the slot of bytes that nothing gives a name
_GENERAL = frozenset(
    "binary blob body bytes content contents data download downloads file files get media original put raw set upload"
    " uploads".split()
)
# what bytes are, rather than something that is made of them (`thumbnail`)
_MEDIA = frozenset("attachment audio document image photo picture recording scan video".split())
_TAKE_BYTES = frozenset({"POST", "PUT", "PATCH"})
_SAVE_ROWS = frozenset({"create", "upsert", "replace", "update"})
_OPAQUE = "application/octet-stream"
# what properties beside bytes tell of them, by their names
_FACTS = {
    "name": FILE_NAMES,
    "size": frozenset({"size", "filesize", "bytes", "bytesize", "contentlength", "sizebytes", "sizeinbytes"}),
    "media_type": frozenset({"contenttype", "mimetype", "mediatype", "mime", "filetype"}),
}
# a schema with these alone takes any name, size or media type
_UNBOUND = frozenset({"type", "title", "description", "examples", "readOnly", "minimum"})


def find_contents(contract: Contract, shapes: Shapes, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Note which operations take and give the bytes of candidates' rows. Candidates that are but bytes are left out."""
    kept = [c for c in candidates if not _is_but_bytes(c, contract, shapes, candidates)]
    taken = {operation_id for candidate in kept for operation_id in candidate.roles}
    free = [o for o in contract.operations if o.id not in taken and o.extensions.get(ROLE_KEY) != "custom"]
    for candidate in kept:
        saving = [o for o in contract.operations if candidate.roles.get(o.id) in _SAVE_ROWS]
        beside = {o.id: slot for o in free if (slot := _slot(candidate, o))}
        of_rows = [o for o in free if o.id in beside]
        downloads = {o.id: beside[o.id] for o in of_rows if o.method == "GET" and _gives_bytes(o, shapes)}
        uploads = dict(_uploads(candidate, beside, of_rows, saving, set(downloads.values()), shapes))
        candidate.contents = uploads | dict(_downloads(downloads, uploads, of_rows, saving, candidate, shapes))
        filled = {use.slot for use in uploads.values()}
        for operation in of_rows:
            if operation.method == "DELETE" and operation.body is None and beside[operation.id] in filled:
                candidate.contents[operation.id] = ContentUse("discard", beside[operation.id])
    return kept


def _is_but_bytes(candidate: Candidate, contract: Contract, shapes: Shapes, candidates: Sequence[Candidate]) -> bool:
    """Whether what looks like a collection below some row is a file that belongs to that row."""
    if candidate.item is not None or not any(c.item and candidate.collection.starts_with(c.item) for c in candidates):
        return False
    here = [o for o in contract.operations if Path.to(o).key == candidate.collection.key]
    gives = any(o.method == "GET" and _gives_bytes(o, shapes) for o in here)
    return gives and any(o.method in _TAKE_BYTES and _part(o.body, shapes) is not None for o in here)


def with_content_paths(pairs: Sequence[tuple[Candidate, Resource]]) -> list[tuple[Candidate, Resource]]:
    """Tell resources where bytes are kept that go with their rows: their own, and those of what lies below."""
    homes = [candidate.collection for candidate, _ in pairs if candidate.contents]
    return [
        (c, replace(r, content_path=item_path(c.item, r), content_facts=_facts(c, r)))
        if c.item and _any_below(homes, c)
        else (c, r)
        for c, r in pairs
    ]


def _facts(candidate: Candidate, resource: Resource) -> tuple[tuple[str, str], ...]:
    """Properties that tell of the bytes beside their document, and that nobody but the service can know."""
    if len({use.slot for use in candidate.contents.values()}) != 1:
        return ()
    found: list[tuple[str, str]] = []
    for field in resource.fields:
        raw, is_number = field.schema.raw, field.column.type == "integer"
        bound = raw.keys() - _UNBOUND - ({"format"} if is_number else set()) if isinstance(raw, Mapping) else {"$ref"}
        if not field.read_only or field.write_only or bound or field.column.type not in ("integer", "string", "text"):
            continue
        told = (fact for fact, names in _FACTS.items() if normal(field.property) in names)
        found += [(field.property, fact) for fact in told if (fact == "size") == is_number]
    return tuple(found)


def _any_below(homes: Sequence[Path], candidate: Candidate) -> bool:
    item = candidate.item
    return bool(candidate.contents) or (item is not None and any(home.starts_with(item) for home in homes))


def item_path(item: Path, resource: Resource) -> str:
    """The path of a row, as a format string over the columns of its keys."""
    columns = iter(f"{{{key.column}}}" for key in resource.path_keys)
    return "/" + "/".join(next(columns) if s.startswith("{") and s.endswith("}") else s for s in item.segments)


def _uploads(
    candidate: Candidate,
    beside: Mapping[str, str],
    of_rows: Sequence[Operation],
    saving: Sequence[Operation],
    slots: set[str],
    shapes: Shapes,
) -> Iterator[tuple[str, ContentUse]]:
    """The operations that fill a slot which something gives back: on their own, or with a row's document."""
    for operation in of_rows:
        part, slot = _part(operation.body, shapes), beside[operation.id]
        if part is not None and slot in slots and operation.method in _TAKE_BYTES:
            yield operation.id, ContentUse("upload", slot, part)
    for operation in saving:
        part = _part(operation.body, shapes)
        if part:
            named = _name(candidate, [part])
            slot = next((each for each in (named, _WHOLE) if each in slots), _only_medium(slots))
            if slot:
                yield operation.id, ContentUse("upload", slot, part)


def _only_medium(slots: set[str]) -> str:
    """The one slot that there is, if it is called after what such bytes are (`image` of a `photo`), or "" if not."""
    return next(iter(slots)) if len(slots) == 1 and slots <= _MEDIA else ""


def _downloads(
    downloads: Mapping[str, str],
    uploads: Mapping[str, ContentUse],
    of_rows: Sequence[Operation],
    saving: Sequence[Operation],
    candidate: Candidate,
    shapes: Shapes,
) -> Iterator[tuple[str, ContentUse]]:
    """The operations that give what something uploads.

    Bytes are missing only where no row can be made without them; else the contract's example stands in for them.
    """
    by_id = {operation.id: operation for operation in of_rows}
    creating = [operation for operation in saving if candidate.roles[operation.id] == "create"]
    for operation_id, slot in downloads.items():
        sources = tuple(each for each, use in uploads.items() if use.slot == slot)
        if sources:
            posting = [by_id[each] for each in sources if each in by_id and by_id[each].method == "POST"]
            certain = all(_always_brings(o, uploads.get(o.id), slot, shapes) for o in (*creating, *posting))
            refuses = certain and refuses_missing(by_id[operation_id])
            yield operation_id, ContentUse("download", slot, refuses=refuses, sources=sources)


def _always_brings(operation: Operation, use: ContentUse | None, slot: str, shapes: Shapes) -> bool:
    """Whether no request to an operation leaves the bytes out."""
    if use is None or use.slot != slot or operation.body is None or not operation.body.is_expected:
        return False
    if not use.part:
        return True
    found = [shapes.shape(media.schema.raw) for media in operation.body.media if media.schema]
    return all(shape is not None and use.part in shape.required for shape in found)


def _slot(candidate: Candidate, operation: Operation) -> str:
    """What the path of an operation on one row calls the bytes; "" for any other path.

    That is `/files/{id}/content`, or `/files/download/{id}`: nothing in it but the row's keys varies.
    """
    if candidate.item is None or candidate.item.is_mixed:
        return ""
    path, collection = Path.to(operation), candidate.collection
    if len(path.parameters) != len(candidate.item.parameters):
        return ""
    if path.starts_with(candidate.item):
        rest = path.segments[len(candidate.item.segments) :]
    elif path.starts_with(collection) and path.parameter and not candidate.singleton:
        rest = path.segments[len(collection.segments) : -1]
    else:
        return ""
    return "" if any("{" in segment for segment in rest) else _name(candidate, rest)


def _name(candidate: Candidate, texts: Sequence[str]) -> str:
    found = [word for text in texts for word in words(text) if word not in _GENERAL]
    name = normal("".join(found))
    return name if name and name not in candidate.subject.names else _WHOLE


def _gives_bytes(operation: Operation, shapes: Shapes) -> bool:
    """Whether all that an operation answers with is bytes."""
    media = operation.answers[0].media
    return bool(media) and all(_is_bytes(shapes, each.name, each.schema.raw if each.schema else None) for each in media)


def _part(body: Body | None, shapes: Shapes) -> str | None:
    """The part of a body that is a file, "" where the body is one as a whole; None where there is not one file."""
    if body is None or not body.media:
        return None
    if all(_is_bytes(shapes, media.name, media.schema.raw if media.schema else None) for media in body.media):
        return ""
    if not all(media.name.lower().startswith("multipart/") and media.schema for media in body.media):
        return None
    found = {name for media in body.media if media.schema for name in _files(shapes, media.schema.raw)}
    return found.pop() if len(found) == 1 else None


def _files(shapes: Shapes, raw: Raw) -> Iterator[str]:
    """The parts that are one file each."""
    shape = shapes.shape(raw)
    yield from (name for name, inner in (shape.properties.items() if shape else ()) if _is_opaque(shapes, inner))


def _is_bytes(shapes: Shapes, media_type: str, raw: Raw | None) -> bool:
    """Whether content of a media type is read by nobody: neither a JSON value nor text, or said to be opaque."""
    if raw is not None and _is_opaque(shapes, raw):
        return True
    return not is_structured(media_type) and not media_type.lower().startswith("text/")


def _is_opaque(shapes: Shapes, raw: Raw) -> bool:
    encoded = shapes.annotation(raw, "contentEncoding") is not None
    return shapes.annotation(raw, "format") == "binary" or (
        shapes.annotation(raw, "contentMediaType") == _OPAQUE and not encoded
    )
