"""Contract → Blueprint: resources, roles, fields, views and names of the service."""

from oagen.blueprint.build import build_blueprint

__all__ = ["build_blueprint"]
