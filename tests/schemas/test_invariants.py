"""What a schema admits, its model accepts and gives back; and the model alone coerces nothing."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, note, settings
from hypothesis import strategies as st
from oagen.contract.validators import Validators
from pydantic import ValidationError
from schema_package import Package, rendered, want

NAMES = ("A", "B", "C")
PROPERTIES = ("id", "createdAt", "created_at", "class", "schema", "model_dump", "$ref", "default", "é", "1st", "self")
TEXTS = ("", "abc", "x" * 12, "é\u2028", "2026-01-31", "2026-01-31T12:00:00Z", "0000-02-29T23:59:60.1234567Z", "A-1")
UUID = "ABCDEFAB-0000-4000-8000-00000000000a"


def scalars() -> st.SearchStrategy[Any]:
    small = st.integers(0, 8)
    text = {
        "minLength": small,
        "maxLength": st.integers(8, 20),
        "pattern": st.sampled_from(["^[a-z]*$", "^\\S+$", "(?=a)"]),
    }
    formats = st.sampled_from(["date-time", "date", "uuid", "email", "byte", "int32", "unknown"])
    bounds = {"minimum": st.sampled_from([0, -5.5, 2**53]), "exclusiveMaximum": st.sampled_from([10, 2**60, 1e300])}
    return st.one_of(
        st.fixed_dictionaries({"type": st.just("string")}, optional={**text, "format": formats}),
        st.fixed_dictionaries({"type": st.sampled_from(["integer", "number"])}, optional={**bounds, "default": small}),
        st.fixed_dictionaries(
            {"type": st.lists(st.sampled_from(["string", "null", "integer", "boolean"]), min_size=1, unique=True)}
        ),
        st.fixed_dictionaries(
            {"enum": st.lists(st.sampled_from(["a", "A", "", "mro", "-1", 1, 2.0, None, True]), min_size=1)}
        ),
        st.fixed_dictionaries({"const": st.sampled_from(["a\"'\\", 3, None])}),
        st.sampled_from([True, {}, {"type": "boolean", "default": "yes"}, {"maxLength": 3}, {"format": "date"}]),
    )


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"properties": st.dictionaries(st.sampled_from(PROPERTIES), inner, max_size=4)},
        optional={
            "type": st.sampled_from(["object", ["object", "null"]]),
            "required": st.lists(st.sampled_from(PROPERTIES), min_size=1, max_size=2, unique=True),
            "additionalProperties": st.one_of(st.booleans(), inner),
        },
    )


def schemas() -> st.SearchStrategy[Any]:
    references = st.sampled_from(NAMES).map(lambda name: {"$ref": f"#/components/schemas/{name}"})
    return st.recursive(
        st.one_of(scalars(), references),
        lambda inner: st.one_of(
            objects(inner),
            objects(inner),
            st.fixed_dictionaries({"type": st.just("array"), "items": inner}, optional={"maxItems": st.integers(0, 3)}),
            st.fixed_dictionaries({"type": st.just("object"), "additionalProperties": inner}),
            st.fixed_dictionaries({"anyOf": st.lists(inner, min_size=1, max_size=3)}),
            st.fixed_dictionaries({"oneOf": st.lists(inner, min_size=2, max_size=3)}),
            st.fixed_dictionaries({"allOf": st.lists(st.one_of(objects(inner), references), min_size=1, max_size=2)}),
            st.tuples(objects(inner), st.lists(objects(inner), min_size=1, max_size=2)).map(
                lambda pair: {**pair[0], "oneOf": pair[1]}
            ),
            st.tuples(objects(inner), st.sampled_from(["readOnly", "writeOnly"])).map(
                lambda pair: {**pair[0], pair[1]: True}
            ),
        ),
        max_leaves=6,
    )


LEAVES = st.sampled_from(
    [*TEXTS, UUID, "a", "A", "mro", "-1", "a\"'\\", 0, 1, 3, -5, 2.0, 1.5, 2**53 + 1, 1e20, True, False, None]
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(PROPERTIES), inner, max_size=4)
    ),
)


def instances(schema: Any, components: dict[str, Any], depth: int = 0) -> st.SearchStrategy[Any]:
    """Values that are often valid: the validator picks those that are."""
    if not isinstance(schema, dict) or depth > 4:
        return LEAVES
    for name in ("anyOf", "oneOf"):
        if name in schema and "properties" not in schema:
            return st.one_of([instances(branch, components, depth) for branch in schema[name]])
    if "$ref" in schema:
        return instances(components[schema["$ref"].rpartition("/")[2]], components, depth + 1)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    if "allOf" in schema:
        parts = st.tuples(*(instances(part, components, depth + 1) for part in schema["allOf"]))
        return parts.map(lambda found: merged(*found))
    if "properties" in schema:
        known = {name: instances(part, components, depth + 1) for name, part in schema["properties"].items()}
        required = {name: known.get(name, LEAVES) for name in schema.get("required", ())}
        plain = st.fixed_dictionaries(required, optional={n: v for n, v in known.items() if n not in required})
        branches = [instances(branch, components, depth + 1) for branch in schema.get("oneOf", ())]
        # what no branch but another one names may be anything
        loose = st.dictionaries(st.sampled_from(PROPERTIES), LEAVES, max_size=2)
        return st.builds(merged, loose, st.one_of(branches), plain) if branches else plain
    if schema.get("type") == "array":
        return st.lists(instances(schema["items"], components, depth + 1), max_size=2)
    if isinstance(inner := schema.get("additionalProperties"), dict):
        return st.dictionaries(st.sampled_from(PROPERTIES), instances(inner, components, depth + 1), max_size=2)
    return LEAVES


def merged(*parts: Any) -> dict[str, Any]:
    return {name: value for part in parts if isinstance(part, dict) for name, value in part.items()}


def same(sent: Any, got: Any) -> bool:
    """Equal as JSON, apart from defaults that were filled in and other spellings of an instant or a UUID."""
    if isinstance(sent, dict) and isinstance(got, dict):
        return all(name in got and same(value, got[name]) for name, value in sent.items())
    if isinstance(sent, list) and isinstance(got, list):
        return len(sent) == len(got) and all(map(same, sent, got))
    if isinstance(sent, bool) or isinstance(got, bool) or not isinstance(sent, int | float):
        return sent == got or (sent == UUID and got == UUID.lower())
    return isinstance(got, int | float) and sent == got


@pytest.mark.parametrize("dialect", ["draft4", "2020-12"])
@pytest.mark.parametrize("direction", ["create", "update", "response"])
def test_what_the_contract_admits_the_model_accepts_and_gives_back(dialect: str, direction: str) -> None:
    @settings(
        max_examples=25,
        phases=[Phase.generate],  # shrinking would build hundreds of packages
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.fixed_dictionaries({name: schemas() for name in NAMES}), st.data())
    def check(components: dict[str, Any], data: st.DataObject) -> None:
        validators = Validators(components, dialect)
        view = validators.views.of(
            {"$ref": "#/components/schemas/A"}, "response" if direction == "response" else "request"
        )
        texts, (reference,) = rendered(
            components, [want(f"A{direction.capitalize()}", "A", direction)], dialect=dialect
        )
        with tempfile.TemporaryDirectory() as folder:
            adapter = Package(Path(folder), texts).adapter(reference)
            values = st.lists(st.one_of(instances(components["A"], components), VALUES), min_size=10, max_size=30)
            admitted = [value for value in data.draw(values) if validators.is_valid(view, value)]
            assume(admitted)
            note(components)
            for value in admitted:
                read = adapter.validate_json(json.dumps(value), strict=True)
                assert same(value, json.loads(adapter.dump_json(read)))

    check()


STRICT = {
    "type": "object",
    "properties": {
        "flag": {"type": "boolean"},
        "count": {"type": "integer"},
        "price": {"type": "number"},
        "name": {"type": "string"},
        "kind": {"enum": ["a", "b"]},
        "tags": {"type": "array", "items": {"type": "string"}},
        "due": {"type": "string", "format": "date-time"},
        "level": {"enum": [1, 2]},
    },
}


@pytest.mark.parametrize("dialect", ["draft4", "2020-12"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("flag", "yes"),
        ("flag", 1),
        ("count", "5"),
        ("count", True),
        ("count", 1.5),
        ("price", "1.0"),
        ("price", False),
        ("price", math.inf),
        ("name", 5),
        ("kind", "c"),
        ("tags", "a"),
        ("tags", [1]),
        ("due", 1767225600),
        ("due", "2026-01-01T00:00:00"),
        ("level", True),
        ("name", None),
    ],
)
def test_the_model_alone_coerces_nothing(tmp_path: Path, dialect: str, name: str, value: Any) -> None:
    texts, (reference,) = rendered({"Thing": STRICT}, [want("ThingCreate", "Thing", "create")], dialect=dialect)
    adapter = Package(tmp_path, texts).adapter(reference)
    with pytest.raises(ValidationError):
        adapter.validate_json(json.dumps({name: value}))


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_what_an_open_branch_does_not_name_may_be_anything(tmp_path: Path, keyword: str) -> None:
    above = {"type": "object", "required": ["above"], "properties": {"above": {"type": "number"}}}
    below = {"type": "object", "required": ["below"], "properties": {"below": {"type": "number"}}}
    range_ = {"type": "object", "properties": {"unit": {"type": "string"}}}
    schemas = {
        "Open": {**range_, keyword: [above, below]},
        "Closed": {
            **range_,
            keyword: [{**above, "additionalProperties": False}, {**below, "additionalProperties": False}],
        },
    }
    texts, (open_, closed) = rendered(schemas, [want(name, name) for name in schemas])
    package = Package(tmp_path, texts)
    value = {"above": 1, "below": None}
    adapter = package.adapter(open_)
    assert adapter.dump_python(adapter.validate_json(json.dumps(value), strict=True)) == value
    with pytest.raises(ValidationError):
        package.adapter(closed).validate_json(json.dumps(value), strict=True)


def test_unions_that_are_branches_of_themselves(tmp_path: Path) -> None:
    def ref(name: str) -> dict[str, str]:
        return {"$ref": f"#/components/schemas/{name}"}

    schemas = {
        "Self": {"anyOf": [ref("Self"), {"type": "string"}, {"type": "array", "items": ref("Self")}]},
        "Ping": {"anyOf": [ref("Pong"), {"type": "string"}]},
        "Pong": {"anyOf": [ref("Ping"), {"type": "integer"}]},
        "Alone": {"oneOf": [ref("Alone")]},
        "Circle": {"$ref": "#/components/schemas/Circle"},
    }
    texts, references = rendered(schemas, [want(name, name) for name in schemas])
    package = Package(tmp_path, texts)
    for reference, value in zip(references, [["a", ["b"]], 5, {}, []], strict=False):
        adapter = package.adapter(reference)
        assert adapter.dump_python(adapter.validate_json(json.dumps(value), strict=True)) == value
