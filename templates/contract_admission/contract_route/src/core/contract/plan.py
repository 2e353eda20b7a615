"""How to call an endpoint: its plain FastAPI signature, compiled at start-up.

A plan supports what handlers of an admitted request need: parameters, one body, `Depends` (functions, classes,
generators, overrides), `Request`, `Admitted`, `AdmittedBody` and `Files`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from fastapi import params
from fastapi.concurrency import contextmanager_in_threadpool, run_in_threadpool
from pydantic_core import PydanticUndefined
from starlette.requests import Request
from starlette.types import Receive, Scope

from src.core.contract.admitted import Admitted
from src.core.contract.bodies import AdmittedBody
from src.core.contract.content import Files
from src.core.contract.conversion import bare_type, body_converter, value_converter
from src.core.contract.model import Operation

Function = Callable[..., Any]
_MISSING = object()


@dataclass(slots=True)
class Context:
    """One call: the request, and what its dependencies share."""

    admitted: Admitted
    scope: Scope
    receive: Receive
    overrides: Mapping[Function, Function]
    stack: AsyncExitStack
    results: dict[Function, Any] = field(default_factory=dict)


class _Kind(Enum):
    COROUTINE = auto()
    FUNCTION = auto()  # may block, so it runs in a thread
    CLASS = auto()
    ASYNC_GENERATOR = auto()
    GENERATOR = auto()


Resolve = Callable[[Context], Any]


@dataclass(slots=True)
class Call:
    """A function with its arguments: those at hand, and those that other calls yield."""

    function: Function
    kind: _Kind
    values: tuple[tuple[str, Resolve], ...]
    dependencies: tuple[tuple[str, Dependency], ...]

    async def run(self, context: Context) -> Any:
        """Call it."""
        arguments = {name: resolve(context) for name, resolve in self.values}
        for name, dependency in self.dependencies:
            arguments[name] = await dependency.resolve(context)
        match self.kind:
            case _Kind.COROUTINE:
                return await self.function(**arguments)
            case _Kind.CLASS:
                return self.function(**arguments)
            case _Kind.FUNCTION:
                return await run_in_threadpool(self.function, **arguments)
            case _Kind.ASYNC_GENERATOR:
                return await context.stack.enter_async_context(self.function(**arguments))
            case _Kind.GENERATOR:
                manager = contextmanager_in_threadpool(self.function(**arguments))
                return await context.stack.enter_async_context(manager)


@dataclass(slots=True)
class Dependency:
    """What one `Depends` stands for."""

    function: Function
    use_cache: bool
    call: Call
    planner: Planner

    async def resolve(self, context: Context) -> Any:
        """Its result, which the dependencies of one request share."""
        if self.use_cache and self.function in context.results:
            return context.results[self.function]
        override = context.overrides.get(self.function) if context.overrides else None
        call = self.call if override is None else self.planner.call(override)
        result = await call.run(context)
        if self.use_cache:
            context.results[self.function] = result
        return result


def dependency_of(operation: Operation, function: Function) -> Dependency:
    """What a `Depends(function)` of an operation's handler stands for; the two share one result a request."""
    planner = Planner(operation)
    return Dependency(function, True, planner.call(function), planner)


