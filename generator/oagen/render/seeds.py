"""Seeds for the templates: which resources begin with documents, and with which."""

from __future__ import annotations

import json

from oagen.blueprint.model import Blueprint, Resource
from oagen.render.tables import tables_in_order


def seeded_resources(blueprint: Blueprint) -> list[Resource]:
    """The resources that have seeds, each after those it refers to."""
    return [resource for resource in tables_in_order(blueprint) if resource.seeds]


def seed_documents(blueprint: Blueprint) -> str:
    """The data file: the documents of every seeded resource, by its plural."""
    documents = {resource.plural: list(resource.seeds) for resource in seeded_resources(blueprint)}
    return json.dumps(documents, indent=2)
