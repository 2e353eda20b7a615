"""What an answer shows of a document: never less than its schema wants, never what it forbids."""

from __future__ import annotations

import pytest

SCHEMAS = """
Note:
  type: object
  required: [id, kind, stamp]
  properties:
    id: {type: string, pattern: '^note_.+$'}
    text: {type: string}
    files: {type: array, items: {type: string}}
    made: {type: string, format: date-time, pattern: 'Z$', readOnly: true}
NoteWrite:
  type: object
  required: [stamp]
  properties:
    stamp: {type: string}
    files: {type: array, items: {type: object}}
Stub:
  type: object
  required: [stub]
  properties: {stub: {type: string}}
Gone:
  type: object
  required: [id, done]
  properties: {id: {type: string}, done: {type: boolean}}
"""
NOTE = "{$ref: '#/components/schemas/Note'}"
PATHS = """
/notes:
  get:
    operationId: listNotes
    parameters: [{name: limit, in: query, schema: {type: integer}}]
    responses:
      "200":
        description: ok
        content:
          application/json:
            schema: {type: array, minItems: 1, maxItems: 5, items: {$ref: '#/components/schemas/Note'}}
  post:
    operationId: createNote
    requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/NoteWrite'}}}}
    responses:
      "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
/notes/{id}:
  parameters: [{name: id, in: path, required: true, schema: {type: string}}]
  get:
    operationId: getNote
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}}
  patch:
    operationId: changeNote
    requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/NoteWrite'}}}}
    responses:
      "200":
        description: ok
        content:
          application/json:
            schema: {anyOf: [{$ref: '#/components/schemas/Stub'}, {$ref: '#/components/schemas/Note'}]}
  delete:
    operationId: deleteNote
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Gone'}}}}}
"""


@pytest.fixture
def note(blueprint):
    (resource,) = blueprint(PATHS, SCHEMAS).resources
    return resource


def _view(note, operation):
    return next(o.view for o in note.operations if o.operation_id == operation)


def test_what_is_required_and_not_declared_has_an_example(note):
    assert "kind" in _view(note, "getNote").fillers


def test_what_is_required_and_not_declared_is_not_hidden_where_it_is_kept(note):
    assert "stamp" not in _view(note, "getNote").hidden


def test_what_clients_write_under_another_schema_is_shown_if_it_fits(note):
    view = _view(note, "getNote")
    assert "files" not in view.hidden
    assert view.fitting.keys() == {"files"}


def test_of_a_union_the_document_most_like_what_is_kept_is_shown(note):
    assert _view(note, "changeNote").hidden == _view(note, "getNote").hidden
    assert "stub" not in _view(note, "changeNote").fillers


def test_an_answer_about_nothing_shows_examples_of_all_that_it_must(note):
    assert _view(note, "deleteNote").fillers == {"done": True, "id": "string"}


def test_identities_keep_to_their_pattern_and_times_to_none(note):
    by_property = {f.property: f for f in note.fields}
    assert by_property["id"].key_format.prefix == "note_"
    assert by_property["made"].generated == ""


def test_a_list_is_as_short_and_as_long_as_its_schema_wants(note):
    listing = next(o for o in note.operations if o.role == "list")
    assert [example["id"] for example in listing.view.examples] == ["note_a"]
    assert (listing.paging.default_size, listing.paging.maximum_size) == (5, 5)


def test_a_closed_document_shows_nothing_that_it_does_not_declare(blueprint):
    closed = SCHEMAS.replace("Note:\n  type: object", "Note:\n  type: object\n  additionalProperties: false", 1)
    (resource,) = blueprint(PATHS, closed).resources
    assert _view(resource, "getNote").only == ("files", "id", "kind", "made", "stamp", "text")


def test_a_path_with_text_beside_a_parameter_gives_no_location(blueprint):
    (resource,) = blueprint(PATHS.replace("/notes", "/as-{user}/notes"), SCHEMAS).resources
    assert [plan.location for plan in resource.operations if plan.role == "create"] == [""]


