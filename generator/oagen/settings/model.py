"""What a build is told besides its document."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from oagen.settings.features import FEATURES, Features


class Profile(StrEnum):
    """What holds for every feature that is not named."""

    PRODUCTION = "production"  # on
    MINIMAL = "minimal"  # off

    @property
    def features(self) -> Features:
        """The features of the profile."""
        return Features(**dict.fromkeys(FEATURES, self is Profile.PRODUCTION))


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a build."""

    profile: Profile = Profile.PRODUCTION
    features: Features = field(default_factory=Features)
    overlays: tuple[Path, ...] = ()  # applied to the document in this order, before any that a command names
