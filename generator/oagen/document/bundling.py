"""Bundles the files of a document into one tree: what other files hold moves into components, or in place."""

from __future__ import annotations

import copy
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from oagen.document import names, pointers
from oagen.document.fetching import Network
from oagen.document.grammar import Grammar, Node, children, sections
from oagen.document.pointers import MISSING, SAFE_IN_FRAGMENT, Trail
from oagen.document.positions import Positions
from oagen.document.problems import Problems, UnreadableError
from oagen.document.reading import read_file
from oagen.document.references import Missing, mend_or_report
from oagen.document.sources import Source

_MAX_FILES = 2_000
_MAX_INLINED = 5_000


def bundle(
    root: Source, grammar: Grammar, positions: Positions, problems: Problems, network: Network | None = None
) -> None:
    """Rewrite the root's tree in place until every reference in it is local. `network` reads what lies there."""
    _Bundler(root, grammar, positions, problems, network).run()


class _Bundler:
    def __init__(
        self, root: Source, grammar: Grammar, positions: Positions, problems: Problems, network: Network | None
    ) -> None:
        self._root = root
        self._network = network
        self._grammar = grammar
        self._sections = sections(grammar)
        self._positions = positions
        self._problems = problems
        self._files: dict[str, Source | None] = {root.file.key: root}
        self._bundled: dict[tuple[str, str, str], str] = {}  # file, pointer, kind → the local reference
        self._added: dict[str, dict[str, Any]] = {kind: {} for kind in self._sections}  # new components, by kind
        self._pending: list[tuple[Any, str, Trail | None, Source]] = []
        self._missing: dict[
            tuple[str, str], tuple[str, Missing]
        ] = {}  # file, pointer → the reference, and what it lacks
        self._astray: list[tuple[Node, str, Path, str]] = []  # references to files that are not there
        self._absent: dict[Path, bool] = {}  # the files that are not there, and whether that is reported
        self._inlined = 0

    def run(self) -> None:
        for kind, place in self._sections.items():
            # a section that is itself in another file first, so that its names are known
            section = pointers.find(self._root.value, place)
            if isinstance(section, dict) and isinstance(section.get("$ref"), str):
                self._rewrite(section, f"{{{kind}}}", pointers.trail(place), self._root)
        self._rewrite(self._root.value, "root", None, self._root)
        while self._pending or self._astray:
            while self._pending:
                self._rewrite(*self._pending.pop())
            astray, self._astray = self._astray, []
            for each in astray:
                self._find_elsewhere(*each)
        for kind, added in self._added.items():
            self._section(kind).update(added)
        few = len(self._missing) <= len(self._section("schema"))
        for reference, missing in self._missing.values():
            mend_or_report(reference, missing, self._problems, few=few)

    def _rewrite(self, value: Any, kind: str, trail: Trail | None, source: Source) -> None:
        """Make the references in a part of the tree local; `source` is the file that they are relative to."""
        pending = [(Node(kind, value, trail), source)]
        while pending:
            node, source = pending.pop()
            if not isinstance(node.value, dict):
                continue
            while isinstance(reference := node.value.get("$ref"), str):
                inlined = self._rewrite_reference(node, reference, source)
                if inlined is None:
                    break
                source = inlined
            discriminator = node.value.get("discriminator")
            if node.kind == "schema" and isinstance(discriminator, dict):
                self._rewrite_mapping(node, discriminator.get("mapping"), source)
            pending.extend((child, source) for child in reversed(list(children(node, self._grammar))))

    def _rewrite_reference(self, node: Node, reference: str, source: Source) -> Source | None:
        """Make one reference local. Returns the file the node's content is from now, if it was put in place."""
        target = self._locate(node, reference, source)
        if target is None:
            return None
        file, pointer = target
        if file is self._root:
            node.value["$ref"] = f"#{quote(pointer, safe=SAFE_IN_FRAGMENT)}"
            return None
        value = pointers.find(file.value, pointer)
        if value is MISSING:
            missing = Missing(file.value, pointer, [])
            if missing.other_case is None:
                self._miss(node, reference, file, missing)
                return None
            pointer = missing.other_case
            value = pointers.find(file.value, pointer)
            message = f"{reference} leads nowhere; {pointer} is meant"
            self._problems.mend("unresolved-reference", pointers.of_trail(node.trail, "$ref"), message)
        if node.kind in self._sections:
            node.value["$ref"] = self._component(node.kind, file, pointer, value)
            return None
        return self._inline(node, value, file, pointer)

    def _miss(self, node: Node, reference: str, file: Source, missing: Missing) -> None:
        """Schemas may be missing in a file that is there, as within one file, which is decided when all are known."""
        if node.kind != "schema" or node.inside == "discriminator":
            self._error(node, "unresolved-reference", f"{reference} leads nowhere", missing.hint)
            return
        key = (file.file.key, pointers.join(*missing.place, missing.name))
        self._missing.setdefault(key, (reference, missing))[1].nodes.append(node)

    def _locate(self, node: Node, reference: str, source: Source) -> tuple[Source, str] | None:
        """The file and the pointer that a reference means; None when there is nothing to rewrite."""
        address, _, fragment = reference.partition("#")
        pointer = pointers.of_fragment(fragment)
        if not address:
            if source is self._root:
                return None
            in_root = pointers.find(self._root.value, pointer) is not MISSING
            if in_root and pointers.find(source.value, pointer) is MISSING:
                return self._root, pointer  # written with the bundled document in mind
            return source, pointer
        if address == node.value.get("$id"):
            return None
        if address == self._root.value.get("$self"):
            return self._root, pointer
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or source.file.url:
            remote = self._fetch(node, urljoin(source.file.url, address), reference)
            return (remote, pointer) if remote else None
        path = Path(unquote(parts.path))
        if path.is_absolute():
            self._error(node, "absolute-reference", f"{reference} is an absolute path", "Make it relative.")
            return None
        place = Path(os.path.normpath(source.file.path.parent / path))
        file = self._open(node, place)
        if file is None and place in self._absent:
            self._astray.append((node, reference, place, pointer))
        return (file, pointer) if file else None

    def _find_elsewhere(self, node: Node, reference: str, path: Path, pointer: str) -> None:
        """Where a file is not there, the only other one of its name that holds the same is meant."""
        files = [file for file in self._files.values() if file and file.file.path.name == path.name]
        alike = [file for file in files if pointer and pointers.find(file.value, pointer) is not MISSING]
        if len(alike) == 1 and node.kind in self._sections and node.inside != "discriminator":
            value = pointers.find(alike[0].value, pointer)
            node.value["$ref"] = self._component(node.kind, alike[0], pointer, value)
            message = f"there is no file {path}; {alike[0].file.name}{reference[reference.index('#') :]} is meant"
            self._problems.mend("unresolved-reference", pointers.of_trail(node.trail, "$ref"), message)
        elif not self._absent[path]:
            self._absent[path] = True
            self._error(node, "unresolved-reference", f"there is no file {path}")

    def _fetch(self, node: Node, url: str, reference: str) -> Source | None:
        if self._network is None:
            hint = "Copy it beside the document, or give --allow-remote."
            self._error(node, "remote-reference", f"{reference} lies on the network", hint)
            return None
        if url not in self._files:
            self._files[url] = None
            try:
                self._files[url] = Source(self._network.fetch(url))
            except UnreadableError as error:
                first = error.diagnostics[0]
                self._error(node, first.code, first.message, first.hint)
        return self._files[url]

    def _open(self, node: Node, path: Path) -> Source | None:
        key = str(path.absolute().resolve())
        if key not in self._files:
            self._files[key] = None
            if len(self._files) > _MAX_FILES:
                self._error(node, "too-many-files", f"the document is spread over more than {_MAX_FILES} files")
                return None
            try:
                self._files[key] = opened = Source(read_file(path))
                self._problems.include(opened.warnings)
            except UnreadableError as error:
                missing = error.diagnostics[0].code == "file-not-found"
                if missing:
                    self._absent[path] = False
                else:
                    self._problems.include(error.diagnostics)
        return self._files[key]

    def _component(self, kind: str, file: Source, pointer: str, value: Any) -> str:
        """Move a shared object into the root's components, once, and say how to refer to it."""
        key = (file.file.key, pointer, kind)
        if key not in self._bundled:
            parts, added = pointers.split(pointer), self._added[kind]
            wanted = names.of_parts(parts) if parts else names.legal(file.file.path.stem)
            name = names.unused(wanted, added.keys() | self._section(kind).keys())
            added[name] = copy.deepcopy(value)
            place = pointers.join(*self._sections[kind], name)
            self._bundled[key] = f"#{place}"
            self._positions.moved(place, pointer, file)
            self._pending.append((added[name], kind, pointers.trail((*self._sections[kind], name)), file))
        return self._bundled[key]

    def _section(self, kind: str) -> dict[str, Any]:
        """The root's map of shared objects of a kind; it is put there with the first of them."""
        section = pointers.find(self._root.value, self._sections[kind])
        if section is MISSING and self._added[kind]:
            section = self._root.value
            for part in self._sections[kind]:
                section = section.setdefault(part, {}) if isinstance(section, dict) else {}
        return section if isinstance(section, dict) else {}

    def _inline(self, node: Node, value: Any, file: Source, pointer: str) -> Source | None:
        """Put an object that has no place in components where it is referred to."""
        self._inlined += 1
        if self._inlined > _MAX_INLINED or not isinstance(value, dict):
            self._error(node, "unresolved-reference", f"{node.value['$ref']} cannot be put in place of its reference")
            return None
        siblings = {key: item for key, item in node.value.items() if key != "$ref"}
        node.value.clear()
        node.value.update(copy.deepcopy(value) | siblings)
        self._positions.moved(pointers.of_trail(node.trail), pointer, file)
        return file

    def _rewrite_mapping(self, node: Node, mapping: Any, source: Source) -> None:
        """The values of a discriminator's mapping are references to schemas, or names of components."""
        if not isinstance(mapping, dict):
            return
        for key, reference in mapping.items():
            is_file = isinstance(reference, str) and (
                "#" in reference[1:] or reference.endswith((".json", ".yaml", ".yml"))
            )
            is_local = isinstance(reference, str) and reference.startswith("#") and source is not self._root
            if is_file or is_local:
                stand_in = {"$ref": reference}
                trail = (((node.trail, "discriminator"), "mapping"), key)
                self._rewrite_reference(Node("schema", stand_in, trail, "discriminator"), reference, source)
                mapping[key] = stand_in["$ref"]

    def _error(self, node: Node, code: str, message: str, hint: str = "") -> None:
        self._problems.error(code, pointers.of_trail(node.trail, "$ref"), message, hint)
