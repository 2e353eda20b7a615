"""The settings of a build: what a project shall have. They are a value; only `read_settings` looks at a file."""

from oagen.settings.features import FEATURES, REQUIRES, Features
from oagen.settings.model import Profile, Settings
from oagen.settings.reading import FILE_NAME, read_settings, settings_beside

__all__ = ["FEATURES", "FILE_NAME", "REQUIRES", "Features", "Profile", "Settings", "read_settings", "settings_beside"]
