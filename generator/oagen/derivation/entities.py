"""Which schemas are entities: things of their own, which clients create, find and change. Decided by evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from oagen.derivation.identities import added_identity, is_certain, key_names, own_identity, unusable_identity
from oagen.derivation.model import RESOURCE_KEY, Decision, Entity
from oagen.derivation.reading import ObjectView, Raw, Reader
from oagen.english import normal, plural, singular, words

# last words of schemas that travel in messages and are not kept
_MESSAGES = frozenset(
    "request response error errors problem exception fault payload params parameters query pagination paging "
    "envelope".split()
)
# the same, of schemas that do not even have an identity
_FLEETING = _MESSAGES | frozenset(
    "result results input output option options filter filters meta metadata links command event".split()
)
# words around the name of an entity, in the names of other shapes of it
_MODIFIERS = frozenset(
    "create created update updated patch new input output base ref reference summary details detail info body data "
    "read write in out partial full short mini minimal tiny preview upsert replace add edit save insert current".split()
)
_PAGES = frozenset(("list", "page", "collection", "set", "array", "result", "results", "response"))
# words after the name of an entity that say no more than that it is one
_DECORATIONS = frozenset(("dto", "ro", "vo", "model", "entity", "resource", "record", "schema", "document", "object"))


@dataclass(slots=True)
class Entities:
    """The entities by component, and what was decided of every schema."""

    found: dict[str, Entity] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)


def find_entities(reader: Reader, roots: frozenset[str]) -> Entities:
    """Decide of every component whether it is an entity. `roots` are those that a file is as a whole."""
    return _Search(reader, roots).run()


class _Search:
    def __init__(self, reader: Reader, roots: frozenset[str]) -> None:
        self._reader = reader
        self._roots = roots
        self._entities = Entities()
        self._held: set[str] = set()  # held by another schema, as the value of something
        self._parts: dict[str, str] = {}  # merged into another schema by allOf
        for holder, held, as_part in reader.references():
            if holder != held and as_part:
                self._parts.setdefault(held, holder)
            elif holder != held and not self._carries(holder):
                self._held.add(held)
        self._held_by_alternatives()

    def run(self) -> Entities:
        objects = {name: view for name in self._reader.components if (view := self._object(name))}
        for name, view in objects.items():
            self._decide_by_name_and_identity(name, view)
        identified = bool(self._entities.found)
        for name, view in objects.items():
            if name not in self._entities.decisions:
                self._decide_by_place(name, view, identified=identified)
        self._merge_other_shapes(objects)
        self._tell_nouns_apart()
        return self._entities

    def _object(self, name: str) -> ObjectView | None:
        raw = self._reader.components[name]
        view = self._reader.view(name)
        if self._reader.target(raw):
            self._settle(name, "value", f"it is another name for {self._reader.target(raw)}")
        elif view is None:
            self._settle(name, "value", "its instances are not always objects")
        elif not view.properties:
            self._settle(name, "value", "it declares no properties")
        else:
            return view
        return None

    def _decide_by_name_and_identity(self, name: str, view: ObjectView) -> None:
        chosen = _chosen(self._reader.components[name])
        if chosen is False:
            self._settle(name, "value", f"{RESOURCE_KEY} is false", RESOURCE_KEY)
            return
        identity = own_identity(self._reader, view, name)
        if isinstance(chosen, str):
            self._add(Entity(name, noun_of(name), identity or added_identity(view), view, chosen), RESOURCE_KEY)
        elif message := _last_of(name, _MESSAGES if identity and is_certain(identity) else _FLEETING):
            self._settle(name, "value", f'by its name, it travels in messages: "{message}"')
        elif name in self._alternatives and self._alternatives[name] != name:
            return  # decided with the schema that it is an alternative of
        elif identity and is_certain(identity) and (name not in self._parts or name in self._held):
            self._add(Entity(name, noun_of(name), identity, view), f'its property "{identity.property}" identifies it')

    def _decide_by_place(self, name: str, view: ObjectView, *, identified: bool) -> None:
        """`identified`: other schemas have an identity, so that one without is no thing of its own."""
        union = self._alternatives.get(name)
        if union and union in self._entities.found:
            self._settle(name, "alternative", f"it is one of the kinds of {union}")
        elif union and (identity := own_identity(self._reader, view, name)) and is_certain(identity):
            self._add(Entity(name, noun_of(name), identity, view), f'its property "{identity.property}" identifies it')
        elif name in self._parts and name not in self._held:
            self._settle(name, "part", f"{self._parts[name]} is made of it")
        elif held := self._holds_entities(view):
            self._settle(name, "frame", f"it only holds other entities: {held}")
        elif unusable := unusable_identity(self._reader, view, name):
            self._settle(name, "value", f'its property "{unusable}" cannot be a key: a key is one text or integer')
        elif name in self._held and not (referrer := self._named_by_key(name)):
            self._settle(name, "value", "it has no identity, and other schemas hold it")
        elif identified and name not in self._held and name not in self._roots:
            self._settle(name, "value", "it has no identity, and others have")
        else:
            self._add_root(name, view, f"{referrer} names it" if name in self._held else "nothing holds it")

    def _add_root(self, name: str, view: ObjectView, reason: str) -> None:
        identity = own_identity(self._reader, view, name)
        if identity:
            reason = f'{reason}, and "{identity.property}" tells it apart'
            self._add(Entity(name, noun_of(name), identity, view), reason)
        elif view.closed and (len(view.parts) > 1 or view.branches):
            self._settle(name, "value", "it has no identity, and what it is made of admits no other property")
        else:
            self._add(Entity(name, noun_of(name), added_identity(view), view), f"{reason}; it gets an id")

    def _carries(self, name: str) -> bool:
        """Whether a schema is a message or a page: what it holds is not a part of anything for that."""
        view = self._reader.view(name)
        is_page = words(name)[-1:] and words(name)[-1] in _PAGES
        lists = view and any(self._reader.items(raw) is not None for raw in view.properties.values())
        return bool(_last_of(name, _MESSAGES) or (is_page and lists))

    def _holds_entities(self, view: ObjectView) -> str:
        """The entities that an object consists of: a page of them, or a document around them; "" if it is more."""
        entities = self._entities.found
        held = []
        others = 0
        for raw in view.properties.values():
            inner = self._reader.items(raw)
            if inner is None and isinstance(values := self._reader.says(raw, "additionalProperties"), Mapping):
                inner = values
            target = self._reader.target(raw if inner is None else inner)
            if target in entities:
                held.append(target)
            elif self._reader.scalar(raw) != "integer":
                others += 1
        return ", ".join(held) if held and not others else ""

    def _named_by_key(self, name: str) -> str:
        """A schema with a property such as `customerCode`, for a Customer with a code."""
        view = self._reader.view(name)
        identity = own_identity(self._reader, view, name) if view else None
        if identity is None:
            return ""
        wanted = key_names(name, identity.property)
        for other in self._reader.components:
            seen = self._reader.view(other)
            if other != name and seen and any(normal(key) in wanted for key in seen.properties):
                return other
        return ""

    def _held_by_alternatives(self) -> None:
        self._alternatives: dict[str, str] = {}
        for name in self._reader.components:
            view = self._reader.view(name)
            for branch in view.branches if view else ():
                self._alternatives.setdefault(branch, name)

    def _merge_other_shapes(self, objects: Mapping[str, ObjectView]) -> None:
        """`TaskCreate` beside `Task` is no resource of its own."""
        found = self._entities.found
        for name, stem in list(_other_shapes(found)):
            if self._entities.decisions[name].decided_by == RESOURCE_KEY:
                continue
            shared = objects[name].properties.keys() & objects[stem].properties.keys()
            if 2 * len(shared) >= len(objects[name].properties):
                del found[name]
                self._settle(name, "shape", f"it is another shape of {stem}")

    def _tell_nouns_apart(self) -> None:
        """No two entities are called alike, one or many of them, whatever their names have in common."""
        taken: set[str] = set()
        for name, entity in self._entities.found.items():
            wanted = (entity.noun, "_".join(words(name)), *(f"{entity.noun}_{n}" for n in range(2, len(taken) + 3)))
            noun = next(noun for noun in wanted if noun and plural(noun) not in taken)
            taken.add(plural(noun))
            self._entities.found[name] = replace(entity, noun=noun)

    def _add(self, entity: Entity, reason: str) -> None:
        self._entities.found[entity.name] = entity
        if reason == RESOURCE_KEY:
            self._settle(entity.name, "resource", f"{RESOURCE_KEY} says so", RESOURCE_KEY)
        else:
            self._settle(entity.name, "resource", reason)

    def _settle(self, name: str, decision: str, reason: str, decided_by: str = "inferred") -> None:
        self._entities.decisions[name] = Decision(name, decision, reason, decided_by)


def noun_of(name: str) -> str:
    """What an entity is called in paths and operations: `UserDto` is a user."""
    return singular("_".join(_bare(name)))


def _bare(name: str) -> tuple[str, ...]:
    """The words of a name without namespace and decoration."""
    parts = words(name.rpartition(".")[2]) or words(name) or ["item"]
    return tuple(parts[:-1] if len(parts) > 1 and parts[-1] in _DECORATIONS else parts)


def _chosen(raw: Raw) -> str | bool | None:
    """What the author says of a schema: the segment of its path, "" for any, False for no resource, None if nothing."""
    value = raw.get(RESOURCE_KEY) if isinstance(raw, Mapping) else None
    if value is True:
        return ""
    return value if isinstance(value, str) or value is False else None


def _last_of(name: str, telling: frozenset[str]) -> str:
    """The last word of a name, if it is a telling one; a word alone is a name like any other, but for errors."""
    parts = words(name)
    last = parts[-1] if parts else ""
    return last if last in telling and (len(parts) > 1 or last in ("error", "problem")) else ""


def _other_shapes(found: Mapping[str, Entity]) -> Iterator[tuple[str, str]]:
    by_words = {_bare(name): name for name in reversed(list(found))}
    for name in found:
        parts = _bare(name)
        stem = tuple(part for part in parts if part not in _MODIFIERS | _PAGES)
        if by_words.get(stem, name) != name:
            yield name, by_words[stem]
