"""Who owns a generated file: the contract, the user and oagen together, or history."""

from __future__ import annotations

from enum import StrEnum


class FileClass(StrEnum):
    """How a rebuild treats a file.

    `CONTRACT` is rewritten, and hand edits are refused; `MERGED` takes hand edits in by a three-way merge;
    `APPEND` is written once, since databases have run it.
    """

    CONTRACT = "contract"
    MERGED = "merged"
    APPEND = "append"


_CONTRACT_FILES = frozenset({"openapi.yaml", "src/core/contract/contract.json"})
_CONTRACT_FOLDERS = ("src/models/schemas/", "contract_tests/", "tests/contract/")
_APPEND_FOLDERS = ("alembic/versions/",)


def classify(path: str) -> FileClass:
    """The class of a generated file, by where it lies in the project."""
    if path in _CONTRACT_FILES or path.startswith(_CONTRACT_FOLDERS):
        return FileClass.CONTRACT
    if path.startswith(_APPEND_FOLDERS):
        return FileClass.APPEND
    return FileClass.MERGED


def is_history(path: str) -> bool:
    """Whether a file stays even if a build has no more to say about it."""
    return classify(path) is FileClass.APPEND
