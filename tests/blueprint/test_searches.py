"""Which operations are lists that a body asks for, and what each property of the body means to them."""

from __future__ import annotations

import pytest

SCHEMAS = """
Pet:
  type: object
  required: [id]
  properties:
    id: {type: string, format: uuid, readOnly: true}
    name: {type: string}
    born: {type: string, format: date}
"""
PET = "{$ref: '#/components/schemas/Pet'}"
ONE = f"{{description: Pet, content: {{application/json: {{schema: {PET}}}}}}}"
MANY = f"{{description: Pets, content: {{application/json: {{schema: {{type: array, items: {PET}}}}}}}}}"
BODY = """{content: {application/json: {schema: {type: object, properties: {
  name: {type: string}, bornAfter: {type: string, format: date}, mood: {type: string},
  options: {type: object, properties: {pageSize: {type: integer, maximum: 30}, page: {type: integer}}},
  query: {type: object}, orderBy: {type: array, items: {type: string}}}}}}}"""


def paths(path: str, operation: str) -> str:
    return f"""
/pets:
  post:
    operationId: add
    requestBody: {{content: {{application/json: {{schema: {PET}}}}}}}
    responses: {{"201": {ONE}}}
/pets/{{id}}:
  parameters: [{{name: id, in: path, required: true, schema: {{type: string, format: uuid}}}}]
  get: {{operationId: read, responses: {{"200": {ONE}}}}}
{path}:
  {operation}
"""


def post(body: str = BODY, answer: str = MANY, more: str = "") -> str:
    return f'post: {{operationId: search, {more}requestBody: {body}, responses: {{"200": {answer}}}}}'


FIND = """get:
    operationId: find
    parameters: [{name: NAME, in: query, description: "SAID", schema: {type: string}}]
    responses: {"200": MANY}"""
WIDE = f"""{SCHEMAS}
    lastName: {{type: string}}
    firstName: {{type: string}}
    tag_codes: {{type: string}}
    text: {{type: string}}
    secret: {{type: string, writeOnly: true}}
    sex: {{type: string, enum: [f, m]}}
"""


@pytest.mark.parametrize(
    ("said", "columns"),
    [
        ("", ["name"]),
        ("Full-text search", ["name"]),
        ("Whatever you look for", ["name"]),
        ("Case-insensitive search in the last name", ["last_name"]),
        ("Full-text search in tag code and name", ["tag_codes", "name"]),
        ("Matches part of the name or of the last name.", ["name", "last_name"]),
        ("Looks in names, `tagCodes` and text", ["name", "tag_codes", "text"]),
        ("Search in first and last name", ["first_name", "last_name"]),
        ("By name, secret, sex, or the date they were born", ["name"]),
    ],
)
def test_a_search_looks_in_what_its_description_names(blueprint, said: str, columns: list[str]):
    listing = FIND.replace("MANY", MANY).replace("SAID", said)
    for name in ("q", "searchTerm", "keyword"):
        (pet,) = blueprint(paths("/pets/find", listing.replace("NAME", name)), WIDE).resources
        (argument,) = next(plan for plan in pet.operations if plan.operation_id == "find").arguments
        assert ([argument.column, *argument.also], argument.operator) == (columns, "contains")


NAMELESS = WIDE.replace("    name: {type: string}\n", "    owner_mail: {type: string}\n")


@pytest.mark.parametrize(
    ("name", "said", "columns", "operator"),
    [
        ("search", "searches name, tag codes, and text", ["last_name", "first_name", "tag_codes", "text"], "contains"),
        ("search", "Searches the last name", ["last_name"], "contains"),
        ("q", "Search by a code", None, ""),
        ("q", "Searches codes, mails", None, ""),
        ("mail", "Mail of the pet", None, ""),
        ("q", "Search by text name", ["text"], "contains"),
        ("name", "Part of the first or last name", ["first_name", "last_name"], "contains"),
        ("name", "Prefix of a name", ["last_name", "first_name"], "prefix"),
        ("name", "The last name", ["last_name"], "eq"),
        ("name", "", None, ""),
        ("name", "Whoever", None, ""),
        ("nickname", "Part of the name", None, ""),
    ],
)
def test_what_several_properties_are_called_is_all_of_them(blueprint, name, said, columns, operator):
    listing = FIND.replace("MANY", MANY).replace("SAID", said).replace("NAME", name)
    (pet,) = blueprint(paths("/pets/find", listing), NAMELESS).resources
    found = next(plan for plan in pet.operations if plan.operation_id == "find").arguments
    assert [([a.column, *a.also], a.operator) for a in found] == ([(columns, operator)] if columns else [])


@pytest.mark.parametrize("path", ["/pets/search", "/pets/_search", "/pets:search", "/pets/query", "/pets/find"])
def test_a_search_is_a_list(blueprint, path: str):
    (pet,) = blueprint(paths(path, post()), SCHEMAS).resources
    search = next(plan for plan in pet.operations if plan.operation_id == "search")
    assert search.role == "list"
    assert not search.stub
    uses = {a.place: (a.use, a.column, a.operator) for a in search.arguments}
    assert uses == {
        ("name",): ("filter", "name", "eq"),
        ("bornAfter",): ("filter", "born", "gt"),
        ("options", "pageSize"): ("limit", "", "eq"),
        ("options", "page"): ("page", "", "eq"),
        ("orderBy",): ("sort", "", "eq"),
    }
    assert search.paging is not None
    assert (search.paging.style, search.paging.maximum_size) == ("page", 30)
    assert search.unmapped == ("mood", "query")


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/pets/search", post(answer=ONE)),
        ("/pets/search", post(body="{content: {application/json: {schema: {type: array, items: {type: string}}}}}")),
        ("/pets/search", post(more="x-oagen-role: custom, ")),
        ("/pets/sell", post()),
        ("/pets/{id}/search", post()),
        ("/shops/search", post()),
    ],
    ids=["shows one", "takes a list", "the author says so", "another verb", "below one pet", "of something else"],
)
def test_other_operations_are_not(blueprint, path: str, operation: str):
    plans = {plan.operation_id: plan for plan in blueprint(paths(path, operation), SCHEMAS).operations}
    assert plans["search"].role == "custom"


def test_a_search_tells_how_many_there_are_and_has_no_url(blueprint):
    page = f"""{{description: Pets, content: {{application/json: {{schema: {{type: object, properties: {{
      result: {{type: array, items: {PET}}}, pet_count: {{type: integer}},
      _metadata: {{type: object, properties: {{self: {{type: string}}, next: {{type: string}}}}}}}}}}}}}}}}"""
    (pet,) = blueprint(paths("/pets/search", post(answer=page)), SCHEMAS).resources
    search = next(plan for plan in pet.operations if plan.operation_id == "search")
    assert search.view is not None
    assert dict(search.view.meta) == {"total": ("pet_count",)}
    assert not search.exchange.linked
