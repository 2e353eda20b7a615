"""Reading `oagen.toml`: syntax, keys and values are checked, and every complaint names its line and column.

profile = "minimal"
overlays = ["overlay.yaml"]

[features]
docker = true
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from oagen.diagnostics import Diagnostic, Severity, Span, has_errors
from oagen.settings.features import FEATURES, REQUIRES, Features
from oagen.settings.model import Profile, Settings

FILE_NAME = "oagen.toml"
_TABLE = "features"
_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_HEADER = re.compile(r"\s*\[\s*[\"']?([^\]\"']*?)[\"']?\s*\]")


def settings_beside(document: str) -> Path | None:
    """The `oagen.toml` beside a document, or in it if it is a folder; None if there is none."""
    path = Path(document)
    found = (path if path.is_dir() else path.parent) / FILE_NAME
    return found if document != "-" and found.is_file() else None


def read_settings(path: Path | None) -> tuple[Settings, list[Diagnostic]]:
    """The settings in a file; the defaults where there is none, or where it has errors."""
    if path is None:
        return Settings(), []
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except UnicodeDecodeError as error:
        return Settings(), [_error("broken-settings", f"this is no UTF-8: {error.reason}", Span(str(path)))]
    except tomllib.TOMLDecodeError as error:
        return Settings(), [_syntax_error(str(path), error)]
    places = _Places(str(path), text)
    problems = [*_problems(table, places), *_overlay_problems(table, path.parent, places)]
    if has_errors(problems):
        return Settings(), problems
    profile = Profile(table.get("profile", Profile.PRODUCTION))
    features, notes = _features(profile, table.get(_TABLE, {}), places)
    overlays = tuple(path.parent / name for name in table.get("overlays", ()))
    return (Settings() if has_errors(notes) else Settings(profile, features, overlays)), notes


def _problems(table: Mapping[str, Any], places: _Places) -> Iterator[Diagnostic]:
    """Keys that mean nothing, and values that are not what their keys want."""
    for key, value in table.items():
        if key not in ("profile", "overlays", _TABLE):
            known = f"profile, overlays, [{_TABLE}]"
            yield _error("unknown-setting", f"there is no setting {key!r}", places.of(key), known)
        elif key == "profile" and value not in list(Profile):
            yield _error("broken-settings", f"'profile' must be one of {', '.join(Profile)}", places.of(key))
        elif key == _TABLE and not isinstance(value, dict):
            yield _error("broken-settings", f"'{_TABLE}' must be a table", places.of(key))
        elif key == _TABLE:
            yield from _feature_problems(value, places)


def _overlay_problems(table: Mapping[str, Any], folder: Path, places: _Places) -> Iterator[Diagnostic]:
    """Overlays are files, named from the folder of the settings."""
    names = table.get("overlays", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        yield _error("broken-settings", "'overlays' must be a list of file names", places.of("overlays"))
        return
    for name in names:
        if not (folder / name).is_file():
            yield _error("broken-settings", f"there is no file {folder / name}", places.of("overlays"))


def _feature_problems(table: Mapping[str, Any], places: _Places) -> Iterator[Diagnostic]:
    for name, value in table.items():
        span = places.of(name, _TABLE)
        if name not in FEATURES:
            yield _error("unknown-setting", f"there is no feature {name!r}", span, ", ".join(FEATURES))
        elif not isinstance(value, bool):
            yield _error("broken-settings", f"{name!r} must be true or false", span)


def _features(profile: Profile, chosen: Mapping[str, bool], places: _Places) -> tuple[Features, list[Diagnostic]]:
    """What is chosen laid over the profile. Where the two do not fit together, what is chosen decides."""
    on = {**dict.fromkeys(FEATURES, profile is Profile.PRODUCTION), **chosen}
    told: list[Diagnostic] = []
    for name, needed in REQUIRES.items():
        if not on[name] or on[needed]:
            continue
        if name in chosen and needed in chosen:
            message = f"{name!r} needs {needed!r}, which is off"
            told.append(_error("feature-required", message, places.of(name, _TABLE)))
        elif name in chosen:
            on[needed] = True
            told.append(_note(f"{needed!r} is on as well: {name!r} needs it", places.of(name, _TABLE)))
        else:
            on[name] = False
            told.append(_note(f"{name!r} is off as well: it needs {needed!r}", places.of(needed, _TABLE)))
    return Features(**on), told


class _Places:
    """Where the keys of a TOML text stand; its reader does not say."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._lines = text.splitlines()

    def of(self, key: str, table: str = "") -> Span:
        """The first place of a key in a table, also in an inline one; else the whole file."""
        word = re.compile(rf"(?<![\w-]){re.escape(key)}(?![\w-])")
        current = ""
        for number, line in enumerate(self._lines, 1):
            if header := _HEADER.match(line):
                current = header[1]
            code = line.partition("#")[0]
            inside = current == table or (table and re.match(rf"\s*{table}\b", code)) or (not table and current == key)
            if inside and (found := word.search(code)):
                return Span(self._file, number, found.start() + 1)
        return Span(self._file)


def _syntax_error(file: str, error: tomllib.TOMLDecodeError) -> Diagnostic:
    message = str(error)
    place = _PLACE.search(message)
    span = Span(file, int(place[1]), int(place[2])) if place else Span(file)
    return _error("broken-settings", _PLACE.sub("", message), span)


def _error(code: str, message: str, span: Span, known: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, span, hint=f"there are: {known}" if known else "")


def _note(message: str, span: Span) -> Diagnostic:
    return Diagnostic("feature-required", Severity.NOTE, message, span)
