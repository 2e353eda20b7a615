"""The contract stage: from a document's normal form to the contract that will be served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from oagen.contract.answers import answers_of
from oagen.contract.completion import (
    INVALID,
    ErrorShapes,
    Gap,
    complete,
    error_shapes,
    gaps_of,
    problem_shape,
    usual_invalid,
    vanishing,
)
from oagen.contract.implied import implied_by
from oagen.contract.marking import Keywords, with_keywords
from oagen.contract.model import Addition, Contract, Operation, Schema
from oagen.contract.omissions import with_needed_bodies
from oagen.contract.outgoing import parse_outgoing
from oagen.contract.parse import base_path, oagen_extensions, parse_operations, raw_operations
from oagen.contract.placeholders import misread_names, with_plain_names
from oagen.contract.refusals import KINDS, ONLY_DOCUMENTED, PROBLEM_MEDIA_TYPE, Refuser, usual_refusals
from oagen.contract.samples import Sampler
from oagen.contract.security import parse_schemes, unknown_schemes
from oagen.contract.spelling import unspelled
from oagen.contract.tying import ties_of
from oagen.contract.validators import Validators
from oagen.diagnostics import Diagnostic, Severity, has_errors
from oagen.document import pointers
from oagen.problem_details import PROBLEM_SCHEMA

if TYPE_CHECKING:
    from oagen.document.model import Document


def build_contract(
    document: Document, *, completion: bool = True, limited: bool = False
) -> tuple[Contract | None, list[Diagnostic]]:
    """The served contract of a document; None when errors stop the build.

    Without `completion` every response that would have to be added is an error. `limited` says that the service limits
    how often a client may ask.
    """
    normal = document.normal
    schemes = parse_schemes(normal)
    operations = parse_operations(normal, schemes)
    is_swagger = document.source_version.startswith("2.")
    problem = problem_shape(document.authored, "application/json" if is_swagger else PROBLEM_MEDIA_TYPE)
    ties = ties_of(normal) if completion else {}
    schemas = {**_components(with_keywords(normal, ties)), problem.component: PROBLEM_SCHEMA}
    dialect = "draft4" if document.source_version.startswith(("2.", "3.0")) else "2020-12"
    validators = Validators(schemas, dialect)
    operations = with_needed_bodies(operations, normal, validators.views)
    sampler = Sampler(validators)
    refuser = Refuser(validators, sampler)
    found = error_shapes(operations, document.authored)
    usual = next((shape for shape in found if refuser.can_tell(shape.media)), problem)
    found = error_shapes(operations, document.authored, INVALID)
    invalid = next((shape for shape in found if refuser.can_tell(shape.media)), usual)
    shapes = ErrorShapes(replace(usual, produced=is_swagger), replace(invalid, produced=is_swagger))
    diagnostics = _security_warnings(document) + _tie_warnings(document, ties)
    diagnostics += _doubt_warnings(document, operations, validators) + _omission_warnings(document, operations)
    authored = document.authored
    served = with_keywords(authored, {place: told for place, told in ties.items() if _takes(authored, place, told)})
    served = with_keywords(served, implied_by(served)) if completion else served
    additions: list[Addition] = []
    if completion:
        operations, served, additions = complete(operations, served, shapes, refuser, limited=limited)
        if names := misread_names(served):
            served = with_plain_names(served, names)
            diagnostics += _name_warnings(document, names)
    else:
        absent, status = vanishing(operations), usual_invalid(operations)
        lacking = ((operation, gaps_of(operation, refuser, shapes, absent, status)) for operation in operations)
        diagnostics += [_gap_error(document, operation, gaps) for operation, gaps in lacking if gaps]
    if has_errors(diagnostics):
        return None, diagnostics
    if problem.component not in _components(served):
        del schemas[problem.component]
    info = normal.get("info") or {}
    told = tuple(
        replace(
            operation,
            answers=answers_of(operation, sampler),
            refusals=refuser.refusals_of(operation, shapes.usual.of(operation).media),
        )
        for operation in operations
    )
    refusals = {kind: refuser.undocumented(kind, shapes.usual.media) for kind in KINDS if kind not in ONLY_DOCUMENTED}
    contract = Contract(
        title=str(info.get("title") or ""),
        version=str(info.get("version") or ""),
        description=str(info.get("description") or ""),
        source_version=document.source_version,
        dialect=dialect,
        base_path=base_path(normal),
        operations=told,
        schemas={name: Schema(raw) for name, raw in schemas.items()},
        security_schemes=schemes,
        tags=_tags(normal),
        additions=tuple(additions),
        served=served,
        extensions=oagen_extensions(normal),
        outgoing=parse_outgoing(normal),
        refusals=refusals | usual_refusals("not_found", told),  # of paths that are none
    )
    return contract, diagnostics + _inexact_warnings(document, contract)


def _components(document: Mapping[str, Any]) -> Mapping[str, Any]:
    return document.get("components", {}).get("schemas") or {}


def _takes(document: Mapping[str, Any], pointer: str, keywords: Mapping[str, Any]) -> bool:
    """Whether a document has a schema there, without these keywords."""
    schema = pointers.find(document, pointer)
    return isinstance(schema, Mapping) and not schema.keys() & keywords.keys()


def _tags(normal: Mapping[str, Any]) -> dict[str, str]:
    declared = [tag for tag in normal.get("tags") or () if isinstance(tag, Mapping) and "name" in tag]
    return {str(tag["name"]): str(tag.get("description") or "") for tag in declared}


def _gap_error(document: Document, operation: Operation, gaps: list[Gap]) -> Diagnostic:
    lacking = ", ".join(f"{gap.status} ({gap.reason})" for gap in gaps)
    return Diagnostic(
        code="incomplete-operation",
        severity=Severity.ERROR,
        message=f"{operation.method} {operation.path} does not document {lacking}",
        span=document.span(operation.pointer),
        pointer=operation.pointer,
        hint="document these responses, or let completion add them",
    )


def _tie_warnings(document: Document, ties: Keywords) -> list[Diagnostic]:
    """One warning a branch of a union that does not say which kind it is."""
    return [
        Diagnostic(
            code="untold-kind",
            severity=Severity.WARNING,
            message=f"nothing in {pointers.split(pointer)[-1]!r} says that its {name!r} is"
            f" {' or '.join(map(repr, told['enum']))}; the served contract adds it",
            span=document.span(pointer),
            pointer=pointer,
            hint="give the property an `enum` with this value, so that validators can tell the kinds apart",
        )
        for pointer, keywords in ties.items()
        for (rule,) in keywords.values()
        for name, told in rule["properties"].items()
    ]


def _doubt_warnings(document: Document, operations: list[Operation], validators: Validators) -> list[Diagnostic]:
    """One warning a form whose required values can be empty, which is spelled as none at all."""
    told = {o.body.pointer: (o, names) for o in operations if o.body and (names := unspelled(o, validators))}
    return [
        Diagnostic(
            code="unspelled-value",
            severity=Severity.WARNING,
            message=f"a form of {operation.method} {operation.path} requires {', '.join(map(repr, names))}, and cannot"
            " tell an empty list from none; a request without is a conflict",
            span=document.span(pointer),
            pointer=pointer,
            hint="ask for an item with `minItems: 1`, for a type, or do not require it",
        )
        for pointer, (operation, names) in told.items()
    ]


def _omission_warnings(document: Document, operations: list[Operation]) -> list[Diagnostic]:
    """One warning a body that nobody means to leave out, though the document lets them."""
    bodies = {o.body.pointer: o for o in operations if o.body and o.body.needed}
    return [
        Diagnostic(
            code="needed-body",
            severity=Severity.WARNING,
            message=f"the body of {operation.method} {operation.path} may be left out, and no document is one without"
            " properties; a request that brings none is a conflict",
            span=document.span(pointer),
            pointer=pointer,
            hint="write `required: true`, or `required: false` if it is meant",
        )
        for pointer, operation in bodies.items()
    ]


def _name_warnings(document: Document, names: Mapping[str, str]) -> list[Diagnostic]:
    """One warning a path parameter that has another name in the served contract."""
    places = {name: next(path for path in document.authored["paths"] if f"{{{name}}}" in path) for name in names}
    return [
        Diagnostic(
            code="misread-name",
            severity=Severity.WARNING,
            message=f"tools misread the path parameter {name!r}; the served contract calls it {plain!r}",
            span=document.span(pointers.join("paths", places[name])),
            pointer=pointers.join("paths", places[name]),
            hint="nothing changes for clients, since the name is not sent",
        )
        for name, plain in names.items()
    ]


def _security_warnings(document: Document) -> list[Diagnostic]:
    """One warning a scheme that is asked for and not declared."""
    normal = document.normal
    schemes = parse_schemes(normal)
    places = [("/security", normal.get("security"))]
    places += [(f"{pointer}/security", raw.get("security")) for *_, raw, pointer in raw_operations(normal)]
    found: dict[str, str] = {}
    for pointer, security in places:
        for name in unknown_schemes(security, schemes):
            found.setdefault(name, pointer)
    return [
        Diagnostic(
            code="unknown-security-scheme",
            severity=Severity.WARNING,
            message=f"security scheme {name!r} is not declared; what requires it is left out",
            span=document.span(pointer),
            pointer=pointer,
            hint="declare it in components.securitySchemes",
        )
        for name, pointer in found.items()
    ]


def _inexact_warnings(document: Document, contract: Contract) -> list[Diagnostic]:
    """One warning an answer whose schema no value was found for."""
    return [
        Diagnostic(
            code="no-valid-example",
            severity=Severity.WARNING,
            message=f"no valid {media.name} body was found for {answer.documented_as} of {operation.id}",
            span=document.span(f"{operation.pointer}/responses/{answer.documented_as}"),
            pointer=f"{operation.pointer}/responses/{answer.documented_as}",
            hint="give the response an example that is valid against its schema",
        )
        for operation in contract.operations
        for answer in operation.answers
        for media in answer.media
        if not media.exact
    ]
