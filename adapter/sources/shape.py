"""Senders' shapes as marshmallow schemas: what is read is declared, the rest is let pass."""

from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load

from adapter.errors import MalformedBody
from adapter.sources.decode import to_unicode


class Shape(Schema):
    """An object of a sender's. Keys that are not declared are ignored, null counts as absent."""

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def leave_out_nulls(self, value: Any, **_options: Any) -> Any:
        """Leave out what holds nothing: senders omit it, or write null."""
        if not isinstance(value, dict):
            return value
        return {name: inner for name, inner in value.items() if inner is not None}


class Id(fields.String):
    """An id, as text: senders write the same one with quotes here and without them there."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        return super()._deserialize(value, attr, data, **kwargs)


def load_shape(schema: Schema, value: Any) -> Any:
    """Return ``value`` as the sender's schema reads it; an error names the first wrong place.

    marshmallow's own messages quote no input. Only the first is told: a body of another shape is
    wrong everywhere.
    """
    if schema.many and not isinstance(value, list):
        raise MalformedBody("body: Expected a list.")
    try:
        return schema.load(value)
    except ValidationError as error:
        raise MalformedBody(_first_problem(error.messages)) from None


def _first_problem(messages: Any, path: str = "") -> str:
    while isinstance(messages, dict):
        key, messages = next(iter(messages.items()))
        if key != "_schema":
            path += f"[{key}]" if isinstance(key, int) else f".{to_unicode(str(key)[:60])}"
    return f"{path.lstrip('.') or 'body'}: {messages[0]}"
