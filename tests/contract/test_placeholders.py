"""Path parameters whose names tools misread have plain ones in the served contract."""

from __future__ import annotations

from typing import Any

from oagen.contract import build_contract, strip_additions

from .conftest import MakeDocument

OK = {"description": "ok"}


def parameter(name: str, place: str = "path") -> dict[str, Any]:
    return {"name": name, "in": place, "required": True, "schema": {"type": "string"}}


def link(**parameters: str) -> dict[str, Any]:
    return {"operationRef": "#/paths/~1v1~1%7Bbook.name%7D/get", "parameters": parameters}


def test_a_dotted_name_is_plain_wherever_it_stands(make_document: MakeDocument) -> None:
    links = {"self": link(**{"path.book.name": "$response.body#/name", "book.name": "x", "other": "y"})}
    paths = {
        "/v1/{book.name}": {
            "parameters": [parameter("book.name")],
            "get": {"operationId": "a", "responses": {"200": OK | {"links": links}}},
        },
        "/v2/{book.name}/{plain-name}": {
            "get": {
                "operationId": "b",
                "parameters": [
                    {"$ref": "#/components/parameters/Name"},
                    parameter("plain-name"),
                    parameter("book.name", "query"),
                ],
                "responses": {"200": OK},
            },
            "put": {"operationId": "c", "$ref": "#/paths/~1v1~1{book.name}/get", "responses": {"200": OK}},
        },
    }
    document = make_document(paths, components={"parameters": {"Name": parameter("book.name")}})
    contract, diagnostics = build_contract(document)
    assert contract is not None
    served = contract.served
    assert list(served["paths"]) == ["/v1/{book_name}", "/v2/{book_name}/{plain-name}"]
    first, second = served["paths"].values()
    assert first["parameters"][0]["name"] == "book_name"
    self = first["get"]["responses"]["200"]["links"]["self"]
    assert list(self["parameters"]) == ["path.book_name", "book_name", "other"]
    assert self["operationRef"] == "#/paths/~1v1~1%7Bbook_name%7D/get"
    assert second["put"]["$ref"] == "#/paths/~1v1~1{book_name}/get"
    assert served["components"]["parameters"]["Name"]["name"] == "book_name"
    assert [each["name"] for each in second["get"]["parameters"][1:]] == ["plain-name", "book.name"]
    assert [d.message for d in diagnostics if d.code == "misread-name"] == [
        "tools misread the path parameter 'book.name'; the served contract calls it 'book_name'"
    ]
    assert strip_additions(served) == document.authored


def test_no_two_parameters_get_one_name(make_document: MakeDocument) -> None:
    names = ["a.b", "a_b", "a:b", "a[b]"]
    paths = {
        f"/things{number}/{{{name}}}": {
            "get": {"operationId": f"op{number}", "parameters": [parameter(name)], "responses": {"200": OK}}
        }
        for number, name in enumerate(names)
    }
    contract, _ = build_contract(make_document(paths))
    assert contract is not None
    plain = [item["get"]["parameters"][0]["name"] for item in contract.served["paths"].values()]
    assert plain == ["a_b_2", "a_b", "a_b_3", "a_b_"]
    assert contract.served["x-oagen-renamed"] == {"a_b_2": "a.b", "a_b_3": "a:b", "a_b_": "a[b]"}
    assert strip_additions(contract.served) == make_document(paths).authored


def test_where_all_names_are_plain_nothing_is_said(make_document: MakeDocument) -> None:
    paths = {
        "/a/{name}/{parent=shelves/*.x}": {
            "get": {"operationId": "a", "parameters": [parameter("name")], "responses": {"200": OK}}
        }
    }
    contract, diagnostics = build_contract(make_document(paths))
    assert contract is not None
    assert "x-oagen-renamed" not in contract.served
    assert not [d for d in diagnostics if d.code == "misread-name"]
