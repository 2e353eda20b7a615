"""Gathers JSON Schemas, in one file or many, of any draft, into one tree: an OpenAPI document of schemas alone.

References are resolved as JSON Schema says (base URIs, `$id`, anchors; `referencing` does that); one that leads to no
known `$id` is looked for beside the file. Every schema that is shared or referred to becomes a component.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from referencing import Registry, Resource, Specification
from referencing.exceptions import NoSuchResource, Unresolvable
from referencing.jsonschema import DRAFT202012

from oagen.document import names, pointers
from oagen.document.grammar import OPENAPI, Form
from oagen.document.normal_schemas import modernise_bounds, modernise_tuple
from oagen.document.pointers import Trail
from oagen.document.positions import Positions
from oagen.document.problems import Problems, UnreadableError
from oagen.document.reading import read_file
from oagen.document.schema_files import dialect_of, flaws_of, ignores_siblings, says_something, shared_schemas
from oagen.document.sources import Source
from oagen.english import words

_CHILDREN = OPENAPI["schema"]
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
# identities and dialects have done their work, and shared schemas are components, once references are resolved
_DROPPED = frozenset(
    "$schema $id $anchor $dynamicAnchor $recursiveAnchor $vocabulary $defs definitions discriminator".split()
)
_BESIDE_REFERENCE = frozenset(("title", "description"))
_MAX_FILES = 2_000
_MAX_WORDS_OF_A_NAME = 3


def gather(
    sources: list[Source], title: str, positions: Positions, problems: Problems
) -> tuple[dict[str, Any], frozenset[str]]:
    """The schemas of the files, as the components of a document that describes no operations yet.

    Also gives the names of the schemas that a file is as a whole.
    """
    tree: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": title, "version": "1.0.0"}, "paths": {}}
    gathering = _Gathering(positions, problems)
    tree["components"] = {"schemas": gathering.run(sources)}
    return tree, frozenset(gathering.roots)


class _Gathering:
    def __init__(self, positions: Positions, problems: Problems) -> None:
        self._positions = positions
        self._problems = problems
        self._resources: dict[str, Resource[Any]] = {}
        self._registry: Registry[Any] = Registry(retrieve=self._retrieve)  # type: ignore[call-arg]
        self._places: dict[int, tuple[Source, str]] = {}  # id of an object in a file → where it stands
        self._dialects: dict[str, Specification[Any]] = {}  # name of a file → dialect
        self._names: dict[int, str] = {}
        self.roots: list[str] = []
        self._pending: list[tuple[dict[str, Any], Any]] = []  # schemas that have names, and what resolves in them

    def run(self, sources: list[Source]) -> dict[str, Any]:
        for source in sources:
            self._add(source)
        if self._problems.broken:
            return {}
        roots = [(uri, resource) for uri, resource in self._resources.items() if resource.id()]
        self._registry = self._registry.with_resources([*self._resources.items(), *roots]).crawl()
        for source in sources:
            self._name_shared(source)
        components: dict[str, Any] = {}
        for schema, resolver in self._pending:  # grows while it is read
            name = self._names[id(schema)]
            trail = pointers.trail(("components", "schemas", name))
            components[name] = self._rewrite(schema, resolver, trail, self._places[id(schema)][0])
        return components

    def _add(self, source: Source) -> Resource[Any]:
        flaws = flaws_of(source)
        self._problems.include(flaws)
        dialect = dialect_of(source.value) or DRAFT202012
        self._dialects[source.name] = dialect
        self._places.update((id(value), (source, pointer)) for value, pointer in _objects(source.value))
        resource = dialect.create_resource({} if flaws else source.value)
        self._resources[_uri(source)] = resource
        return resource

    def _retrieve(self, uri: str) -> Resource[Any]:
        """Open another file that a schema refers to."""
        if uri in self._resources:
            return self._resources[uri]
        parts = urlsplit(uri)
        if parts.scheme != "file" or len(self._resources) >= _MAX_FILES:
            raise NoSuchResource(uri)
        try:
            source = Source(read_file(Path(unquote(parts.path))))
        except UnreadableError as error:
            if error.diagnostics[0].code != "file-not-found":
                self._problems.include(error.diagnostics)
            raise NoSuchResource(uri) from None
        self._problems.include(source.warnings)
        return self._add(source)

    def _name_shared(self, source: Source) -> None:
        resolver = self._registry.resolver(_uri(source)).in_subresource(self._resources[_uri(source)])
        if says_something(source.value):
            self.roots.append(self._name(source.value, resolver, name_of(source)))
        for keyword, name in shared_schemas(source.value):
            schema = source.value[keyword][name]
            if isinstance(schema, dict):
                inner = self._dialects[source.name].create_resource(schema)
                self._name(schema, resolver.in_subresource(inner), names.legal(name))

    def _name(self, schema: dict[str, Any], resolver: Any, wanted: str) -> str:
        """The component that a schema is; it becomes one with the first reference to it."""
        if id(schema) not in self._names:
            name = names.unused(wanted, set(self._names.values()))
            self._names[id(schema)] = name
            source, pointer = self._places[id(schema)]
            self._positions.moved(pointers.join("components", "schemas", name), pointer, source)
            self._pending.append((schema, resolver))
        return self._names[id(schema)]

    def _rewrite(self, schema: Any, resolver: Any, trail: Trail | None, source: Source) -> Any:
        """A schema in today's dialect, with every reference to a component."""
        if not isinstance(schema, dict):
            return schema
        dialect = self._dialects[source.name]
        rewritten: dict[str, Any] = {}
        for key, value in schema.items():
            form, _ = _CHILDREN.get(key, (None, ""))
            here: Trail = (trail, key)
            if key in _DROPPED or key in _REFERENCES or (key == "id" and "id" in _identity_words(dialect)):
                continue
            if key == "dependencies" and isinstance(value, dict):
                rewritten |= self._dependencies(value, resolver, here, source)
            elif form is None:
                rewritten[key] = value
            elif isinstance(value, list):
                items = [self._inner(item, resolver, (here, index), source) for index, item in enumerate(value)]
                rewritten[key] = items
            elif isinstance(value, dict) and form is Form.NAMED:
                rewritten[key] = {
                    name: self._inner(item, resolver, (here, name), source) for name, item in value.items()
                }
            else:
                rewritten[key] = self._inner(value, resolver, here, source)
        modernise_bounds(rewritten)
        modernise_tuple(rewritten)
        reference = next((schema[word] for word in _REFERENCES if isinstance(schema.get(word), str)), None)
        if reference is None:
            return rewritten
        if ignores_siblings(dialect):
            rewritten = {key: value for key, value in rewritten.items() if key in _BESIDE_REFERENCE}
        return {**self._resolve(reference, resolver, trail, source), **rewritten}

    def _inner(self, schema: Any, resolver: Any, trail: Trail, source: Source) -> Any:
        if isinstance(schema, dict):
            resolver = resolver.in_subresource(self._dialects[source.name].create_resource(schema))
        return self._rewrite(schema, resolver, trail, source)

    def _dependencies(
        self, value: dict[str, Any], resolver: Any, trail: Trail, source: Source
    ) -> dict[str, dict[str, Any]]:
        """What one keyword said until 2019 is said by two since."""
        lists = {name: item for name, item in value.items() if isinstance(item, list)}
        schemas = {
            name: self._inner(item, resolver, (trail, name), source)
            for name, item in value.items()
            if not isinstance(item, list)
        }
        both = {"dependentRequired": lists, "dependentSchemas": schemas}
        return {keyword: held for keyword, held in both.items() if held}

    def _resolve(self, reference: str, resolver: Any, trail: Trail | None, source: Source) -> dict[str, Any]:
        """A reference to the component that another one means."""
        found = self._look_up(reference, resolver, source)
        if found is None:
            place = pointers.of_trail(trail)
            if urlsplit(reference).scheme:
                hint = "Add the file that has this $id, or copy the schema beside the others."
            else:
                hint = ""
            self._problems.error("unresolved-reference", place, f"{reference} leads nowhere", hint)
            return {}
        target = found.contents
        if isinstance(target, bool):
            return {} if target else {"not": {}}
        if id(target) not in self._places:
            self._problems.error("unresolved-reference", pointers.of_trail(trail), f"{reference} leads to no schema")
            return {}
        file, pointer = self._places[id(target)]
        wanted = names.of_parts(pointers.split(pointer)) if pointer else name_of(file)
        return {"$ref": "#" + pointers.join("components", "schemas", self._name(target, found.resolver, wanted))}

    def _look_up(self, reference: str, resolver: Any, source: Source) -> Any:
        for each in (resolver, self._registry.resolver(_uri(source))):
            try:
                return each.lookup(reference)
            except (Unresolvable, NoSuchResource, ValueError):
                continue
        return None


def name_of(source: Source) -> str:
    """The name of a file's own schema: its title if that reads like a name, else the file's."""
    title = source.value.get("title") if isinstance(source.value, dict) else None
    parts = words(title) if isinstance(title, str) else []
    if not 0 < len(parts) <= _MAX_WORDS_OF_A_NAME:
        parts = words(source.file.path.name.split(".")[0])
    return "".join(part.capitalize() for part in parts) or "Document"


def _identity_words(dialect: Specification[Any]) -> tuple[str, ...]:
    return ("id",) if dialect.name == "draft-04" else ()


def _uri(source: Source) -> str:
    return source.file.path.absolute().resolve().as_uri()


def _objects(value: Any) -> Iterator[tuple[Any, str]]:
    """Every object in a file, with its pointer."""
    pending: list[tuple[Any, str]] = [(value, "")]
    while pending:
        held, pointer = pending.pop()
        if isinstance(held, dict):
            yield held, pointer
            pending.extend((item, pointers.join(key, base=pointer)) for key, item in held.items())
        elif isinstance(held, list):
            pending.extend((item, pointers.join(index, base=pointer)) for index, item in enumerate(held))
