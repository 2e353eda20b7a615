"""Documents on the network: only when asked for, only from where anybody may read, within limits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from oagen.document import fetching, load_document
from oagen.document.fetching import Network, is_public
from oagen.document.problems import UnreadableError

from .helpers import codes, openapi

DOCUMENT = openapi(components={"schemas": {"A": {"$ref": "schemas/a.yaml#/A"}}})
OTHER = {"A": {"type": "object", "properties": {"b": {"$ref": "b.yaml"}}}}


class Server(ThreadingHTTPServer):
    """Serves `files`; a text that begins with `->` is a redirect; counts what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, str] = {}
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        text = self.server.files.get(self.path)
        if text is not None and text.startswith("->"):
            self.send_response(302)
            self.send_header("Location", text[2:])
            self.end_headers()
            return
        self.send_response(404 if text is None else 200)
        self.end_headers()
        if text == "slow":
            for _ in range(50):
                self.wfile.write(b" ")
                time.sleep(0.1)
        self.wfile.write((text or "").encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_a_document_on_the_network_and_what_lies_beside_it(server: Server) -> None:
    server.files = {
        "/api/openapi.yaml": yaml.safe_dump(DOCUMENT),
        "/api/schemas/a.yaml": yaml.safe_dump(OTHER),
        "/api/schemas/b.yaml": "type: integer\n",
    }
    url = f"{server.url}/api/openapi.yaml"
    document, found = load_document(url, remote=True)
    assert document is not None, found
    assert document.normal["components"]["schemas"]["b"] == {"type": "integer"}
    assert str(document.span("/components/schemas/b")) == f"{server.url}/api/schemas/b.yaml:1:1"
    assert server.asked == ["/api/openapi.yaml", "/api/schemas/a.yaml", "/api/schemas/b.yaml"]


def test_nothing_is_read_unasked(server: Server, tmp_path: Path) -> None:
    document, found = load_document(f"{server.url}/openapi.yaml")
    assert document is None
    assert codes(found) == ["error:remote-document"]
    root = tmp_path / "openapi.yaml"
    root.write_text(yaml.safe_dump(openapi(components={"schemas": {"A": {"$ref": f"{server.url}/a.yaml"}}})))
    document, found = load_document(root)
    assert document is None
    assert codes(found) == ["error:remote-reference"]
    assert "--allow-remote" in found[0].hint
    assert server.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"])
def test_a_document_from_elsewhere_cannot_reach_this_machine(host: str, server: Server, tmp_path: Path) -> None:
    root = tmp_path / "openapi.yaml"
    reference = f"http://{host}:{server.server_port}/a.yaml"
    root.write_text(yaml.safe_dump(openapi(components={"schemas": {"A": {"$ref": reference}}})))
    document, found = load_document(root, remote=True)
    assert document is None
    assert set(codes(found)) <= {"error:refused-address", "error:unreadable-file"}
    assert found[0].span is not None
    assert found[0].span.file == str(root)
    assert server.asked == []


def test_another_port_of_the_document_s_host_is_another_host(server: Server) -> None:
    with Server() as other:
        server.files = {"/a.yaml": f"->{other.url}/secret"}
        with pytest.raises(UnreadableError, match="private network"):
            Network(server.url).fetch(f"{server.url}/a.yaml")
        assert other.asked == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.com/a", "http://user@example.com/a", "http:///a"])
def test_only_plain_http_addresses(url: str) -> None:
    with pytest.raises(UnreadableError, match="only plain http"):
        Network().fetch(url)


def test_a_document_on_the_network_cannot_name_local_files(server: Server) -> None:
    server.files = {
        "/openapi.yaml": yaml.safe_dump(openapi(components={"schemas": {"A": {"$ref": "file:///etc/hostname"}}}))
    }
    document, found = load_document(f"{server.url}/openapi.yaml", remote=True)
    assert document is None
    assert codes(found) == ["error:refused-address"]


def test_redirects_are_followed_but_not_for_ever(server: Server) -> None:
    server.files = {"/a": "->/b", "/b": "type: integer", "/loop": "->/loop"}
    network = Network(server.url)
    assert network.fetch(f"{server.url}/a").url == f"{server.url}/b"
    with pytest.raises(UnreadableError, match="redirected more than"):
        network.fetch(f"{server.url}/loop")


def test_size_and_time_are_limited(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.files = {"/large": "x" * 2_000, "/slow": "slow"}
    monkeypatch.setattr(fetching, "MAX_BYTES", 1_000)
    with pytest.raises(UnreadableError, match="larger than"):
        Network(server.url).fetch(f"{server.url}/large")
    started = time.monotonic()
    with pytest.raises(UnreadableError):
        Network(server.url, seconds=0.4).fetch(f"{server.url}/slow")
    assert time.monotonic() - started < 4


def test_what_is_not_there(server: Server) -> None:
    with pytest.raises(UnreadableError, match="answers 404"):
        Network(server.url).fetch(f"{server.url}/gone")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        *((address, False) for address in ("10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1")),
        *((address, False) for address in ("127.0.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::")),
        *((address, False) for address in ("fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1")),
        *((address, False) for address in ("2002:7f00:1::", "fe80::1%eth0", "ff02::1")),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public
