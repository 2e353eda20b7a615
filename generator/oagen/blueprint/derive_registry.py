"""The named types that were derived, and the names that are taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from oagen.blueprint.derive_names import unique
from oagen.blueprint.derive_types import Form, Type


@dataclass(slots=True)
class Registry:
    """Named forms. A name is *open* while its type is being derived: it can be referred to already."""

    reserved: frozenset[str]  # lower case names that only those may take who ask for them
    forms: dict[str, Form] = field(default_factory=dict)
    module_of: dict[str, str] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)
    _recursive: set[str] = field(default_factory=set)
    _taken: set[str] = field(default_factory=set)  # lower case

    def free(self, candidates: Iterable[str], *, asked_for: bool = False) -> str:
        """The first free name among `candidates`, or a numbered one."""
        return unique(candidates, self._taken if asked_for else self._taken | self.reserved)

    def take(self, name: str) -> None:
        """Keep a name for a type that is yet to be derived."""
        self._taken.add(name.lower())

    def open(self, name: str) -> None:
        """Take a name, and begin to derive its type."""
        self._open.add(name)
        self.take(name)

    def close(self, name: str) -> None:
        """Give a name back if nothing was put under it."""
        self._open.discard(name)
        if name not in self.forms:
            self._taken.discard(name.lower())

    def is_open(self, name: str) -> bool:
        """Whether the type of that name is being derived."""
        return name in self._open

    def refer(self, one: Type) -> Type:
        """Note a reference to `one`, which makes an open type a recursive one."""
        if one.reference is not None and one.reference in self._open:
            self._recursive.add(one.reference)
        return one

    def is_recursive(self, name: str) -> bool:
        """Whether a type was referred to while it was open."""
        return name in self._recursive

    def put(self, name: str, form: Form, module: str) -> Type:
        """Keep a form under a name."""
        self.forms[name] = form
        self.module_of[name] = module
        self.take(name)
        return Type(({"$ref": name},))

    def share(self, candidates: list[str], form: Form, module: str) -> Type:
        """A type of this form: one that stands under one of these names already, or a new one."""
        for name in candidates:
            if name in self.forms and _shown(self.forms[name]) == _shown(form):
                return Type(({"$ref": name},))
        return self.put(self.free(candidates), form, module)


def _shown(form: Form) -> Form:
    return {name: value for name, value in form.items() if name != "description"}
