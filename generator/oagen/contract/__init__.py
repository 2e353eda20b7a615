"""The contract: what a document promises, completed so that a server can keep it."""

from oagen.contract.build import build_contract
from oagen.contract.dump import dump_contract
from oagen.contract.marking import strip_additions

__all__ = ["build_contract", "dump_contract", "strip_additions"]
