"""The models of a few schemas, generated and imported."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from oagen.blueprint.models import Wanted, derive_models
from oagen.contract.model import Contract, Schema
from oagen.render.python_style import format_python
from oagen.render.schemas import render_schemas
from oagen.resources import TEMPLATES
from pydantic import JsonValue, TypeAdapter

PATTERNS = ("strict_mode_schemas", "timezone_aware_datetimes")


def contract_of(schemas: Mapping[str, Any], dialect: str = "2020-12") -> Contract:
    """A contract that has nothing but schemas."""
    return Contract(
        title="test",
        version="1",
        description="",
        source_version="3.1.0",
        dialect=dialect,
        base_path="",
        operations=(),
        schemas={name: Schema(raw) for name, raw in schemas.items()},
    )


def want(name: str, schema: Any, direction: str = "response", module: str = "things") -> Wanted:
    """A wanted type; a `str` names a component."""
    raw = {"$ref": f"#/components/schemas/{schema}"} if isinstance(schema, str) else schema
    return Wanted(name, module, Schema(raw), direction)


def rendered(
    schemas: Mapping[str, Any],
    wanted: Sequence[Wanted],
    modules: Mapping[str, str] | None = None,
    dialect: str = "2020-12",
) -> tuple[dict[str, str], list[Any]]:
    """The formatted text of every module by its name, and the references to what was wanted."""
    models, references = derive_models(contract_of(schemas, dialect), wanted, modules or {})
    files = format_python({path: text.encode() for path, text in render_schemas(models).items()})
    return {Path(path).stem: text.decode() for path, text in files.items()}, list(references)


class Package:
    """A generated `src.models`, imported from a folder of its own."""

    def __init__(self, folder: Path, texts: Mapping[str, str]) -> None:
        schemas = folder / "src" / "models" / "schemas"
        schemas.mkdir(parents=True)
        for pattern in PATTERNS:
            source = TEMPLATES / "models_pydantic" / pattern / "src"
            shutil.copytree(source, folder / "src", dirs_exist_ok=True)
        for package in (schemas, schemas.parent, schemas.parent.parent):
            (package / "__init__.py").touch()  # else another folder's regular package goes before this one
        for name, text in texts.items():
            (schemas / f"{name}.py").write_text(text, encoding="utf-8")
        self.folder = folder
        self._modules = self._imported(["base", *(f"schemas.{name}" for name in texts)])

    def __getitem__(self, name: str) -> Any:
        """A class, whatever its module."""
        return next(found for module in self._modules if (found := vars(module).get(name)) is not None)

    def adapter(self, reference: Any) -> TypeAdapter[Any]:
        """Reads what an annotation stands for."""
        names = {name: self[name] for _, name in reference.imports}
        return TypeAdapter(eval(reference.annotation, {**names, "JsonValue": JsonValue}))

    def _imported(self, names: Sequence[str]) -> list[ModuleType]:
        others = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == "src"}
        sys.path.insert(0, str(self.folder))
        importlib.invalidate_caches()
        try:
            return [importlib.import_module(f"src.models.{name}") for name in names]
        finally:
            sys.path.remove(str(self.folder))
            # what was imported stays importable for annotations that are resolved later
            self.modules = {name: sys.modules[name] for name in list(sys.modules) if name.split(".")[0] == "src"}
            sys.modules.update({name: module for name, module in others.items() if name not in self.modules})
