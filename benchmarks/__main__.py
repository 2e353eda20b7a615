"""Command line: `python -m benchmarks [throughput] [documents] [--document PATH]…`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import documents, throughput
from benchmarks.services import BenchmarkError


def main() -> int:
    """Measure, print tables, write the numbers as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", nargs="*", choices=["throughput", "documents", []], help="all of them by default")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0, help="of load, an operation, a service and a round")
    parser.add_argument(
        "--document", type=Path, action="append", help="to build and start; simple_task_api by default, repeatable"
    )
    parser.add_argument("--out", type=Path, help="write the numbers here as JSON")
    args = parser.parse_args()
    chosen = args.what or ["throughput", "documents"]
    numbers: dict[str, Any] = {}
    try:
        if "throughput" in chosen:
            with tempfile.TemporaryDirectory(prefix="oagen-bench-") as scratch:
                rates = throughput.measure(Path(scratch), rounds=args.rounds, seconds=args.seconds)
            print(rates.table())
            numbers["throughput"] = rates.as_dict()
        if "documents" in chosen:
            for document in args.document or [throughput.DOCUMENT]:
                with tempfile.TemporaryDirectory(prefix="oagen-bench-") as scratch:
                    times = documents.measure(document.resolve(), Path(scratch), rounds=args.rounds)
                print(times.table())
                numbers.setdefault("documents", []).append(times.as_dict())
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    if args.out:
        args.out.write_text(json.dumps(numbers, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
