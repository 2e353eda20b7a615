"""Models → Python modules of Pydantic classes, by one run of datamodel-code-generator.

The generator gets structure only. Text of the document (descriptions) is put in afterwards, through `quoting`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from oagen.blueprint.model import Model
from oagen.contract.model import JSON
from oagen.render.quoting import docstring, line

FOLDER = "src/models/schemas"
_PACKAGE = "src.models.schemas"
_OPTIONS: Mapping[str, Any] = {
    "input_file_type": "openapi",
    "openapi_scopes": ["schemas"],
    "preset": "standard-py311-20261027",
    "target_pydantic_version": "2.14",
    "base_class": "src.models.base.StrictModel",
    "use_missing_sentinel": True,
    "use_type_alias": True,
    "collapse_root_models": False,  # a name is worth keeping
    "use_exact_imports": True,
    "treat_dot_as_module": True,
    "capitalise_enum_members": True,
    "allow_population_by_field_name": False,
    "strict_refs": True,
    "allow_remote_refs": False,
    "formatters": [],
}
_CLASS = re.compile(r"class (\w+)\(")
_ALIAS = re.compile(r"(\w+) = TypeAliasType\(")
_MEMBER = re.compile(r"    \w+: ")
_SIBLING = re.compile(r"from \.(\w*) import ")
_REBUILD = re.compile(r"\w+\.model_rebuild\(\)")
# said once, in the base class
_NOISE = frozenset({"        arbitrary_types_allowed=True,", "    pass"})
_LONGEST_NOTE = 100


class SchemaRenderError(Exception):
    """The generator gave other classes than it was asked for: a defect, not a fault of the document."""


def render_schemas(models: Sequence[Model]) -> dict[str, str]:
    """Return the text of every module by path, not formatted yet; their package's `__init__.py` included."""
    modules: defaultdict[str, dict[str, Mapping[str, JSON]]] = defaultdict(dict)
    for model in models:
        modules[model.module][model.name] = model.schema.raw if isinstance(model.schema.raw, Mapping) else {}
    files = {f"{FOLDER}/__init__.py": '"""What requests and responses hold: one module a resource."""\n'}
    texts = _generate(models) if models else {}
    for module, forms in sorted(modules.items()):
        body = "\n".join(_documented(texts.get(module, ""), forms))
        if missing := forms.keys() - {*_CLASS.findall(body), *_ALIAS.findall(body)}:
            raise SchemaRenderError(f"no class in {module}.py for {', '.join(sorted(missing))}")
        files[f"{FOLDER}/{module}.py"] = f'"""Schemas: {module.replace("_", " ")}."""\n\n{body}\n'
    return files


def _generate(models: Sequence[Model]) -> dict[str, str]:
    """Run the generator, and return the text of every module."""
    from datamodel_code_generator import generate  # noqa: PLC0415 - takes half a second, and only a build needs it

    document = {
        "openapi": "3.1.0",
        "info": {"title": "", "version": ""},
        "paths": {},
        "components": {"schemas": {f"{one.module}.{one.name}": _silent(one.schema.raw) for one in models}},
    }
    generated = generate(document, **_OPTIONS)
    if not isinstance(generated, dict):
        return {models[0].module: str(generated)}
    return {path[-1].removesuffix(".py"): text for path, text in generated.items() if len(path) == 1}


def _silent(form: Any) -> Any:
    """A form without descriptions."""
    if not isinstance(form, Mapping):
        return form
    kept = {key: value for key, value in form.items() if key != "description"}
    if "properties" in kept:
        kept["properties"] = {name: _silent(part) for name, part in kept["properties"].items()}
    if "allOf" in kept:
        kept["allOf"] = [_silent(part) for part in kept["allOf"]]
    return kept


def _documented(text: str, forms: Mapping[str, Mapping[str, JSON]]) -> Iterator[str]:
    """The lines of a generated module with descriptions as docstrings, and without what needs no saying."""
    notes: Iterator[str] = iter(())
    lines = iter(text.split("\n"))
    for code in lines:
        if code.startswith("#") or code in _NOISE or _REBUILD.fullmatch(code):
            continue
        if code == "    model_config = ConfigDict(":
            yield from _config(lines)
            continue
        yield _SIBLING.sub(rf"from {_PACKAGE}.\1 import ", code)
        if named := _CLASS.match(code):
            form = forms.get(named[1], {})
            notes = _notes(form)
            yield from _docstring(form, indent=4) or ["    pass"] * _is_empty(form)
        elif named := _ALIAS.match(code):
            yield from _docstring(forms.get(named[1], {}), indent=0)
        elif _MEMBER.match(code) and (note := next(notes, "")):
            yield f'    """{docstring(note)}"""'


def _config(lines: Iterator[str]) -> Iterator[str]:
    """The rest of a class's configuration, if something is left of it."""
    settings = []
    for code in lines:
        if code == "    )":
            break
        if code not in _NOISE:
            settings.append(code.strip())
    if settings:
        yield f"    model_config = ConfigDict({' '.join(settings).rstrip(',')})"


def _docstring(form: Mapping[str, JSON], indent: int) -> list[str]:
    text = form.get("description", "")
    return [f'{" " * indent}"""{docstring(text, indent)}"""'] if line(text) else []


def _notes(form: Mapping[str, JSON]) -> Iterator[str]:
    """One line about each property, in the order of the properties."""
    own = form["allOf"][-1] if "allOf" in form else form
    for part in own.get("properties", {}).values():
        yield _summary(part.get("description", ""))


def _summary(text: str) -> str:
    """The first sentence, if it is short enough to stand below a line of code."""
    words = line(text.strip().split("\n\n")[0])
    sentence = re.split(r"(?<=[.!?]) ", words)[0]
    if len(sentence) <= _LONGEST_NOTE:
        return sentence
    return f"{sentence[:_LONGEST_NOTE].rsplit(' ', 1)[0]}…"


def _is_empty(form: Mapping[str, JSON]) -> bool:
    own = form["allOf"][-1] if "allOf" in form else form
    return not own.get("properties") and "enum" not in form
