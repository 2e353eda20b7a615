"""Seeds for the templates: which resources begin with documents, and with which."""

from __future__ import annotations

import json
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from oagen.blueprint.model import Blueprint, Resource
from oagen.render.quoting import py
from oagen.render.tables import tables_in_order


def seeded_resources(blueprint: Blueprint) -> list[Resource]:
    """The resources that have seeds, each after those whose keys its seeds have, by a foreign key or without one."""
    seeds = {resource.plural: resource.seed for resource in tables_in_order(blueprint) if resource.seed}
    graph = {name: [other for other, _ in seed.inherited.values() if other != name] for name, seed in seeds.items()}
    by_name = {resource.plural: resource for resource in blueprint.resources}
    try:
        return [by_name[name] for name in TopologicalSorter(graph).static_order() if name in seeds]
    except CycleError:  # no order would do; what cannot be planted is left out
        return [by_name[name] for name in seeds]


def seed_documents(blueprint: Blueprint) -> str:
    """The data file: the documents of every seeded resource, by its plural."""
    documents = {r.plural: list(r.seed.documents) for r in seeded_resources(blueprint) if r.seed}
    return json.dumps(documents, indent=2)


def seed_arguments(resource: Resource) -> str:
    """What is known of a resource's seeds besides their documents, as keyword arguments."""
    return "".join(f", {name}={value}" for name, value in _arguments(resource))


def _arguments(resource: Resource) -> Iterator[tuple[str, str]]:
    if resource.seed and resource.seed.keys:
        yield "keys", py(dict(resource.seed.keys))
    if resource.seed and resource.seed.inherited:
        yield "inherited", py(dict(resource.seed.inherited))