KINDS = """
/pets:
  get:
    responses:
      "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  post:
    requestBody: {content: {application/json: {schema: {type: object}}}}
    responses:
      "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
/pets/{id}:
  parameters: [{name: id, in: path, required: true, schema: {type: string}}]
  get:
    responses:
      "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
"""
PET = """
Pet:
  type: object
  properties:
    id: {type: string}
    kind: {type: string}
    friends: {type: array, items: {$ref: '#/components/schemas/Ref'}}
  discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Pet', dog: '#/components/schemas/Pet'}}
Ref:
  type: object
  properties: {is: {type: string}}
  discriminator: {propertyName: is, mapping: {pet: '#/components/schemas/Ref'}}
"""


def test_the_values_of_discriminators_are_known(blueprint):
    (resource,) = blueprint(KINDS, PET).resources
    assert resource.kinds == {("kind",): ("cat", "dog"), ("friends", "*", "is"): ("pet",)}


def test_an_answer_that_could_be_either_of_a_union_shows_no_document(blueprint):
    union = "{oneOf: [{$ref: '#/components/schemas/Stub'}, {$ref: '#/components/schemas/Gone'}]}"
    loose = SCHEMAS.replace("required: [stub]", "required: []").replace("required: [id, done]", "required: []")
    read = "{$ref: '#/components/schemas/Note'}"
    paths = PATHS.replace(f"items: {read}", f"items: {union}")
    (resource,) = blueprint(paths, loose.replace("required: [id, kind, stamp]", "required: [id]")).resources
    assert not _view(resource, "listNotes").whole
    assert _view(resource, "getNote").whole


def test_of_several_forms_of_an_item_the_one_that_others_show_is_kept(blueprint):
    envelope = "{type: object, required: [response], properties: {status: {type: integer}, response: {type: object}}}"
    forms = "{oneOf: [{$ref: '#/components/schemas/File'}, {$ref: '#/components/schemas/Envelope'}]}"
    schema = "{$ref: '#/components/schemas/File'}"
    paths = f"""
/files:
  post:
    operationId: add
    requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}
    responses: {{"201": {{description: File, content: {{application/json: {{schema: {schema}}}}}}}}}
/files/{{id}}:
  parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
  get:
    operationId: read
    responses: {{"200": {{description: File, content: {{application/json: {{schema: {forms}}}}}}}}}
"""
    file = (
        "{type: object, required: [id, size], properties: {id: {type: string}, size: {type: integer, readOnly: true}}}"
    )
    (resource,) = blueprint(paths, f"File: {file}\nEnvelope: {envelope}\n").resources
    assert {field.property for field in resource.fields} == {"id", "size"}
    read = next(plan for plan in resource.operations if plan.operation_id == "read")
    assert read.view is not None
    assert (read.view.whole, read.view.hidden) == (True, ())


def test_what_stands_around_a_document_has_what_it_must_have(blueprint):
    schemas = """
Pet: {type: object, required: [id], properties: {id: {type: string}, name: {type: string}}}
Result:
  type: object
  required: [pet, notes]
  properties: {pet: {$ref: '#/components/schemas/Pet'}, notes: {type: array, items: {type: string}}}
"""
    body = "{content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}"
    wrapped = "{type: object, properties: {payload: {$ref: '#/components/schemas/Result'}}}"
    shown = f"{{description: ok, content: {{application/json: {{schema: {wrapped}}}}}}}"
    paths = f"""
/pets:
  post: {{operationId: add, requestBody: {body}, responses: {{"201": {{description: made}}}}}}
/pets/{{id}}:
  parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
  get: {{operationId: read, responses: {{"200": {shown}}}}}
"""
    (pet,) = blueprint(paths, schemas).resources
    view = next(plan.view for plan in pet.operations if plan.role == "read")
    assert view is not None
    assert view.wrapper == ("payload", "pet")
    assert view.frame == {"payload": {"pet": None, "notes": []}}


