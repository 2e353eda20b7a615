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
from oagen.render.generating import GeneratorError, generate_modules
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
    "aliases": {"kwargs": "kwargs_"},  # what Pydantic's plugin for mypy calls all other arguments
    "allow_remote_refs": False,
    "formatters": [],
}
_DEFINITION = re.compile(r"class (\w+)\(|(\w+) = TypeAliasType\(")
_NAME = re.compile(r"\w+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_MEMBER = re.compile(r"    \w+: ")
_SIBLING = re.compile(r"from \.(\w*) import ")
_REBUILD = re.compile(r"\w+\.model_rebuild\(\)")
# said once, in the base class
_NOISE = frozenset({"        arbitrary_types_allowed=True,", "    pass"})
_LONGEST_NOTE = 100


class SchemaRenderError(Exception):
    """The generator failed, or gave other classes than it was asked for: a defect, not a fault of the document."""


def render_schemas(models: Sequence[Model]) -> dict[str, str]:
    """Return the text of every module by path, not formatted yet; their package's `__init__.py` included."""
    modules: defaultdict[str, dict[str, Mapping[str, JSON]]] = defaultdict(dict)
    for model in models:
        modules[model.module][model.name] = model.schema.raw if isinstance(model.schema.raw, Mapping) else {}
    files = {f"{FOLDER}/__init__.py": '"""What requests and responses hold: one module a resource."""\n'}
    texts = _generate(models) if models else {}
    for module, forms in sorted(modules.items()):
        head, blocks = _blocks(_cleaned(texts.get(module, "")))
        if missing := forms.keys() - blocks.keys():
            raise SchemaRenderError(f"no class in {module}.py for {', '.join(sorted(missing))}")
        body = [line for name in _sorted(blocks, forms) for line in _documented(blocks[name], forms.get(name, {}))]
        files[f"{FOLDER}/{module}.py"] = "\n".join(
            [f'"""Schemas: {module.replace("_", " ")}."""', "", *head, *body, ""]
        )
    return files


def _generate(models: Sequence[Model]) -> dict[str, str]:
    """Run the generator, and return the text of every module."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "", "version": ""},
        "paths": {},
        "components": {"schemas": {f"{one.module}.{one.name}": _silent(one.schema.raw) for one in models}},
    }
    try:
        modules = generate_modules(document, _OPTIONS)
    except GeneratorError as error:
        raise SchemaRenderError(str(error)) from error
    return {module or models[0].module: text for module, text in modules.items()}


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


def _cleaned(text: str) -> Iterator[str]:
    """The lines of a generated module without what needs no saying."""
    lines = iter(text.split("\n"))
    for code in lines:
        if code == "    model_config = ConfigDict(":
            yield from _config(lines)
        elif not (code.startswith("#") or code in _NOISE or _REBUILD.fullmatch(code)):
            yield _SIBLING.sub(rf"from {_PACKAGE}.\1 import ", code)


def _config(lines: Iterator[str]) -> Iterator[str]:
    """The configuration of a class, if something is left of it."""
    settings = []
    for code in lines:
        if code == "    )":
            break
        if code not in _NOISE:
            settings.append(code.strip())
    if settings:
        yield f"    model_config = ConfigDict({' '.join(settings).rstrip(',')})"


def _blocks(lines: Iterator[str]) -> tuple[list[str], dict[str, list[str]]]:
    """What comes before the first definition, and the lines of every definition by its name."""
    head: list[str] = []
    blocks: dict[str, list[str]] = {}
    current = head
    for code in lines:
        if named := _DEFINITION.match(code):
            current = blocks.setdefault(named[1] or named[2], [])
        current.append(code)
    return head, blocks


def _sorted(blocks: Mapping[str, list[str]], forms: Mapping[str, Any]) -> Iterator[str]:
    """The names in the order of `forms`, except that Python must know what it evaluates at once."""
    waiting = {
        name: _needed(blocks[name]) & blocks.keys() - {name} for name in (*forms, *(blocks.keys() - forms.keys()))
    }
    while waiting:
        name = next((name for name, needed in waiting.items() if not needed & waiting.keys()), next(iter(waiting)))
        del waiting[name]
        yield name


def _needed(block: list[str]) -> set[str]:
    """Names that are evaluated with the definition: bases, parts of an alias, classes of defaults."""
    first = block[0] if _DEFINITION.match(block[0]) else ""
    defaults = (code.rpartition(" = ")[2] for code in block[1:])
    return {*_NAME.findall(_QUOTED.sub("", first)), *(default.partition(".")[0] for default in defaults)}


def _documented(block: list[str], form: Mapping[str, JSON]) -> Iterator[str]:
    """The lines of a definition with descriptions as docstrings."""
    first, *rest = block
    is_class = first.startswith("class ")
    yield first
    yield from _docstring(form, indent=4 if is_class else 0) or ["    pass"] * (is_class and _is_empty(form))
    notes = _notes(form)
    for code in rest:
        yield code
        if _MEMBER.match(code) and (note := next(notes, "")):
            yield f'    """{docstring(note)}"""'


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
