"""Which ids of requests are taken over from callers: those that answers may show."""

from __future__ import annotations

from uuid import UUID

from oagen.contract.model import Contract, Header
from oagen.contract.validators import Validators
from oagen.contract.view import RESPONSE

HEADER = "X-Request-ID"
_SANE = r"[A-Za-z0-9._:/+=@-]{1,128}"
_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# the shortest and the longest, and one with everything in it
_PROBES = ("1", "Az09._:/+=@-", "x" * 128)


def sane_request_ids(contract: Contract) -> str:
    """The pattern of ids that may be taken over: any harmless ones, unless the contract says that they are UUIDs."""
    documented = [
        header
        for operation in contract.operations
        for response in operation.responses
        for header in response.headers
        if header.name.lower() == HEADER.lower()
    ]
    if not documented:
        return _SANE
    validators = Validators({name: schema.raw for name, schema in contract.schemas.items()}, contract.dialect)
    free = all(_admits(validators, header, probe) for header in documented for probe in _PROBES)
    uuids = all(_admits(validators, header, str(UUID(int=0))) for header in documented)
    return _UUID if uuids and not free else _SANE


def _admits(validators: Validators, header: Header, text: str) -> bool:
    return validators.is_valid(validators.views.of(header.schema.raw, RESPONSE), text)
