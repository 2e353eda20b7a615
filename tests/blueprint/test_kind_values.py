"""What the server puts into documents of one kind, where answers are unions of kinds."""

from __future__ import annotations

PATHS = """
/things:
  post:
    operationId: make
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewThing'}}}}
    responses: {"201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}
/things/{id}:
  get:
    operationId: show
    parameters: [{name: id, in: path, required: true, schema: {type: string, format: uuid}}]
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}
"""
KINDS = """
NewThing: {oneOf: [{$ref: '#/components/schemas/NewBook'}, {$ref: '#/components/schemas/NewDisc'}]}
NewBook:
  type: object
  required: [kind, title]
  properties: {kind: {type: string, const: book}, title: {type: string}, pages: {type: integer, minimum: 1}}
NewDisc: {type: object, required: [kind], properties: {kind: {type: string, const: disc}}}
Thing: {oneOf: [{$ref: '#/components/schemas/Book'}, {$ref: '#/components/schemas/Disc'}]}
Book:
  type: object
  required: [id, kind, title, pages, shelf]
  properties:
    id: {type: string, format: uuid, readOnly: true}
    kind: {type: string, const: book}
    title: {type: string}
    pages: {type: integer, minimum: 1}
    shelf: {type: string, pattern: '^[A-Z]$', readOnly: true}
Disc:
  type: object
  additionalProperties: false
  required: [id, kind, side]
  properties:
    id: {type: string, format: uuid, readOnly: true}
    kind: {type: string, const: disc}
    side: {type: string, enum: [a, b], readOnly: true}
    pressedAt: {type: string, format: date-time, readOnly: true}
    createdAt: {type: string, format: date-time, readOnly: true}
"""


def _kinds(blueprint, schemas=KINDS):
    (thing,) = blueprint(PATHS, schemas).resources
    return thing


def _made(kind):
    return {field.property: field.generated for field in kind.fields}


def test_each_kind_gets_what_its_answers_require(blueprint):
    book, disc = _kinds(blueprint).by_kind
    assert _made(book) == {"pages": "example", "shelf": "example"}
    assert _made(disc) == {"side": "filler", "createdAt": "created_at"}


def test_what_some_kinds_have_is_not_put_into_all(blueprint):
    thing = _kinds(blueprint)
    assert {field.property: field.generated for field in thing.fields if field.generated} == {"id": "uuid"}
    assert "createdAt" not in thing.by_kind[0].has
    assert thing.by_kind[1].only == ("createdAt", "id", "kind", "pressedAt", "side")
    assert thing.never_set == ("pressedAt",)
    assert thing.examples == ("pages", "shelf")


def test_kinds_are_told_by_a_value(blueprint):
    told = [kind.told_by for kind in _kinds(blueprint).by_kind]
    assert told == [{"properties": {"kind": {"enum": [kind]}}, "required": ["kind"]} for kind in ("book", "disc")]


def test_kinds_are_told_by_what_clients_give_where_no_value_tells_them(blueprint):
    schemas = KINDS.replace("{type: string, const: book}", "{type: string}").replace(
        "{type: string, const: disc}", "{type: string}"
    )
    book, disc = _kinds(blueprint, schemas).by_kind
    assert book.told_by["required"] == ["kind", "title"]
    assert book.told_by["properties"].keys() == {"kind", "title", "pages"}
    assert disc.told_by == {"properties": {"kind": {"type": "string"}}, "required": ["kind"]}


def test_what_all_kinds_have_alike_is_the_resources(blueprint):
    side, shelf = "{type: string, enum: [a, b], readOnly: true}", "{type: string, pattern: '^[A-Z]$', readOnly: true}"
    schemas = KINDS.replace(f"side: {side}", f"shelf: {shelf}").replace("[id, kind, side]", "[id, kind, shelf]")
    thing = _kinds(blueprint, schemas)
    assert [_made(kind) for kind in thing.by_kind] == [{"pages": "example"}, {"createdAt": "created_at"}]
    assert {field.property: field.generated for field in thing.fields if field.generated} == {
        "id": "uuid",
        "shelf": "example",
    }


def test_there_are_no_kinds_without_a_union(blueprint):
    union = "{oneOf: [{$ref: '#/components/schemas/Book'}, {$ref: '#/components/schemas/Disc'}]}"
    assert _kinds(blueprint, KINDS.replace(union, "{$ref: '#/components/schemas/Book'}")).by_kind == ()
