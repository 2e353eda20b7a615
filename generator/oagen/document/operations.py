"""What the official schema cannot say about operations: ids, path templates, parameters, security, tags."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from itertools import count
from typing import Any

from oagen.document import pointers
from oagen.document.grammar import METHODS
from oagen.document.positions import Positions
from oagen.document.problems import Problems
from oagen.document.references import References
from oagen.document.wording import place, suggest

_EXPRESSION = re.compile(r"\{([^{}]*)\}")
# the signs of RFC 6570 around a name: OpenAPI says the same by `style` and `explode`
_OPERATORS = "+#./;?&*"


class Operations:
    """Checks the operations of one document, and mends their path parameters."""

    def __init__(
        self, tree: dict[str, Any], version: str, references: References, positions: Positions, problems: Problems
    ) -> None:
        self._tree = tree
        self._version = version
        self._references = references
        self._positions = positions
        self._problems = problems

    def check(self) -> None:
        """Report, and mend, all there is."""
        paths = self._tree.get("paths")
        if isinstance(paths, dict):
            self._tidy_templates(paths)
            self._check_ids()
            self._check_routes(paths)
            for path, item in paths.items():
                if isinstance(item, dict) and path.startswith("/"):
                    self._check_item(path, item)
        if not self._problems.broken and not any(True for _ in _all_operations(self._tree)):
            self._problems.warn("no-operations", "/paths", "the document describes no operations to serve")
        self._check_security()
        self._check_tags()

    def _tidy_templates(self, paths: dict[str, Any]) -> None:
        """`{ids*}` means the parameter `ids`, if that is declared."""
        renamed = {path: self._tidy(path, item) if isinstance(item, dict) else path for path, item in paths.items()}
        if len(set(renamed.values())) < len(renamed) or all(old == new for old, new in renamed.items()):
            return
        items = list(paths.items())
        paths.clear()
        for path, item in items:
            new = renamed[path]
            paths[new] = item
            if new != path:
                old_pointer = pointers.join("paths", path)
                message = f"the path is read as {new}: `style` and `explode` say how a parameter is written"
                self._problems.mend("template-operator", old_pointer, message)
                self._positions.moved(pointers.join("paths", new), old_pointer)

    def _tidy(self, path: str, item: dict[str, Any]) -> str:
        declared = {name for _, _, name in self._path_parameters(item)}

        def bare(match: re.Match[str]) -> str:
            name = match.group(1)
            stripped = name.strip(_OPERATORS)
            return f"{{{stripped}}}" if name not in declared and stripped in declared else match.group()

        return _EXPRESSION.sub(bare, path)

    def _path_parameters(self, item: dict[str, Any]) -> Iterator[tuple[list[Any], int, str]]:
        """Every path parameter of a path item and its operations: its list, its index there, and its name."""
        holders = [item, *(item[method] for method in METHODS if isinstance(item.get(method), dict))]
        holders += [o for o in (item.get("additionalOperations") or {}).values() if isinstance(o, dict)]
        for holder in holders:
            listed = holder.get("parameters")
            for index, written in enumerate(listed if isinstance(listed, list) else ()):
                parameter = self._references.resolve(written)
                if isinstance(parameter, dict) and parameter.get("in") == "path" and "name" in parameter:
                    yield listed, index, str(parameter["name"])

    def _check_ids(self) -> None:
        """Ids that are unique among the operations of a tag are read with the tag before them, as generators do.

        The same operation at a second path is what gateways for other protocols write: there, a number is added, and so
        it is for the HEAD of a GET, and where an id is nothing but a name that was taken twice.
        """
        operations = [(p, o) for p, o in _all_operations(self._tree) if isinstance(o.get("operationId"), str)]
        taken = {operation["operationId"] for _, operation in operations}
        first: dict[str, tuple[str, dict[str, Any]]] = {}
        for pointer, operation in operations:
            identity, here, tag = operation["operationId"], f"{pointer}/operationId", _tag(operation)
            earlier, same = first.setdefault(identity, (here, operation))
            if earlier == here:
                continue
            line = self._positions.span(earlier).line
            message = f'two operations have the operationId "{identity}": this one and that of line {line}'
            by_tag = f"{tag}_{identity}"
            if _is_head(here, earlier):
                longer, why = _numbered(identity, taken), "since GET and HEAD of a path are one"
            elif _is_bound_again(here, operation, earlier, same):
                longer, why = _numbered(identity, taken), "as the same operation at another path"
            elif tag and _tag(same) not in ("", tag) and by_tag not in taken:
                longer, why = by_tag, "by its tag"
            elif _tells_answers(operation) and _tells_answers(same):
                longer, why = _numbered(identity, taken), "since its path and its answers tell what it does"
            else:
                self._problems.error("duplicate-operation-id", here, message, "Give each operation an id of its own.")
                continue
            operation["operationId"] = longer
            taken.add(longer)
            self._problems.mend("duplicate-operation-id", here, f'{message}; {why}, it is read as "{longer}"')

    def _check_routes(self, paths: dict[str, Any]) -> None:
        first: dict[str, str] = {}
        for path in paths:
            shape = _EXPRESSION.sub("{}", path)
            earlier = first.setdefault(shape, path)
            if earlier != path:
                message = f"{path} and {earlier} match the same requests; the first one answers them"
                self._problems.warn("ambiguous-path", pointers.join("paths", path), message)

    def _check_item(self, path: str, item: dict[str, Any]) -> None:
        names = _EXPRESSION.findall(path)
        base = pointers.join("paths", path)
        for name in names:
            if ":" in name:
                message = f"{{{name}}} holds a pattern; a path template holds names only"
                self._problems.error("pattern-in-path", base, message, "Put the pattern into the parameter's schema.")
                return
        self._drop_unused(path, item, names, base)
        self._check_repeats(item, base)
        shared = {name for listed, _, name in self._path_parameters(item) if listed is item.get("parameters")}
        for pointer, operation in operations_of(item, base):
            own = {name for _, _, name in self._path_parameters({"parameters": operation.get("parameters")})}
            for name in dict.fromkeys(names):
                if name not in own | shared:
                    self._declare(name, operation, pointer)
            self._check_repeats(operation, pointer)

    def _drop_unused(self, path: str, item: dict[str, Any], names: list[str], base: str) -> None:
        """A path parameter that the template does not name cannot be sent."""
        unused = [found for found in self._path_parameters(item) if found[2] not in names]
        for listed, index, name in reversed(unused):
            owner = next((p for p, o in operations_of(item, base) if o.get("parameters") is listed), base)
            message = f'the path {path} has no place for the parameter "{name}", which is left out'
            self._problems.mend("unused-path-parameter", pointers.join("parameters", index, base=owner), message)
            del listed[index]

    def _declare(self, name: str, operation: dict[str, Any], pointer: str) -> None:
        text: dict[str, Any] = {"type": "string"} if self._version == "2.0" else {"schema": {"type": "string"}}
        operation.setdefault("parameters", []).append({"name": name, "in": "path", "required": True, **text})
        where = place(pointers.split(pointer))
        message = f'the path parameter "{name}" is declared nowhere; it is read as text ({where})'
        self._problems.mend("undeclared-path-parameter", pointer, message, f"Add a parameter `{name}` with `in: path`.")

    def _check_repeats(self, holder: dict[str, Any], pointer: str) -> None:
        """Of a parameter that stands there twice one is enough; where one of the two is a reference, it is the last."""
        first: dict[tuple[str, str], tuple[int, Any]] = {}
        repeated: list[int] = []
        for index, listed in enumerate(holder.get("parameters") or []):
            parameter = self._references.resolve(listed)
            if not isinstance(parameter, dict) or "name" not in parameter:
                continue
            key = (str(parameter["name"]), str(parameter.get("in")))
            here = pointers.join("parameters", index, base=pointer)
            earlier, same = first.setdefault(key, (index, parameter))
            if earlier == index:
                continue
            if same == parameter:
                self._problems.mend("repeated-item", here, f'the parameter "{key[0]}" stands here twice')
                repeated.append(index)
            elif ("$ref" in listed) != ("$ref" in holder["parameters"][earlier]):
                message = f'the parameter "{key[0]}" stands here twice, once by its reference; the last one counts'
                self._problems.mend("duplicate-parameter", here, message)
                repeated.append(earlier)
                first[key] = (index, parameter)
            else:
                message = f'there are two different parameters "{key[0]}" in {key[1]}'
                self._problems.error("duplicate-parameter", here, message)
        for index in sorted(repeated, reverse=True):
            del holder["parameters"][index]

    def _check_security(self) -> None:
        components = self._tree.get("securityDefinitions") or (self._tree.get("components") or {}).get(
            "securitySchemes"
        )
        known = set(components or ())
        holders = [("", self._tree), *_all_operations(self._tree)]
        for pointer, holder in holders:
            for index, requirement in enumerate(holder.get("security") or ()):
                for name in requirement if isinstance(requirement, dict) else ():
                    if name not in known:
                        here = pointers.join("security", index, name, base=pointer)
                        message = f'the security scheme "{name}" is not defined'
                        self._problems.warn("undefined-security-scheme", here, message, suggest(name, known))

    def _check_tags(self) -> None:
        names = [tag.get("name") for tag in self._tree.get("tags") or () if isinstance(tag, dict)]
        for index, name in enumerate(names):
            if name in names[:index]:
                self._problems.warn(
                    "duplicate-tag", pointers.join("tags", index), f'the tag "{name}" is described twice'
                )


def _is_head(here: str, there: str) -> bool:
    """Whether of two operations at one path one is the HEAD of the other."""
    *path, method, _ = pointers.split(here)
    *other_path, other, _ = pointers.split(there)
    return path == other_path and {method, other} == {"get", "head"}


def _is_bound_again(here: str, operation: Mapping[str, Any], there: str, other: Mapping[str, Any]) -> bool:
    """Whether two operations are one at two paths: of the same method, alike in all that no path is a part of."""
    same_method = pointers.split(here)[-2] == pointers.split(there)[-2]
    names = (operation.keys() | other.keys()) - {"operationId", "parameters"}
    own, others = _parameters(operation), _parameters(other)
    same_parameters = all(own[key] == others[key] for key in own.keys() & others.keys())
    return same_method and same_parameters and all(operation.get(name) == other.get(name) for name in names)


def _numbered(identity: str, taken: Container[str]) -> str:
    return next(free for number in count(2) if (free := f"{identity}{number}") not in taken)


def _tells_answers(operation: Mapping[str, Any]) -> bool:
    """Whether an operation documents what it succeeds with: a body, or a status that says there is none."""
    responses = operation.get("responses")
    found = responses.items() if isinstance(responses, dict) else ()
    good = [(str(status), each) for status, each in found if str(status).startswith("2") and isinstance(each, dict)]
    return any(status not in ("200", "2XX") or each.keys() & {"schema", "content", "$ref"} for status, each in good)


def _parameters(operation: Mapping[str, Any]) -> dict[Any, Any]:
    listed = operation.get("parameters")
    described = (each for each in listed if isinstance(each, dict)) if isinstance(listed, list) else ()
    return {(each.get("in"), each.get("name"), each.get("$ref")): each for each in described}


def _tag(operation: dict[str, Any]) -> str:
    tags = operation.get("tags")
    return str(tags[0]) if isinstance(tags, list) and tags else ""


def _all_operations(tree: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    paths = tree.get("paths")
    for path, item in (paths if isinstance(paths, dict) else {}).items():
        if isinstance(item, dict) and path.startswith("/"):
            yield from operations_of(item, pointers.join("paths", path))


def operations_of(item: dict[str, Any], base: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(pointer, operation) of everything that a path item declares; `base` is the path item's own pointer."""
    for method in METHODS:
        if isinstance(item.get(method), dict):
            yield f"{base}/{method}", item[method]
    more = item.get("additionalOperations")
    for method, operation in (more if isinstance(more, dict) else {}).items():
        if isinstance(operation, dict):
            yield pointers.join("additionalOperations", method, base=base), operation
