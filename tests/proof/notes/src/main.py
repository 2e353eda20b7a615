"""A service small enough to keep its contract without any library."""

import json
import os
import re
from pathlib import Path
from urllib.parse import unquote

NOTES = {}
BROKEN = os.environ.get("NOTES_BROKEN", "")
if "NOTES_PID" in os.environ:
    Path(os.environ["NOTES_PID"]).write_text(str(os.getpid()))


def text_of(body):
    try:
        data = json.loads(body, parse_constant=int)
        data["text"].encode()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return data["text"] if len(data) == 1 and len(data["text"]) <= 9 else None


def create(body):
    if BROKEN == "crash" and len(body) > 20:
        return 500, None
    text = text_of(body)
    if text is None or BROKEN == "refuses":
        return 400, None
    NOTES[len(NOTES) + 1] = text
    return 201, {"id": len(NOTES), "text": text}


def read(key):
    number = int(key) if re.fullmatch(r"[1-9][0-9]{0,17}", key) else 0
    return (200, {"id": number, "text": NOTES[number]}) if number in NOTES else (404, None)


def answer(method, path, body):
    if path == "/health/ready":
        return 200, {}, None
    if path == "/api/notes":
        return (*create(body), None) if method == "POST" else (405, None, "POST")
    if path.startswith("/api/notes/"):
        return (*read(unquote(path.removeprefix("/api/notes/"))), None) if method == "GET" else (405, None, "GET")
    return 404, None, None


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while (await receive())["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    body, more = b"", True
    while more:
        event = await receive()
        body, more = body + event.get("body", b""), event.get("more_body", False)
    status, content, allow = answer(scope["method"], scope["raw_path"].decode(), body)
    headers = [(b"allow", allow.encode())] if allow else []
    if content is not None:
        headers.append((b"content-type", b"application/json"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if content is None else json.dumps(content).encode()})
