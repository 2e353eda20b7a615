"""Own references: properties that name another row of their own resource (`parentId`, `managerId`, `replyToId`).

A row that is referred to is not deleted where the author documents a conflict for that. Elsewhere what referred to it
refers to nothing from then on: none of them has to refer to anything, or there could be no first row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from oagen.blueprint.absence import documents_conflict
from oagen.blueprint.candidates import ID_SUFFIXES, Candidate
from oagen.blueprint.documents import CREATING
from oagen.blueprint.keys import may_refer
from oagen.blueprint.model import Column, Evidence, Field, ForeignKey, Resource
from oagen.blueprint.naming import normal, singular, snake, words
from oagen.blueprint.resources import Tools, single_key, sources_of

Pair = tuple[Candidate, Resource]
# what a row is to others of its kind, whatever it is
_ROWS = ("parent", "replyto", "inreplyto")
# the same, if it is called by its kind as well (`previousVersionId` of a version)
_KINDS = (*_ROWS, "root", "original", "previous", "next", "predecessor", "successor")
# what a person is to others
_LEADERS = ("manager", "linemanager", "supervisor", "reportsto")
_PEOPLE = frozenset("colleague employee member person staff user worker".split())
# what things of any kind may lie in
_CONTAINERS = frozenset({"directory", "folder"})


def with_own_references(pairs: Sequence[Pair], tools: Tools) -> list[Pair]:
    """The pairs, where properties that name rows of their own resource are foreign keys."""
    nouns = {resource.name: _noun(resource) for _, resource in pairs}
    return [
        (candidate, _referring((candidate, r), {noun for name, noun in nouns.items() if name != r.name}, tools))
        for candidate, r in pairs
    ]


def _referring(pair: Pair, others: set[str], tools: Tools) -> Resource:
    candidate, resource = pair
    key = single_key(resource)
    creating = candidate.has(*CREATING)
    may = [f for f in resource.fields if key and creating and _may_refer(f, key, pair, tools)]
    told = [(f, reason) for f in may if (reason := _reason(f, pair, others, tools))]
    reasons = {f.column.name: reason for f, reason in told if not _is_demanded(f, candidate, tools)}
    if key is None or not reasons:
        return resource
    deleting = [tools.operation(name) for name, role in candidate.roles.items() if role == "delete"]
    leads_to = ForeignKey(resource.table, key.name, cascade=False, clears=not any(map(documents_conflict, deleting)))

    def referring(column: Column) -> Column:
        same = replace(column, type=key.type, indexed=True, length=key.length, foreign_key=leads_to)
        return same if column.name in reasons else column

    stays = "is empty once that is deleted" if leads_to.clears else "keeps that from being deleted"
    evidence = (
        Evidence(f"{name} references {resource.table}", f"{reason}; it {stays}") for name, reason in reasons.items()
    )
    return replace(
        resource,
        columns=tuple(map(referring, resource.columns)),
        fields=tuple(replace(f, column=referring(f.column)) for f in resource.fields),
        evidence=(*resource.evidence, *evidence),
    )


def _may_refer(field: Field, key: Column, pair: Pair, tools: Tools) -> bool:
    """Whether clients may give a key there, and need not: a default would be the key of nothing."""
    column, resource = field.column, pair[1]
    is_key = column.primary_key or column.name in {each.column for each in resource.scope}
    is_given = bool(field.property) and not (field.read_only or field.generated or is_key or column.foreign_key)
    has_default = tools.shapes.annotation(field.kept.raw, "default") is not None
    return is_given and column.nullable and may_refer(column, key) and not has_default


def _is_demanded(field: Field, candidate: Candidate, tools: Tools) -> bool:
    """Whether every new row has to refer to another one."""
    read = tools.shapes.shape(candidate.read)
    assert read is not None  # a candidate without an object is not kept
    given = sources_of(candidate, read, tools).create
    is_required = given is not None and field.property in given.required
    return is_required and not (given and tools.shapes.nullable(given.properties[field.property]))


def _reason(field: Field, pair: Pair, others: set[str], tools: Tools) -> str:
    """Why a property is taken for the key of another row; "" if it is not."""
    resource, name = pair[1], normal(field.property)
    stems = {name.removesuffix(suffix) for suffix in ID_SUFFIXES} - {name}
    kinds = {normal(resource.name), _noun(resource)}
    if stems & {f"{head}{kind}" for head in _KINDS for kind in kinds}:
        return f"property {field.property} is named after another {resource.name}"
    if any(normal(each.property) in stems and _shows_own(each, pair, tools) for each in resource.fields):
        return f"property {field.property} is named after what shows a {resource.name}"
    heads = {*_ROWS, *(_LEADERS if _noun(resource) in _PEOPLE else ())}
    if stems & heads and not _may_be_of_others(field, stems, resource, others, tools):
        return f"property {field.property} says what another {resource.name} is to it"
    return ""


def _shows_own(field: Field, pair: Pair, tools: Tools) -> bool:
    """Whether a property shows a document of the resource itself."""
    component = tools.shapes.component(field.schema.raw)
    return field.read_only and bool(component) and component == tools.shapes.component(pair[0].read)


def _may_be_of_others(field: Field, stems: set[str], resource: Resource, others: set[str], tools: Tools) -> bool:
    """Whether the key may be one of another resource: by its description, by what tells its kind, or by what holds
    things of all kinds."""
    told = str(tools.shapes.annotation(field.schema.raw, "description") or "")
    said = {singular(snake(word)) for word in words(told)}
    noun = _noun(resource)
    if noun in said:
        return False
    kinds = {f"{stem}{kind}" for stem in stems for kind in ("type", "kind")}
    is_told = any(normal(each.property) in kinds for each in resource.fields)
    return is_told or bool(said & others) or (bool(others & _CONTAINERS) and noun not in _CONTAINERS)


def _noun(resource: Resource) -> str:
    """The last word of what a resource is called."""
    return words(resource.name)[-1]
