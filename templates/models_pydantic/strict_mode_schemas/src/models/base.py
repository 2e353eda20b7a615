"""The base of all schemas, and the types that hold every JSON value exactly.

A schema never coerces ("5" is no integer, "yes" no boolean) and never loses anything: properties it does not know are
kept, and what was not sent is `MISSING`, which is not the same as null.
"""

from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, JsonValue
from pydantic_core import CoreSchema, core_schema

from src.models.dates import Date, DateTime

__all__ = ["Date", "DateTime", "Integer", "NonObject", "Number", "StrictModel"]


class StrictModel(BaseModel):
    """A JSON object.

    JSON is read and written by the names of the contract; in Python an object is built by attribute names as well.
    """

    model_config = ConfigDict(
        strict=True,
        extra="allow",
        allow_inf_nan=False,
        from_attributes=True,
        serialize_by_alias=True,
        defer_build=True,
        protected_namespaces=(),
    )

    def __init__(self, /, **values: Any) -> None:
        """Build an object from keyword arguments."""
        self.__pydantic_validator__.validate_python(values, self_instance=self, by_alias=True, by_name=True)

    # pydantic calls an `__init__` of one's own for every object it reads, unless it is marked as its equal
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]


class _WholeNumber:
    """Lets an integer be written with a fraction of zero, as JSON Schema does: `1.0`, `1e3`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        with_fraction = core_schema.no_info_after_validator_function(_whole, core_schema.float_schema(strict=True))
        return core_schema.union_schema([core_schema.int_schema(strict=True), with_fraction], mode="left_to_right")


def _whole(value: float) -> int:
    if not value.is_integer():
        raise ValueError("Input should be a whole number")
    return int(value)


Integer = Annotated[int, _WholeNumber()]
Number: TypeAlias = int | float  # a float alone would round integers beyond 2**53
NonObject: TypeAlias = list[JsonValue] | str | int | float | bool | None
