"""What admission hands to a handler."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from src.core.contract.bodies import AdmittedBody
from src.core.contract.model import JSON, Operation


@dataclass(slots=True)
class Admitted:
    """A request that the contract allows: parameters as JSON values under their names in the contract, and the body.

    Parameters that the request leaves out are left out. Handlers find it in `request.state.admitted`, or take an
    argument of this type.
    """

    operation: Operation
    path: dict[str, JSON]
    query: dict[str, JSON]
    header: dict[str, JSON]
    cookie: dict[str, JSON]
    body: AdmittedBody
    principal: Any
