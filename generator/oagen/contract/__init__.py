"""The contract: what a document promises, completed so that a server can keep it."""

from oagen.contract.build import build_contract
from oagen.contract.completion import strip_additions
from oagen.contract.dump import dump_contract

__all__ = ["build_contract", "dump_contract", "strip_additions"]
