"""Whether two services answer the same, before anybody asks which is faster."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from typing import Any

BASE = "/api/v1/tasks"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
GENERATED = ("id", "createdAt", "updatedAt")
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$")

REFUSED: list[tuple[str, str, dict[str, object] | None]] = [
    ("POST", BASE, {}),
    ("POST", BASE, {"title": ""}),
    ("POST", BASE, {"title": "x" * 201}),
    ("POST", BASE, {"title": "x", "completed": "yes"}),
    ("POST", BASE, {"title": "x", "priority": "urgent"}),
    ("POST", BASE, {"title": "x", "dueDate": "tomorrow"}),
    ("POST", BASE, {"title": "x", "owner": "somebody"}),
    ("GET", f"{BASE}?limit=0", None),
    ("GET", f"{BASE}?limit=101", None),
    ("GET", f"{BASE}?sort=owner", None),
    ("GET", f"{BASE}/{UNKNOWN}", None),
    ("PUT", f"{BASE}/{UNKNOWN}", {"title": "x", "completed": True, "priority": "low"}),
    ("PATCH", f"{BASE}/{UNKNOWN}", {"completed": True}),
    ("PATCH", f"{BASE}/{UNKNOWN}", {}),
    ("DELETE", f"{BASE}/{UNKNOWN}", None),
]


class Client:
    """A blocking client; answers are (status, parsed body)."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def send(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Send one request."""
        content = None if body is None else json.dumps(body)
        self._connection.request(method, path, content, {"Content-Type": "application/json"} if content else {})
        response = self._connection.getresponse()
        text = response.read()
        return response.status, json.loads(text) if text else None


def core(client: Client) -> Iterator[tuple[str, object]]:
    """What every measured service can do: create, read and list tasks. Expects an empty database."""
    status, task = client.send("POST", BASE, {"title": "Buy milk", "dueDate": "2030-03-31"})
    yield "create", (status, shown(task))
    status, again = client.send("GET", f"{BASE}/{task['id']}")
    yield "read", (status, shown(again), again["id"] == task["id"])
    client.send("POST", BASE, {"title": "Call Ada", "description": "About <milk> & thé", "priority": "high"})
    client.send("POST", BASE, {"title": "Ask", "completed": True})
    for query in ("", "?limit=2", "?limit=2&offset=1", "?offset=3"):
        status, tasks = client.send("GET", BASE + query)
        yield f"list{query}", (status, [shown(each) for each in tasks])


def rest(client: Client) -> Iterator[tuple[str, object]]:
    """Everything else in the contract; goes on where `core` stopped."""
    for query in ("?completed=true", "?priority=high", "?sort=title", "?sort=-title", "?sort=-createdAt&limit=1"):
        status, tasks = client.send("GET", BASE + query)
        yield f"list{query}", (status, [shown(each) for each in tasks])
    _, (task, *_) = client.send("GET", f"{BASE}?limit=1")
    path = f"{BASE}/{task['id']}"
    changes: list[tuple[str, dict[str, object]]] = [
        ("PATCH", {"completed": True}),
        ("PATCH", {"description": "Two litres", "dueDate": None}),
        ("PUT", {"title": "Buy oat milk", "completed": False, "priority": "low"}),
    ]
    for method, body in changes:
        status, changed = client.send(method, path, body)
        yield f"{method} {body}", (status, shown(changed), changed["id"] == task["id"])
        yield "what it left", shown(client.send("GET", path)[1])
    yield "delete", client.send("DELETE", path)
    yield "read after delete", client.send("GET", path)[0]
    for method, path, refused in REFUSED:
        status, refusal = client.send(method, path, refused)
        yield f"{method} {path} {refused}"[:120], (status, sorted(refusal))


def shown(task: dict[str, Any]) -> dict[str, Any]:
    """A task with the server's own values replaced by what kind of thing they are."""
    times = all(TIME.match(task[name]) for name in ("createdAt", "updatedAt"))
    return {name: "generated" if name in GENERATED else value for name, value in task.items()} | {"times": times}


def differences(port: int, reference: int, *, whole: bool) -> list[str]:
    """How the answers of the service on `port` differ from the reference's; both databases are empty."""
    found = []
    for part in (core, rest) if whole else (core,):
        for (step, answer), (_, wanted) in zip(part(Client(port)), part(Client(reference)), strict=True):
            if answer != wanted:
                found.append(f"{step}: {answer} instead of {wanted}")
    return found
