"""`oagen.toml`: what it says, and what is said about it."""

from __future__ import annotations

from dataclasses import asdict
from itertools import product
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from oagen.cli import main
from oagen.resources import SPECS
from oagen.settings import FEATURES, REQUIRES, Features, Profile, Settings, read_settings, settings_beside


def read(tmp_path: Path, text: str) -> tuple[Settings, list[str]]:
    """The settings in a text, and the diagnostics as lines without the folder."""
    path = tmp_path / "oagen.toml"
    path.write_text(text)
    settings, diagnostics = read_settings(path)
    return settings, [str(diagnostic).replace(f"{tmp_path}/", "") for diagnostic in diagnostics]


def test_production_is_the_default_and_has_everything(tmp_path: Path) -> None:
    assert read_settings(None) == (Settings(), [])
    assert read(tmp_path, "") == (Settings(Profile.PRODUCTION, Features()), [])
    assert Features().on == FEATURES


def test_features_are_laid_over_the_profile(tmp_path: Path) -> None:
    settings, _ = read(tmp_path, 'profile = "minimal"\n[features]\ntracing = true\n')
    assert settings.features.on == ("tracing",)
    settings, _ = read(tmp_path, "features = { tracing = false }\n")
    assert settings.features == Features(tracing=False)


def test_what_a_feature_needs_is_switched_on_with_a_note(tmp_path: Path) -> None:
    settings, told = read(tmp_path, 'profile = "minimal"\n[features]\nkubernetes = true\n')
    assert settings.features.on == ("docker", "kubernetes")
    assert told == ["oagen.toml:3:1: note[feature-required] 'docker' is on as well: 'kubernetes' needs it"]


def test_what_needs_an_unwanted_feature_is_switched_off_with_a_note(tmp_path: Path) -> None:
    settings, told = read(tmp_path, "[features]\ndocker = false\n")
    assert settings.features == Features(docker=False, kubernetes=False, monitoring=False)
    assert told == [
        "oagen.toml:2:1: note[feature-required] 'kubernetes' is off as well: it needs 'docker'",
        "oagen.toml:2:1: note[feature-required] 'monitoring' is off as well: it needs 'docker'",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("profile = \n", "oagen.toml:1:11: error[broken-settings] Invalid value"),
        ('speed = "high"\n', "oagen.toml:1:1: error[unknown-setting] there is no setting 'speed'"),
        ('\nprofile = "huge"\n', "oagen.toml:2:1: error[broken-settings] 'profile' must be one of production, minimal"),
        ("overlays = 1\n", "oagen.toml:1:1: error[broken-settings] 'overlays' must be a list of file names"),
        ('overlays = ["a.yaml"]\n', "oagen.toml:1:1: error[broken-settings] there is no file a.yaml"),
        ("features = 1\n", "oagen.toml:1:1: error[broken-settings] 'features' must be a table"),
        ("[features]\n\n  speed = true\n", "oagen.toml:3:3: error[unknown-setting] there is no feature 'speed'"),
        ("features = {speed = true}\n", "oagen.toml:1:13: error[unknown-setting] there is no feature 'speed'"),
        ("[features]\nci = 1\n", "oagen.toml:2:1: error[broken-settings] 'ci' must be true or false"),
        ("# ci\n[features] # ci\nci = 1\n", "oagen.toml:3:1: error[broken-settings] 'ci' must be true or false"),
        (
            "[features]\ndocker = false\nkubernetes = true\n",
            "oagen.toml:3:1: error[feature-required] 'kubernetes' needs 'docker', which is off",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    settings, told = read(tmp_path, text)
    assert said in told
    assert settings == Settings()


def test_overlays_come_before_those_of_the_command(tmp_path: Path) -> None:
    head = "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions:\n"
    for name, title in (("first.yaml", "First"), ("second.yaml", "Second")):
        (tmp_path / name).write_text(f"{head}  - {{target: $.info, update: {{title: {title}, x-{title}: 1}}}}\n")
    (tmp_path / "openapi.yaml").write_bytes((SPECS / "simple_task_api.yaml").read_bytes())
    (tmp_path / "oagen.toml").write_text('overlays = ["first.yaml"]\n')
    command = ["build", str(tmp_path / "openapi.yaml"), "-o", str(tmp_path / "app")]
    done = CliRunner().invoke(main, [*command, "--overlay", str(tmp_path / "second.yaml")])
    assert done.exit_code == 0, done.output
    info = yaml.safe_load((tmp_path / "app" / "openapi.yaml").read_bytes())["info"]
    assert (info["title"], info["x-First"], info["x-Second"]) == ("Second", 1, 1)


def test_every_combination_has_what_it_needs(tmp_path: Path) -> None:
    needed = sorted({*REQUIRES, *REQUIRES.values()})
    for profile, values in product(Profile, product((None, True, False), repeat=len(needed))):
        chosen = zip(needed, values, strict=True)
        lines = [f"{name} = {str(value).lower()}" for name, value in chosen if value is not None]
        settings, _ = read(tmp_path, "\n".join([f'profile = "{profile}"', "[features]", *lines]))
        on = asdict(settings.features)
        assert all(on[REQUIRES[name]] for name in REQUIRES if on[name])


def test_the_file_lies_beside_the_document(tmp_path: Path) -> None:
    (tmp_path / "oagen.toml").touch()
    assert settings_beside(str(tmp_path / "openapi.yaml")) == tmp_path / "oagen.toml"
    assert settings_beside(str(tmp_path)) == tmp_path / "oagen.toml"
    assert settings_beside("-") is None
    assert settings_beside(str(tmp_path / "other" / "openapi.yaml")) is None
