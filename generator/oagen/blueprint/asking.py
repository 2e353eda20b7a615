"""What lists can be asked for: how their requests are read, of the properties that their rows have."""

from __future__ import annotations

from oagen.blueprint.arguments import ListArguments, list_arguments
from oagen.blueprint.candidates import Candidate
from oagen.blueprint.inner_columns import inner_fields
from oagen.blueprint.model import Resource
from oagen.blueprint.naming import Names
from oagen.blueprint.searches import asked_by_body
from oagen.blueprint.shapes import Shapes
from oagen.blueprint.transitions import entered_by_verbs
from oagen.contract.model import Contract, Operation


def asked_of(
    operation: Operation, candidate: Candidate, resource: Resource, names: Names, contract: Contract, shapes: Shapes
) -> ListArguments:
    """The parameters of an operation that finds rows of a resource, and what its body asks for."""
    kept = [field for field in resource.fields if not (field.counted or field.held or field.shown)]
    asked = tuple(asked_by_body(operation, shapes))
    entered = entered_by_verbs(candidate, contract, shapes)
    return list_arguments(shapes, operation, kept, names, asked, inner_fields(shapes, resource), entered)
