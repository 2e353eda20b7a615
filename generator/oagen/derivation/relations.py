"""How entities hold each other, and what becomes of it: keys of others, and collections below a parent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from oagen.derivation.identities import key_names
from oagen.derivation.model import Bond, Decision, Entity, Relation
from oagen.derivation.reading import Raw, Reader
from oagen.english import normal, singular, words

_MAX_NESTING = 3


def find_relations(entities: Mapping[str, Entity], reader: Reader) -> list[Relation]:
    """A relation for every property of an entity that holds an entity, or an array of them."""
    holding = [
        Relation(owner.name, name, target, bond)
        for owner in entities.values()
        for name, raw in owner.view.properties.items()
        if name not in owner.view.conditions  # they would no longer mean anything
        for target, bond in [_held(raw, reader)]
        if target in entities
    ]
    parents = _parents(holding)
    bonds = [_settled(relation, holding, parents) for relation in holding]
    keyed = [_with_key(relation, entities) for relation in bonds]
    return _without_deadlocks(keyed, entities)


def parents_of(relations: Iterable[Relation]) -> dict[str, str]:
    """The entity that each nested one lies below."""
    return {relation.target: relation.owner for relation in relations if relation.bond is Bond.CHILDREN}


def named_keys(owner: Entity, entities: Mapping[str, Entity]) -> dict[str, Entity]:
    """The plain properties that are named after the key of another entity, and that entity."""
    by_key = {key: e for e in entities.values() for key in key_names(e.name, e.identity.property)}
    named = {name: by_key.get(normal(name)) for name in owner.view.properties if name != owner.identity.property}
    return {name: target for name, target in named.items() if target}


def key_decisions(entities: Mapping[str, Entity], reader: Reader) -> list[Decision]:
    """What is said of properties that are named after keys."""
    decisions = []
    for owner in entities.values():
        for name, target in named_keys(owner, entities).items():
            kind = reader.scalar(target.identity.schema)
            reason, decision = f"it is named after the key of {target.name}", f"reference to {target.name}"
            if reader.scalar(owner.view.properties[name]) != kind:
                reason, decision = f"it is no {kind}, as the key of {target.name} is", "plain property"
            decisions.append(Decision(f"{owner.name}.{name}", decision, reason))
    return decisions


def kept_inside(entities: Mapping[str, Entity], relations: Iterable[Relation], reader: Reader) -> list[Decision]:
    """The entities that stay values of others."""
    related = {(relation.owner, relation.property) for relation in relations}
    reason = "other properties depend on it, so it stays inside as it is"
    return [
        Decision(f"{owner.name}.{name}", f"a value of {target}", reason)
        for owner in entities.values()
        for name, raw in owner.view.properties.items()
        for target, _ in [_held(raw, reader)]
        if target in entities and (owner.name, name) not in related
    ]


def relation_decision(relation: Relation) -> Decision:
    """A relation, told."""
    told = {
        Bond.REFERENCE: ("key of", f"what it holds is a resource of its own: {relation.key}"),
        Bond.REFERENCES: ("keys of", f"others may hold the same {relation.target}: {relation.key}, not enforced"),
        Bond.CHILDREN: ("collection of", "nobody else holds them: they are a collection below it"),
        Bond.PARENT: ("parent", "the path says it"),
        Bond.INVERSE: ("those with the key, of", f"each {relation.target} says whose it is"),
    }
    decision, reason = told[relation.bond]
    if not relation.enforceable:
        reason += "; optional, since each would need the other first"
    return Decision(f"{relation.owner}.{relation.property}", f"{decision} {relation.target}", reason)


def _held(raw: Raw, reader: Reader) -> tuple[str, Bond]:
    items = reader.items(raw)
    if items is not None:
        return reader.target(items), Bond.REFERENCES
    return reader.target(raw), Bond.REFERENCE


def _parents(holding: list[Relation]) -> dict[str, Relation]:
    """The one array that holds each nested entity."""
    parents: dict[str, Relation] = {}
    for relation in holding:
        others = [r for r in holding if r.target == relation.target and r is not relation]
        if relation.bond is Bond.REFERENCES and not others and relation.owner != relation.target:
            parents[relation.target] = relation
    return {child: relation for child, relation in parents.items() if _depth(child, parents) <= _MAX_NESTING}


def _depth(name: str, parents: Mapping[str, Relation]) -> int:
    """How deep an entity would be nested; deeper than anything for those that would nest in each other."""
    depth = 1
    while name in parents and depth <= len(parents) + 1:
        name = parents[name].owner
        depth += 1
    return depth if name not in parents else _MAX_NESTING + 1


def _settled(relation: Relation, holding: list[Relation], parents: Mapping[str, Relation]) -> Relation:
    if parents.get(relation.target) is relation:
        return replace(relation, bond=Bond.CHILDREN)
    back = [other for other in holding if (other.owner, other.target) == (relation.target, relation.owner)]
    if relation.bond is Bond.REFERENCES and [other.bond for other in back] == [Bond.REFERENCE]:
        return replace(relation, bond=Bond.INVERSE)
    above = parents.get(relation.owner)
    if above and relation.bond is Bond.REFERENCE and relation.target == above.owner:
        return replace(relation, bond=Bond.PARENT)
    return relation


def _with_key(relation: Relation, entities: Mapping[str, Entity]) -> Relation:
    if relation.bond not in (Bond.REFERENCE, Bond.REFERENCES):
        return relation
    properties = entities[relation.owner].view.properties
    target = entities[relation.target]
    parts, noun = words(target.identity.property), target.noun.split("_")
    if len(parts) > len(noun) and parts[: len(noun)] == noun:
        parts = parts[len(noun) :]  # the `author_id` of an author is the id of whatever author somebody has
    stem = relation.property
    if relation.bond is Bond.REFERENCES:
        stem, parts = _singular(stem), [*parts[:-1], f"{parts[-1]}s"]
    if any("_" in name for name in properties) or "_" in stem:
        key = "_".join((stem, *parts))
    else:
        key = stem + "".join(word.capitalize() for word in parts)
    return replace(relation, key=key)


def _singular(name: str) -> str:
    """`lineItems` → `lineItem`."""
    last = words(name)[-1] if words(name) else name
    single = singular(last)
    if not name.lower().endswith(last):
        return name
    return name[: -len(last)] + (single if name[-len(last)].islower() else single.capitalize())


def _without_deadlocks(relations: list[Relation], entities: Mapping[str, Entity]) -> list[Relation]:
    """References that are required in a circle become optional, or nothing could ever be created."""
    needs: dict[str, set[str]] = {}
    for parent_of, child_of in parents_of(relations).items():
        needs.setdefault(parent_of, set()).add(child_of)
    settled = []
    for relation in relations:
        required = relation.property in entities[relation.owner].view.required
        if relation.bond is Bond.REFERENCE and required:
            if relation.owner in _reachable(relation.target, needs):
                settled.append(replace(relation, enforceable=False))
                continue
            needs.setdefault(relation.owner, set()).add(relation.target)
        settled.append(relation)
    return settled


def _reachable(start: str, needs: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    pending = [start]
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            pending.extend(needs.get(name, ()))
    return seen
