"""Runs in a generated project: imports everything, migrates, serves, and prints what has left a trace."""

from __future__ import annotations

import builtins
import importlib
import json
import sqlite3
import sys
from pathlib import Path
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from starlette.testclient import TestClient


def main(trace: str) -> list[str]:
    """What the document's text has done."""
    for file in sorted(Path("src").rglob("*.py")):
        importlib.import_module(".".join(file.with_suffix("").parts).removesuffix(".__init__"))
    command.upgrade(Config("alembic.ini"), "head")
    from src.main import app  # noqa: PLC0415

    found = []
    with TestClient(app, base_url="http://127.0.0.1") as client:
        for path in ("/health/ready", "/docs", "/openapi.yaml", "/openapi.json", "/metrics/metrics"):
            status = client.get(path).status_code
            if status >= 400:
                found.append(f"{path} answers {status}")
        contract = json.loads(Path("src/core/contract/contract.json").read_text(encoding="utf-8"))
        for operation in contract["operations"]:
            path = quote(contract.get("base_path", "") + operation["path"].replace("{", "").replace("}", ""))
            status = client.request(
                operation["method"], path, headers={"X-Api-Key": "'\"", "Authorization": "x"}
            ).status_code
            if status >= 500:
                found.append(f"{operation['method']} {path} answers {status}")
    with sqlite3.connect("app.db") as database:
        found += [f"table {name}" for (name,) in database.execute("select name from sqlite_master") if name == trace]
    found += [f"builtins.{trace}"] * hasattr(builtins, trace)
    found += [str(path) for path in Path().rglob(trace)]
    return found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
