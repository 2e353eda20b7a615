"""With a Docker engine: the image is built in time, the whole stack becomes healthy, and the tests pass in a container.

`python -m production_check.containers [DOCUMENT]`
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from oagen.resources import SPECS

from production_check.building import build

_BUILD_SECONDS = 300.0
_COMPOSE = ("docker", "compose", "--file", "docker/docker-compose.yml")


def main(arguments: list[str]) -> int:
    """Build, start, look, stop."""
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode != 0:
        print("not run: no Docker engine answers on this machine")
        return 1
    document = Path(arguments[0]) if arguments else SPECS / "ecommerce_api.yaml"
    with tempfile.TemporaryDirectory(prefix="oagen-containers-") as name:
        tree = build(document, Path(name) / "service")
        seconds = _built(tree)
        print(f"image built without a cache in {seconds:.0f} s")
        states = _healthy(tree)
        tests = subprocess.run(["make", "docker-test"], cwd=tree, check=False).returncode
    for service, state in states.items():
        print(f"{service}: {state}")
    print(f"tests in a container: {'passed' if tests == 0 else 'failed'}")
    is_up = bool(states) and set(states.values()) == {"healthy"}
    return 0 if seconds <= _BUILD_SECONDS and is_up and tests == 0 else 1


def _built(tree: Path) -> float:
    started = time.monotonic()
    command = ["docker", "build", "--no-cache", "--file", "docker/Dockerfile", "."]
    subprocess.run(command, cwd=tree, check=True)
    return time.monotonic() - started


def _healthy(tree: Path) -> dict[str, str]:
    """The health of every service once the stack is up; the stack is gone afterwards."""
    subprocess.run(["make", "docker/.env"], cwd=tree, check=True)
    try:
        subprocess.run([*_COMPOSE, "up", "--build", "--detach", "--wait"], cwd=tree, check=False)
        listed = subprocess.run(
            [*_COMPOSE, "ps", "--all", "--format", "json"], cwd=tree, capture_output=True, check=True
        )
    finally:
        subprocess.run([*_COMPOSE, "down", "--volumes"], cwd=tree, check=False)
    services = [json.loads(line) for line in listed.stdout.splitlines() if line.strip()]
    return {service["Service"]: service["Health"] or service["State"] for service in services}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
