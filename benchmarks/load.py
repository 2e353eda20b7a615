"""A load generator that costs little: raw sockets, requests rendered beforehand, only the status looked at.

It runs as a process of its own, so that it shares no interpreter with what it measures:
`python -m benchmarks.load PORT CONNECTIONS SECONDS STATUS < requests.json`. The input is a list of
[method, path, body or null], the output one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from itertools import cycle
from typing import cast

import httptools
import uvloop

WARM_UP = 0.3  # seconds before counting starts


class Run:
    """What all connections share."""

    def __init__(self, requests: list[bytes], expected: int) -> None:
        self.requests = cycle(requests)
        self.expected = expected
        self.counting = False
        self.latencies: list[float] = []
        self.unexpected: dict[int, int] = {}


class Connection(asyncio.Protocol):
    """Sends a request, waits for the answer, sends the next."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.send()

    def send(self) -> None:
        self.sent = time.perf_counter()
        self.transport.write(next(self.run.requests))

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        status = self.parser.get_status_code()
        if status != self.run.expected:
            self.run.unexpected[status] = self.run.unexpected.get(status, 0) + 1
        elif self.run.counting:
            self.run.latencies.append(time.perf_counter() - self.sent)
        self.parser = httptools.HttpResponseParser(self)
        self.send()


def render(method: str, path: str, body: object) -> bytes:
    """One request as it goes over the wire."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
    if body is None:
        return f"{head}\r\n".encode()
    content = json.dumps(body).encode()
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content


async def drive(run: Run, port: int, connections: int, seconds: float) -> float:
    """Keep `connections` busy for `seconds`; returns the seconds that were counted."""
    loop = asyncio.get_running_loop()
    opened = [await loop.create_connection(lambda: Connection(run), "127.0.0.1", port) for _ in range(connections)]
    await asyncio.sleep(WARM_UP)
    run.counting, started = True, time.perf_counter()
    await asyncio.sleep(seconds)
    run.counting, counted = False, time.perf_counter() - started
    for transport, _ in opened:
        transport.close()
    return counted


def main() -> None:
    """Command line: see above."""
    port, connections, seconds, expected = sys.argv[1:]
    run = Run([render(*request) for request in json.load(sys.stdin)], int(expected))
    counted = uvloop.run(drive(run, int(port), int(connections), float(seconds)))
    latencies = sorted(run.latencies) or [0.0]
    result = {
        "requests_per_second": len(run.latencies) / counted,
        "p50_ms": 1000 * latencies[len(latencies) // 2],
        "p99_ms": 1000 * latencies[int(len(latencies) * 0.99)],
        "unexpected": run.unexpected,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