USERS = """
/users:
  get:
    operationId: listUsers
    parameters:
      - {name: count, in: query, schema: {type: integer}}
      - {name: startIndex, in: query, schema: {type: integer%s}}
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Users'}}}}}
  post:
    operationId: createUser
    requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
    responses: {"201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
/users/{id}:
  get:
    operationId: getUser
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
"""
USER_SCHEMAS = """
User: {type: object, properties: {id: {type: string, readOnly: true}, name: {type: string}}}
Users:
  type: object
  required: [startIndex, users]
  properties:
    startIndex: {type: integer%s}
    users: {type: array, items: {$ref: '#/components/schemas/User'}}
"""


@pytest.mark.parametrize(
    ("asked", "told", "first"),
    [
        ("", "", 0),
        (", minimum: 0, default: 1", "", 0),
        (", minimum: 1", "", 1),
        (", default: 1", "", 1),
        ("", ", minimum: 1", 1),
    ],
)
def test_documents_are_counted_from_where_the_contract_counts(blueprint, asked, told, first):
    (users,) = blueprint(USERS % asked, USER_SCHEMAS % told).resources
    listing = next(plan for plan in users.operations if plan.role == "list")
    assert (listing.paging.style, listing.paging.first_offset) == ("offset", first)


def test_an_empty_list_is_not_shown_where_it_is_of_two_kinds(blueprint):
    either = "oneOf: [{type: array, items: {$ref: '#/components/schemas/User'}}, {type: array, items: {type: string}}]"
    schemas = USER_SCHEMAS.replace(
        "users: {type: array, items: {$ref: '#/components/schemas/User'}}", f"users: {{{either}}}"
    )
    (users,) = blueprint(USERS % "", schemas % "").resources
    listing = next(plan for plan in users.operations if plan.role == "list")
    assert (listing.view.is_list, len(listing.view.examples)) == (True, 1)


@pytest.mark.parametrize(
    ("name", "schema", "meaning"),
    [
        ("hasPrevPage", "{type: boolean}", "has_previous"),
        ("has_previous", "{type: boolean}", "has_previous"),
        ("hasNext", "{type: boolean}", "has_more"),
        ("first", "{type: boolean}", "is_first"),
        ("first", "{type: string}", "first_link"),
        ("isLast", "{type: boolean}", "is_last"),
        ("lastPage", "{type: integer}", "pages"),
        ("previousPage", "{type: [integer, 'null']}", "previous_page"),
        ("previousPage", "{type: string}", "previous_link"),
        ("nextPage", "{type: integer}", "next_page"),
        ("hasPrevious", "{type: string}", ""),
        ("total", "{type: integer, maximum: 1}", ""),
        ("total", "{type: integer, maximum: 10000}", "total"),
        ("prevCursor", "{type: string}", "previous_cursor"),
        ("endCursor", "{type: [string, 'null']}", "next_cursor"),
        ("empty", "{type: boolean}", "is_empty"),
        ("number", "{type: integer}", ""),
    ],
)
def test_what_an_envelope_tells_of_a_page(blueprint, name: str, schema: str, meaning: str):
    page = f"{{type: object, required: [data], properties: {{data: {{type: array, items: {NOTE}}}, {name}: {schema}}}}}"
    whole = "{type: array, minItems: 1, maxItems: 5, items: {$ref: '#/components/schemas/Note'}}"
    assert whole in PATHS
    (resource,) = blueprint(PATHS.replace(whole, page), SCHEMAS).resources
    listing = next(plan for plan in resource.operations if plan.role == "list")
    assert listing.view is not None
    assert dict(listing.view.meta) == ({meaning: (name,)} if meaning else {})


SPRING = """{type: object, required: [content, number, totalElements, pageable, empty], properties: {
    content: {type: array, items: {$ref: '#/components/schemas/Note'}}, number: {type: integer%s},
    totalElements: {type: integer}, empty: {type: boolean},
    pageable: {type: object, required: [pageNumber, offset], properties: {
      pageNumber: {type: integer}, offset: {type: integer}}},
    totals: {type: object, properties: {total: {type: number}, count: {type: integer}}}}}"""
