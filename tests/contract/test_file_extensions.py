"""Ends of paths that only name a format."""

from __future__ import annotations

import pytest
from oagen.contract.file_extensions import file_extensions


@pytest.mark.parametrize(
    ("path", "extension"),
    [
        ("/tickets.json", ".json"),
        ("/tickets/{id}.json", ".json"),
        ("/feeds/latest.xml", ".xml"),
        ("/client.list.yaml", ".yaml"),
        ("/tickets", ""),
        ("/images/{id}.png", ""),  # something else than the row
        ("/.json", ""),
        ("/a..json", ""),
        ("/tickets.json/notes", ""),
        ("/tickets/{id}.{format}", ""),
    ],
)
def test_an_extension_names_a_format(path: str, extension: str) -> None:
    assert file_extensions([path, "/other"]) == {path: extension, "/other": ""}


@pytest.mark.parametrize("other", ["/tickets/{key}", "/tickets/{key}.xml"])
def test_an_extension_that_tells_paths_apart_is_part_of_them(other: str) -> None:
    assert set(file_extensions(["/tickets/{id}.json", other]).values()) == {""}
