"""Command line: `python -m production_check [DOCUMENT…]`. Exits with 1 unless all twenty points hold for each."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from oagen.readiness import Status, examine
from oagen.resources import SPECS

from production_check.building import build
from production_check.dynamic import judge_behaviour
from production_check.judging import shown, table
from production_check.static import judge_files

# a shop with tokens and keys; books and loans over several files, with paths of paths
DOCUMENTS = [SPECS / "ecommerce_api.yaml", SPECS / "library_api"]
PYLINT_SCORE = 9.5


def main() -> int:
    """Build, judge, print the evaluation."""
    parser = argparse.ArgumentParser(prog="python -m production_check", description=__doc__)
    parser.add_argument("documents", nargs="*", type=Path, default=DOCUMENTS)
    held = True
    for document in parser.parse_args().documents:
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="oagen-production-") as name:
            scratch = Path(name)
            tree = build(document, scratch / "service")
            judgements = [*judge_files(tree, scratch), *judge_behaviour(tree, scratch)]
            rows = table(examine(tree, pylint_score=PYLINT_SCORE), judgements)
        print(f"\n{document.name}, {time.monotonic() - started:.0f} s\n{shown(rows)}", flush=True)
        held = held and all(finding.status is Status.HOLDS for _, finding in rows)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
