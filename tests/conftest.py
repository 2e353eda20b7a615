"""What all tests have in common."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# a busy machine makes examples slowly, which says nothing about the code
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