BY_PAGE = (
    "parameters: [{name: page, in: query, schema: {type: integer%s}},"
    " {name: limit, in: query, schema: {type: integer}}]"
)


@pytest.mark.parametrize(
    ("asked", "told", "first"), [("", "", 0), (", default: 1", "", 1), (", minimum: 1", "", 1), ("", ", minimum: 1", 1)]
)
def test_pages_are_told_in_objects_of_any_name_and_in_every_place(blueprint, asked, told, first):
    whole = "{type: array, minItems: 1, maxItems: 5, items: {$ref: '#/components/schemas/Note'}}"
    asking = "parameters: [{name: limit, in: query, schema: {type: integer}}]"
    paths = PATHS.replace(whole, SPRING % told).replace(asking, BY_PAGE % asked)
    (resource,) = blueprint(paths, SCHEMAS).resources
    listing = next(plan for plan in resource.operations if plan.role == "list")
    assert dict(listing.view.meta) == {
        "page": ("number",),
        "total": ("totalElements",),
        "is_empty": ("empty",),
        "offset": ("pageable", "offset"),
    }
    assert listing.view.meta_again == (("page", ("pageable", "pageNumber")),)
    assert listing.paging.first_page == first


@pytest.mark.parametrize(
    ("asked", "told", "least"),
    [("", "", 0), ("", ", minimum: 1", 1), ("", ", minimum: 100", 20), (", minimum: 1", ", minimum: 1", 0)],
)
def test_a_page_is_as_large_as_it_may_be_told(blueprint, asked, told, least):
    paths = USERS.replace("startIndex", "limit") % asked
    (users,) = blueprint(paths, USER_SCHEMAS.replace("startIndex", "limit") % told).resources
    listing = next(plan for plan in users.operations if plan.role == "list")
    assert listing.paging.minimum_size == least


def test_pages_are_told_two_objects_further_in(blueprint):
    page = """{type: object, required: [data], properties: {
        data: {type: array, items: {$ref: '#/components/schemas/Note'}},
        meta: {type: object, properties: {page: {type: object, properties: {
          number: {type: integer}, lastPage: {type: integer}, total: {type: integer}}},
        license: {type: object, properties: {name: {type: string}, number: {type: integer}}}}}}}"""
    whole = "{type: array, minItems: 1, maxItems: 5, items: {$ref: '#/components/schemas/Note'}}"
    asking = "parameters: [{name: limit, in: query, schema: {type: integer}}]"
    paths = PATHS.replace(whole, page).replace(asking, BY_PAGE % "")
    (resource,) = blueprint(paths, SCHEMAS).resources
    listing = next(plan for plan in resource.operations if plan.role == "list")
    assert dict(listing.view.meta) == {
        "page": ("meta", "page", "number"),
        "pages": ("meta", "page", "lastPage"),
        "total": ("meta", "page", "total"),
    }


def test_what_is_cleared_shows_no_document_of_those_that_were_there(blueprint):
    user = "{description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}"
    clear = f'  delete: {{operationId: clear, responses: {{"200": {user}}}}}'
    paths = (USERS % "").replace("/users/{id}:", f"{clear}\n/users/{{id}}:")
    (users,) = blueprint(paths, USER_SCHEMAS % "").resources
    clearing = next(plan for plan in users.operations if plan.role == "clear")
    assert (clearing.view.whole, isinstance(clearing.view.frame, dict)) == (False, True)


def test_what_is_cleared_leaves_an_empty_list(blueprint):
    user = "{type: array, items: {$ref: '#/components/schemas/User'}}"
    listed = f"{{description: ok, content: {{application/json: {{schema: {user}}}}}}}"
    clear = f'  delete: {{operationId: clear, responses: {{"200": {listed}}}}}'
    paths = (USERS % "").replace("/users/{id}:", f"{clear}\n/users/{{id}}:")
    (users,) = blueprint(paths, USER_SCHEMAS % "").resources
    clearing = next(plan for plan in users.operations if plan.role == "clear")
    assert (clearing.view.whole, clearing.view.frame) == (True, [])
