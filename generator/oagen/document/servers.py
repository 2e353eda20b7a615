"""Servers whose URL lacks its scheme: what was meant as a host would be read as a scheme, or as a path.

A path that lacks its slash would be read from where the document lies, which is the root of the service.
"""

from __future__ import annotations

import re
from typing import Any

from oagen.document import pointers
from oagen.document.problems import Problems

# `v1.0/api` is a path, `api.example.com/v1` is none
_HOST = re.compile(
    r"(localhost(:\d+)?|[\w.-]+:\d+|([\w-]+\.)+(app|com|dev|example|io|local|net|org|test)(:\d+)?)(/.*)?", re.IGNORECASE
)

_PATH = re.compile(r"(\./)?[\w~-][\w.~-]*(/[\w.~-]*)*")


def check_servers(tree: dict[str, Any], problems: Problems) -> None:
    """Mend the URLs of the document's servers."""
    servers = tree.get("servers")
    for index, server in enumerate(servers if isinstance(servers, list) else ()):
        url = server.get("url") if isinstance(server, dict) else None
        if not isinstance(url, str) or "://" in url:
            continue
        place = pointers.join("servers", index, "url")
        if _HOST.fullmatch(url):
            server["url"] = f"http://{url}"
            message = f'the URL of a server begins with its scheme: "{url}" is read as "http://{url}"'
            problems.mend("server-without-scheme", place, message)
        elif _PATH.fullmatch(url):
            server["url"] = f"/{url.removeprefix('./')}"
            message = f'the path of a server begins with a slash: "{url}" is read as "{server["url"]}"'
            problems.mend("rootless-path", place, message)
