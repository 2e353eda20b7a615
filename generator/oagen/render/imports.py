"""What a generated module imports of the schemas; a class never hides a name that the template uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from oagen.blueprint.model import Blueprint, ModelRef, OperationPlan

# Names that the templates of services and of routes use for themselves.
TAKEN = frozenset({
    "APIRouter", "AdmittedBody", "Annotated", "Any", "BaseContentService", "BaseService", "Body", "Content",
    "ContentStore", "ContractRoute", "Cookie", "Depends", "Files", "Filter", "Header", "Here", "HereDep",
    "Html", "HtmlFields", "JsonValue", "Links", "Listed", "Path", "Preconditions", "PreconditionsDep", "Query", "Reply",
    "RequiredPreconditionsDep", "RowProperty", "Rules", "State", "Stored", "TextAs", "UUID", "View", "Window",
})  # fmt: skip
# Suffixes of the classes that belong to a resource; `TaskService` may be a schema as well.
_TAKEN_SUFFIXES = ("Entity", "Repository", "Service", "ServiceDep")


class SchemaNames:
    """The local names of schema classes in one module."""

    def __init__(self, refs: Iterable[ModelRef]) -> None:
        imports = sorted({imported for ref in refs for imported in ref.imports})
        used: set[str] = set()
        self._local: dict[tuple[str, str], str] = {}
        for module, name in imports:
            local = f"{name}Schema" if name in TAKEN or name.endswith(_TAKEN_SUFFIXES) else name
            while local in used:
                local += "_"
            used.add(local)
            self._local[module, name] = local

    def annotation(self, ref: ModelRef | None) -> str:
        """A type under its local names; "None" for no type."""
        if ref is None:
            return "None"
        text = ref.annotation
        for module, name in ref.imports:
            text = re.sub(rf"\b{re.escape(name)}\b", self._local[module, name], text)
        return text

    @property
    def lines(self) -> list[str]:
        """The import statements."""
        return [
            f"from src.models.schemas.{module} import {name}" + (f" as {local}" if local != name else "")
            for (module, name), local in self._local.items()
        ]


def outgoing_imports(blueprint: Blueprint) -> list[str]:
    """What the module of webhooks imports of the schemas."""
    named = {imported for outgoing in blueprint.outgoing for imported in outgoing.model.imports}
    return [f"from src.models.schemas.{module} import {name}" for module, name in sorted(named)]


def refs_of(plans: Sequence[OperationPlan]) -> list[ModelRef]:
    """Every type that the handlers of some operations take or give."""
    bodies = [plan.body.model for plan in plans if plan.body]
    return [*bodies, *(plan.returns for plan in plans if plan.returns)]


def keyword_arguments(pairs: Mapping[str, str]) -> str:
    """`name=value` for a call."""
    return ", ".join(f"{name}={value}" for name, value in pairs.items())
