"""How long a document takes.

Its build is put beside stock `datamodel-codegen`, the start of its service beside that of an empty application.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from benchmarks.services import build, migrate, run, serve

EMPTY_SERVICE = """
from fastapi import FastAPI

app = FastAPI()


@app.get("/health/ready")
async def ready() -> dict[str, str]:
    return {"status": "ready"}
"""


@dataclass(frozen=True, slots=True)
class DocumentTimes:
    """Seconds, medians over the rounds."""

    document: str
    build: float
    rebuild: float  # of an unchanged document
    stock: float  # `datamodel-codegen` with its defaults
    start: float
    empty_start: float  # of a FastAPI application with one route

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        ratios = {"build_to_stock": self.build / self.stock, "start_to_empty": self.start / self.empty_start}
        return asdict(self) | {name: round(value, 3) for name, value in ratios.items()}

    def table(self) -> str:
        """For people."""
        build, start = self.build / self.stock, self.start / self.empty_start
        lines = (
            self.document,
            f"  build             {self.build:7.2f} s  = {build:.2f} x datamodel-codegen ({self.stock:.2f} s)",
            f"  unchanged rebuild {self.rebuild:7.2f} s",
            f"  start until ready {self.start:7.2f} s  = {start:.2f} x an empty app ({self.empty_start:.2f} s)",
        )
        return "\n".join(lines)


def measure(document: Path, scratch: Path, *, rounds: int) -> DocumentTimes:
    """Measure one document, everything in turn."""
    empty = scratch / "empty"
    (empty / "src").mkdir(parents=True)
    (empty / "src" / "main.py").write_text(EMPTY_SERVICE)
    app = scratch / "app0"
    url = f"sqlite+aiosqlite:///{scratch / 'app.db'}"

    builds, stocks = _in_turn(
        rounds,
        lambda number: build(document, scratch / f"app{number}"),
        lambda number: _stock(document, scratch / f"stock{number}"),
    )
    (rebuilds,) = _in_turn(rounds, lambda _: build(document, app))
    migrate(app, url)
    starts, empty_starts = _in_turn(
        rounds,
        # not "production", which wants the secrets of whatever security schemes the document has
        lambda _: _start(app, {"DATABASE_URL": url, "ENVIRONMENT": "test"}),
        lambda _: _start(empty, {}),
    )
    return DocumentTimes(document.name, *map(median, (builds, rebuilds, stocks, starts, empty_starts)))


def _in_turn(rounds: int, *measurements: Callable[[int], float]) -> list[list[float]]:
    times: list[list[float]] = [[] for _ in measurements]
    for number in range(rounds):
        for measurement, seconds in zip(measurements, times, strict=True):
            seconds.append(measurement(number))
    return times


def _stock(document: Path, output: Path) -> float:
    command = [str(Path(sys.executable).with_name("datamodel-codegen")), "--input", str(document)]
    return run([*command, "--input-file-type", "openapi", "--output", str(output.with_suffix(".py"))])


def _start(folder: Path, env: dict[str, str]) -> float:
    with serve(folder.name, folder, env) as service:
        return service.boot_seconds
