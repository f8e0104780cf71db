"""Values of the model as JSON has them, field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def fields_of(value: "DataclassInstance", names: Iterable[str] | None = None) -> dict[str, Any]:
    """The fields of these `names`, or all of them, in their order, as JSON holds each."""
    chosen = (each.name for each in fields(value)) if names is None else names
    return {name: _plain(getattr(value, name)) for name in chosen}


def known_fields(kind: "type[DataclassInstance]", values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `values` that are fields of `kind`: keys of newer programs are passed over."""
    known = {field.name for field in fields(kind)}
    return {name: value for name, value in values.items() if name in known}


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON has no narrower type
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return value.to_json() if hasattr(value, "to_json") else value
