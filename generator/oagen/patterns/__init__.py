"""The pattern bank: what a generated project is made of."""

from oagen.patterns.bank import Bank, load_bank
from oagen.patterns.model import Pattern, PatternFile, Scope

__all__ = ["Bank", "Pattern", "PatternFile", "Scope", "load_bank"]
