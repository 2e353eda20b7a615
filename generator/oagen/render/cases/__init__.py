"""What the tests of a generated project are fed with: verified requests, documents and mistakes, as data."""

from oagen.render.cases.assembling import contract_cases
from oagen.render.cases.factories import factories

__all__ = ["contract_cases", "factories"]
