"""What operations that nobody has written yet know: what they were asked about, and which of their rows were deleted.

Their answers are the contract's examples, which would stand for a deleted row as well as before. In one process, while
the service is developed; what is written keeps rows.
"""

from __future__ import annotations

from collections.abc import Mapping

from src.core.contract.model import JSON, Operation

_MOST = 10_000


class DeletedPaths:
    """The paths of rows that were deleted, the last ones of them."""

    def __init__(self) -> None:
        self._paths: dict[str, None] = {}

    def hold(self, operation: Operation, path: str) -> bool:
        """Tell whether a path leads to something deleted, or below it. A PUT brings back what it is about."""
        if not self._paths or (operation.method in ("PUT", "DELETE") and operation.path.endswith("}")):
            return False
        above = path.split("/")
        return any("/".join(above[:depth]) in self._paths for depth in range(2, len(above) + 1))

    def note(self, operation: Operation, path: str) -> None:
        """Remember what an operation did to the row of a path."""
        if operation.path.endswith("}") and operation.method in ("PUT", "DELETE"):
            self._paths.pop(path, None)
            if operation.method == "DELETE":
                self._paths[path] = None
        if len(self._paths) > _MOST:
            del self._paths[next(iter(self._paths))]


def about(example: JSON, operation: Operation, path: Mapping[str, JSON]) -> JSON:
    """The example of an answer with the keys in it that its path tells: it is about what was asked for."""
    if not isinstance(example, dict):
        return example
    last = operation.path.rpartition("{")[2].removesuffix("}")
    told = {_plain(name): value for name, value in path.items() if name == last or _plain(name) != "id"}
    if last in path and _plain(last).endswith("id"):
        told.setdefault("id", path[last])
    known = {name: told[_plain(name)] for name in example if _plain(name) in told}
    return {**example, **{name: value for name, value in known.items() if type(value) is type(example[name])}}


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
