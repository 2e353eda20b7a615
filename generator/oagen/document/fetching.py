"""Reads documents from the network, for who asks for that, and only what anybody may read.

A document names addresses that its reader then connects to: one from somewhere else must not make oagen talk to this
machine or the network around it. So every host is looked up first, and only public addresses are connected to, or the
host that the document itself was asked for. Time, size and redirects are limited.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

from oagen.diagnostics import Span
from oagen.document.problems import UnreadableError, unreadable
from oagen.document.reading import MAX_BYTES, TextFile, decode

SECONDS = 30.0  # a file, redirects included
_MAX_REDIRECTS = 5
_MAX_FETCHED = 200
_CHUNK = 1 << 16
_PORTS = {"http": 80, "https": 443}


class Network:
    """Fetches files. `home` is the URL that the user gave, if the document was one: its host may be private."""

    def __init__(self, home: str = "", *, seconds: float = SECONDS) -> None:
        self._home = _host(urlsplit(home)) if home else None
        self._seconds = seconds
        self._fetched = 0

    def fetch(self, url: str) -> TextFile:
        """The file at a URL; raises `UnreadableError`."""
        self._fetched += 1
        if self._fetched > _MAX_FETCHED:
            raise unreadable("too-many-files", f"more than {_MAX_FETCHED} files are on the network", Span(url))
        deadline = time.monotonic() + self._seconds
        address = url.partition("#")[0]
        try:
            for _ in range(_MAX_REDIRECTS + 1):
                moved, data = self._get(address, deadline)
                if data is not None:
                    return TextFile(address, Path(urlsplit(address).path), decode(address, data), address)
                if urlsplit(address).scheme == "https" and urlsplit(moved).scheme != "https":
                    raise _refused(url, f"it leads from https to {moved}")
                address = moved
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise unreadable("unreadable-file", f"{url} cannot be read: {error}", Span(url)) from None
        raise _refused(url, f"it is redirected more than {_MAX_REDIRECTS} times")

    def _get(self, url: str, deadline: float) -> tuple[str, bytes | None]:
        """Where a URL has moved, or what it holds."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
            raise _refused(url, "only plain http and https addresses are read")
        connection = http.client.HTTPConnection(parts.hostname, parts.port or _PORTS[parts.scheme])
        connection.sock = stream = self._connect(url, parts, deadline)
        # a timeout is for a step, and one byte is a step
        watch = threading.Timer(_left(url, deadline), _cut, [stream])
        watch.daemon = True
        watch.start()
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", path, headers={"Accept": "*/*", "Accept-Encoding": "identity"})
            response = connection.getresponse()
            if response.status in (301, 302, 303, 307, 308) and (location := response.getheader("Location")):
                return urljoin(url, location), None
            if response.status != 200:
                raise unreadable("file-not-found", f"{url} answers {response.status}", Span(url))
            return url, _read(url, response, deadline)
        finally:
            watch.cancel()
            connection.close()
            stream.close()

    def _connect(self, url: str, parts: SplitResult, deadline: float) -> socket.socket:
        """A connection to an address that was looked at, so that a second look-up cannot give another one."""
        host, port = str(parts.hostname), parts.port or _PORTS[parts.scheme]
        found = [info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if _host(parts) != self._home and not all(is_public(str(address)) for address in found):
            raise _refused(url, "its host is on this machine or in a private network")
        connected = socket.create_connection((str(found[0]), port), timeout=_left(url, deadline))
        if parts.scheme == "http":
            return connected
        return ssl.create_default_context().wrap_socket(connected, server_hostname=host)


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet, whichever way it is written."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if ip.sixtofour or ip.teredo or ip in _TRANSLATED:
            return False  # it leads to an IPv4 address that is not looked at
    return ip.is_global and not ip.is_multicast


_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


def _read(url: str, response: http.client.HTTPResponse, deadline: float) -> bytes:
    data = bytearray()
    while chunk := response.read1(_CHUNK):
        data += chunk
        if len(data) > MAX_BYTES:
            raise unreadable("too-large", f"{url} is larger than {MAX_BYTES // 1_000_000} MB", Span(url))
    _left(url, deadline)  # what was cut off looks as if it had ended
    return bytes(data)


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _left(url: str, deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise unreadable("unreadable-file", f"{url} takes too long", Span(url))
    return left


def _host(parts: SplitResult) -> tuple[str | None, int | None]:
    return parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _refused(url: str, why: str) -> UnreadableError:
    return unreadable("refused-address", f"{url} is not read: {why}", Span(url))
