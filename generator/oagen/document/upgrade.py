"""Upgrades a Swagger 2.0 document to OpenAPI 3.0.3, without changing what it promises."""

from __future__ import annotations

from typing import Any

from oagen.document import names, pointers
from oagen.document.grammar import METHODS
from oagen.document.pointers import MISSING
from oagen.document.positions import Positions
from oagen.document.references import References
from oagen.document.upgrade_parameters import form_body, json_body, upgrade_items, upgrade_parameter
from oagen.document.upgrade_schemas import SchemaUpgrade
from oagen.document.upgrade_security import upgrade_security_scheme

UPGRADED_VERSION = "3.0.3"
_BODILESS = frozenset({"204", "205", "304"})

_MOVED = frozenset(
    "swagger info host basePath schemes consumes produces paths definitions parameters responses".split()
) | {"securityDefinitions"}


def upgrade(tree: dict[str, Any], references: References, positions: Positions) -> dict[str, Any]:
    """The 3.0.3 document that says the same. `positions` learns where its parts came from."""
    return _Upgrade(tree, references, positions).run()


class _Upgrade:
    def __init__(self, tree: dict[str, Any], references: References, positions: Positions) -> None:
        self._tree = tree
        self._references = references
        self._positions = positions
        self._schemas = SchemaUpgrade(tree, ("definitions",), references, positions)
        self._names = {kind: _legal_names(tree.get(kind)) for kind in ("parameters", "responses")}

    def run(self) -> dict[str, Any]:
        tree = self._tree
        upgraded: dict[str, Any] = {"openapi": UPGRADED_VERSION, "info": tree["info"]}
        if servers := self._servers():
            upgraded["servers"] = servers
        upgraded["paths"] = {
            path: item if path.startswith("x-") else self._path_item(item, pointers.join("paths", path))
            for path, item in tree["paths"].items()
        }
        components = self._components()
        if components:
            upgraded["components"] = components
        return upgraded | {key: value for key, value in tree.items() if key not in _MOVED}

    def _servers(self) -> list[dict[str, Any]]:
        host, base = self._tree.get("host"), str(self._tree.get("basePath") or "").rstrip("/")
        base = f"/{base.lstrip('/')}" if base else ""
        if host:
            return [{"url": f"{scheme}://{host}{base}"} for scheme in self._tree.get("schemes") or ["https"]]
        return [{"url": base}] if base else []

    def _components(self) -> dict[str, Any]:
        tree, components = self._tree, dict[str, Any]()
        parameters: dict[str, Any] = {}
        bodies: dict[str, Any] = {}
        for name, parameter in (tree.get("parameters") or {}).items():
            old, new = pointers.join("parameters", name), self._names["parameters"][name]
            if parameter.get("in") == "body":
                bodies[new] = json_body(parameter, self._consumes({}), self._schemas)
                self._positions.moved(pointers.join("components", "requestBodies", new), old)
            elif parameter.get("in") != "formData":
                parameters[new] = upgrade_parameter(parameter)
                self._positions.moved(pointers.join("components", "parameters", new), old)
        responses = {}
        for name, response in (tree.get("responses") or {}).items():
            old, new = pointers.join("responses", name), self._names["responses"][name]
            place = pointers.join("components", "responses", new)
            self._positions.moved(place, old)
            responses[new] = self._response(response, self._produces({}), place, old)
        schemes = {
            name: upgrade_security_scheme(scheme) for name, scheme in (tree.get("securityDefinitions") or {}).items()
        }
        self._positions.moved("/components/securitySchemes", "/securityDefinitions")
        components["responses"] = responses
        components["parameters"] = parameters
        components["requestBodies"] = bodies
        components["securitySchemes"] = schemes
        # last: the others may refer to schemas that have no name yet
        return {"schemas": self._schemas.components(), **components} if components else components

    def _path_item(self, item: dict[str, Any], place: str) -> dict[str, Any]:
        if isinstance(item.get("$ref"), str):
            target = self._references.resolve(item)
            item = {key: value for key, value in item.items() if key != "$ref"} | dict(target)
        shared = [(p, pointers.join("parameters", i, base=place)) for i, p in enumerate(item.get("parameters") or [])]
        bodies = [(p, old) for p, old in shared if self._location(p) in ("body", "formData")]
        upgraded: dict[str, Any] = {}
        for key, value in item.items():
            if key in METHODS:
                upgraded[key] = self._operation(value, bodies, f"{place}/{key}")
            elif key == "parameters":
                listed = [(p, old) for p, old in shared if self._location(p) not in ("body", "formData")]
                upgraded["parameters"] = self._parameters(listed, f"{place}/parameters")
            else:
                upgraded[key] = value
        return upgraded

    def _operation(self, operation: dict[str, Any], shared_bodies: list[tuple[Any, str]], place: str) -> dict[str, Any]:
        listed = [
            (p, pointers.join("parameters", index, base=place))
            for index, p in enumerate(operation.get("parameters") or [])
        ]
        own = {self._key(p) for p, _ in listed}
        listed += [(p, old) for p, old in shared_bodies if self._key(p) not in own]
        upgraded: dict[str, Any] = {}
        for key, value in operation.items():
            if key == "parameters":
                plain = [(p, old) for p, old in listed if self._location(p) not in ("body", "formData")]
                if plain:
                    upgraded["parameters"] = self._parameters(plain, f"{place}/parameters")
            elif key == "responses":
                self._add_body(upgraded, operation, listed, place)
                upgraded["responses"] = self._responses(operation, f"{place}/responses")
            elif key not in ("consumes", "produces", "schemes"):
                upgraded[key] = value
        return upgraded

    def _parameters(self, listed: list[tuple[Any, str]], place: str) -> list[Any]:
        upgraded = []
        for index, (parameter, old) in enumerate(listed):
            self._positions.moved(f"{place}/{index}", old)
            if isinstance(parameter.get("$ref"), str):
                upgraded.append({"$ref": self._shared(parameter["$ref"], "parameters", "parameters")})
            else:
                upgraded.append(upgrade_parameter(parameter))
        return upgraded

    def _add_body(
        self, upgraded: dict[str, Any], operation: dict[str, Any], listed: list[tuple[Any, str]], place: str
    ) -> None:
        bodies = [(p, old) for p, old in listed if self._location(p) == "body"]
        fields = [(self._references.resolve(p), old) for p, old in listed if self._location(p) == "formData"]
        if bodies:
            parameter, old = bodies[0]
            self._positions.moved(f"{place}/requestBody", old)
            if isinstance(parameter.get("$ref"), str) and "consumes" not in operation:
                upgraded["requestBody"] = {"$ref": self._shared(parameter["$ref"], "parameters", "requestBodies")}
            else:
                resolved = self._references.resolve(parameter)
                upgraded["requestBody"] = json_body(resolved, self._consumes(operation), self._schemas)
        elif fields:
            self._positions.moved(f"{place}/requestBody", fields[0][1])
            upgraded["requestBody"] = form_body([p for p, _ in fields], self._consumes(operation))

    def _responses(self, operation: dict[str, Any], place: str) -> dict[str, Any]:
        upgraded: dict[str, Any] = {}
        for status, response in operation["responses"].items():
            here = pointers.join(status, base=place)
            if status.startswith("x-"):
                upgraded[status] = response
            elif isinstance(response.get("$ref"), str) and "produces" not in operation:
                upgraded[status] = {"$ref": self._shared(response["$ref"], "responses", "responses")}
            else:
                resolved = self._references.resolve(response)
                upgraded[status] = self._response(resolved, self._produces(operation), here, here, status)
        return upgraded

    def _response(
        self, response: dict[str, Any], produces: list[str], place: str, old: str, status: str = ""
    ) -> dict[str, Any]:
        upgraded: dict[str, Any] = {"description": response.get("description", "")}
        headers = response.get("headers")
        if headers:
            upgraded["headers"] = {name: self._header(header) for name, header in headers.items()}
        examples = response.get("examples") or {}
        media_types = produces or (list(examples) if "schema" in response else [])
        if "schema" in response and not media_types and status in _BODILESS:
            # HTTP sends no body here, whatever the schema says: zero bytes are all that can be promised
            return upgraded | {"content": {"application/octet-stream": {}}} | _extensions(response)
        if "schema" in response and not media_types:
            is_file = isinstance(response["schema"], dict) and response["schema"].get("type") == "file"
            media_types = ["application/octet-stream" if is_file else "application/json"]
        content: dict[str, Any] = {}
        for media_type in media_types:
            content[media_type] = media = dict[str, Any]()
            if "schema" in response:
                media["schema"] = self._schemas.rewrite(response["schema"], None)
                self._positions.moved(pointers.join("content", media_type, "schema", base=place), f"{old}/schema")
            if media_type in examples:
                media["example"] = examples[media_type]
        if content:
            # `produces` speaks of every response, also of those without a schema
            upgraded["content"] = content
        return upgraded | _extensions(response)

    def _header(self, header: dict[str, Any]) -> dict[str, Any]:
        described = {"description": header["description"]} if "description" in header else {}
        required = {"required": True} if header.get("x-required") is True else {}
        return described | required | {"schema": upgrade_items(header)}

    def _shared(self, reference: str, old_section: str, section: str) -> str:
        """The upgraded form of a reference to a shared parameter or response."""
        parts = pointers.split(self._references.pointer(reference))
        if len(parts) == 2 and parts[0] == old_section:
            return "#" + pointers.join("components", section, self._names[old_section][parts[1]])
        return reference

    def _location(self, parameter: Any) -> str:
        resolved = self._references.resolve(parameter)
        return str(resolved.get("in")) if resolved is not MISSING else ""

    def _key(self, parameter: Any) -> tuple[str, str]:
        """What makes a parameter of an operation override a shared one; there is one body only."""
        location = self._location(parameter)
        return (location, "" if location == "body" else str(self._references.resolve(parameter).get("name")))

    def _consumes(self, operation: dict[str, Any]) -> list[str]:
        return list(operation.get("consumes", self._tree.get("consumes")) or [])

    def _produces(self, operation: dict[str, Any]) -> list[str]:
        # an empty list of an operation falls back as well: so do the tools that test it
        return list(operation.get("produces") or self._tree.get("produces") or [])


def _extensions(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key.startswith("x-")}


def _legal_names(section: dict[str, Any] | None) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for name in section or {}:
        chosen[name] = names.unused(names.legal(name), set(chosen.values()))
    return chosen
