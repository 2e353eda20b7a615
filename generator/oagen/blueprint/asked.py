"""What requests say beside a document or instead of one, as if each were a parameter."""

from __future__ import annotations

from dataclasses import dataclass

from oagen.contract.model import Parameter


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that a parameter, an object in the query, or a body says.

    `place` has the names that lead to it there, and is empty for a parameter; `parameter` is what it would be as one.
    """

    place: tuple[str, ...]
    parameter: Parameter
