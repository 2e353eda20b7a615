"""The derivation stage: a `Document` of JSON Schemas alone becomes an OpenAPI contract for what they describe."""

from oagen.derivation.build import derive
from oagen.derivation.model import Decision, Derivation

__all__ = ["Decision", "Derivation", "derive"]
