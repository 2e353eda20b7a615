"""Authentication: which principal a request speaks for, by the contract's security schemes."""

from src.core.security.factory import create_authenticator
from src.core.security.principal import ANONYMOUS, Principal

__all__ = ["ANONYMOUS", "Principal", "create_authenticator"]
