"""Real documents: which of them are built and proven. `python -m benchmarks.corpus FOLDER|MANIFEST.json`.

A manifest is a JSON list of objects with `name` and `entry`, the document's path from the manifest. One JSON row a
document goes to --out, a table and totals to standard output. Exit status 0 when every document was built and proven.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_ROOT = re.compile(rb"""^\s*\{?\s*["']?(openapi|swagger)["']?\s*:""", re.MULTILINE)


def documents(source: Path) -> Iterator[tuple[str, Path]]:
    """Names and paths of the documents in a folder or a manifest."""
    if source.is_file():
        for row in json.loads(source.read_text(encoding="utf-8")):
            yield row["name"], source.parent / row["entry"]
        return
    for path in sorted(source.rglob("*")):
        if path.suffix in (".yaml", ".yml", ".json") and _ROOT.search(path.read_bytes()[:4096]):
            yield str(path.relative_to(source)), path


def measure(document: Path, *, prove: bool, timeout: float) -> dict[str, Any]:
    """Build and prove one document in a folder that is thrown away."""
    row: dict[str, Any] = {"built": False, "proven": False}
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="oagen-corpus-") as scratch:
        command = [
            sys.executable,
            "-m",
            "oagen.cli",
            "build",
            str(document),
            "-o",
            f"{scratch}/app",
            "--format",
            "json",
        ]
        try:
            done = subprocess.run(
                [*command, *(["--prove"] if prove else [])], capture_output=True, timeout=timeout, check=False
            )
            report = json.loads(done.stdout)
        except subprocess.TimeoutExpired:
            return row | {"note": f"took more than {timeout:.0f} s"}
        except ValueError:
            return row | {"note": done.stderr.decode(errors="replace").strip().splitlines()[-1:]}
    proof = report.get("proof") or {}
    errors = [d["message"] for d in report["diagnostics"] if d["severity"] == "error"]
    return row | {
        "built": bool(report.get("wrote")),
        "proven": bool(proof.get("passed")),
        "operations": report.get("operations"),
        "custom": len(report.get("custom_operations", [])),
        "answered": proof.get("answered"),
        "seconds": round(time.perf_counter() - started, 1),
        "note": errors[:1] or proof.get("problems", []),
    }


def main() -> int:
    """Measure the documents, print a table, write the rows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("--build-only", action="store_true", help="prove nothing")
    parser.add_argument("--take", type=int, help="stop after so many documents")
    parser.add_argument("--timeout", type=float, default=900, help="seconds a document")
    parser.add_argument("--out", type=Path, help="append a JSON row a document")
    args = parser.parse_args()
    rows = []
    for name, path in list(documents(args.source))[: args.take]:
        row = {"name": name, **measure(path, prove=not args.build_only, timeout=args.timeout)}
        rows.append(row)
        marks = "".join(letter if row[key] else "-" for letter, key in (("B", "built"), ("P", "proven")))
        print(f"{marks} {name:40} {row.get('seconds', '')!s:>7} s  {row.get('note') or ''}", flush=True)
        if args.out:
            with args.out.open("a", encoding="utf-8") as out:
                out.write(json.dumps(row) + "\n")
    built, proven = (sum(row[key] for row in rows) for key in ("built", "proven"))
    print(f"of {len(rows)} documents: {built} built, {proven} proven")
    return 0 if rows and built == len(rows) and (args.build_only or proven == len(rows)) else 1


if __name__ == "__main__":
    sys.exit(main())