class Planner:
    """Plans the calls for one operation. `takes_files` once a call takes contents that need not be in memory."""

    def __init__(self, operation: Operation) -> None:
        self.takes_files = False
        self._operation = operation
        self._names = {(p.location, _folded(p.location, p.name)): p.name for p in operation.parameters}
        self._calls: dict[Function, Call] = {}

    def call(self, function: Function) -> Call:
        """The call of an endpoint or a dependency. Raises TypeError for a signature that cannot be served."""
        known = self._calls.get(function)
        if known is None:
            known = self._calls[function] = self._plan(function)
        return known

    def _plan(self, function: Function) -> Call:
        hints = _type_hints(function)
        values: list[tuple[str, Resolve]] = []
        dependencies: list[tuple[str, Dependency]] = []
        for parameter in inspect.signature(function).parameters.values():
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            annotation = hints.get(parameter.name, Any)
            marker, default = _marker(annotation, parameter.default)
            if isinstance(marker, params.Depends):
                dependencies.append((parameter.name, self._dependency(marker, annotation)))
            else:
                values.append((parameter.name, self._value(function, parameter.name, annotation, marker, default)))
        kind = _kind(function)
        return Call(_entered(function, kind), kind, tuple(values), tuple(dependencies))

    def _dependency(self, marker: params.Depends, annotation: Any) -> Dependency:
        function = marker.dependency or bare_type(annotation)
        return Dependency(function, marker.use_cache, self.call(function), self)

    def _value(self, function: Function, name: str, annotation: Any, marker: Any, default: Any) -> Resolve:
        bare = bare_type(annotation)
        if bare is Request:
            return lambda context: Request(context.scope, context.receive)
        if bare is Admitted:
            return lambda context: context.admitted
        if bare is AdmittedBody:
            return lambda context: context.admitted.body
        if bare == Files:
            self.takes_files = True
            return lambda context: context.admitted.body.files
        if isinstance(marker, params.Param):
            location = marker.in_.value
            alias = marker.alias or (name.replace("_", "-") if location == "header" else name)
            return self._parameter(function, location, alias, annotation, default)
        if marker is None:
            for location in ("path", "query", "querystring"):
                if (location, name) in self._names:
                    return self._parameter(function, location, name, annotation, default)
        if self._operation.body is not None:
            return _body(annotation, default)
        if default is not _MISSING:
            return lambda _: default
        raise TypeError(f"{_name(function)}: nothing in the contract of {self._operation.id} fills {name!r}")

    def _parameter(self, function: Function, location: str, alias: str, annotation: Any, default: Any) -> Resolve:
        if location == "query" and ("query", alias) not in self._names:
            location = "querystring"
        name = self._names.get((location, _folded(location, alias)))
        if name is None:
            if default is not _MISSING:
                return lambda _: default
            raise TypeError(f"{_name(function)}: {self._operation.id} has no {location} parameter {alias!r}")
        convert = value_converter(annotation)
        absent = None if default is _MISSING else default
        takes_text = convert("") == "" if bare_type(annotation) in (str, Any) else False
        source = "query" if location == "querystring" else location

        def resolve(context: Context) -> Any:
            values: dict[str, Any] = getattr(context.admitted, source)
            value = values.get(name, _MISSING)
            # A parameter that may be sent without a value is then as good as absent.
            if value is _MISSING or (value == "" and not takes_text):
                return absent
            return convert(value)

        return resolve


def _body(annotation: Any, default: Any) -> Resolve:
    convert = body_converter(annotation)
    absent = None if default is _MISSING else default

    def resolve(context: Context) -> Any:
        body = context.admitted.body
        return absent if body.media_type is None else convert(body)

    return resolve


def _marker(annotation: Any, default: Any) -> tuple[Any, Any]:
    """What FastAPI calls a parameter: from `Annotated`, or from the default. With it, the actual default."""
    default = _MISSING if default is inspect.Parameter.empty else default
    if isinstance(default, params.Depends | params.Param | params.Body):
        return default, _declared_default(default)
    if get_origin(annotation) is Annotated:
        for entry in reversed(get_args(annotation)[1:]):
            if isinstance(entry, params.Depends):
                return entry, default
            if isinstance(entry, params.Param | params.Body):
                return entry, _declared_default(entry) if default is _MISSING else default
    return None, default


def _declared_default(marker: Any) -> Any:
    declared = getattr(marker, "default", PydanticUndefined)
    return _MISSING if declared in (PydanticUndefined, ...) else declared


def _type_hints(function: Function) -> dict[str, Any]:
    if inspect.isclass(function):
        function = function.__init__
    elif not inspect.isfunction(function) and not inspect.ismethod(function):
        function = type(function).__call__
    return get_type_hints(function, include_extras=True)


def _kind(function: Function) -> _Kind:
    if inspect.isclass(function):
        return _Kind.CLASS
    target = function if inspect.isroutine(function) else type(function).__call__
    if inspect.isasyncgenfunction(target):
        return _Kind.ASYNC_GENERATOR
    if inspect.isgeneratorfunction(target):
        return _Kind.GENERATOR
    return _Kind.COROUTINE if inspect.iscoroutinefunction(target) else _Kind.FUNCTION


def _entered(function: Function, kind: _Kind) -> Function:
    if kind is _Kind.ASYNC_GENERATOR:
        return asynccontextmanager(function)
    return contextmanager(function) if kind is _Kind.GENERATOR else function


def _folded(location: str, name: str) -> str:
    return name.lower() if location == "header" else name


def _name(function: Function) -> str:
    return getattr(function, "__qualname__", repr(function))
