"""Bodies of a shape that their author chose: JSON, a form, multipart or XML; one record or many.

One record, a list of records, or {"contacts": [record, …]}; anything else by the route's ``each``,
a JMESPath expression that finds the record or the list of them.
"""

from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from marshmallow import Schema, ValidationError, fields

from adapter.errors import MalformedBody
from adapter.model import Delivery, Reading
from adapter.sources.decode import decode_body, media_type
from adapter.sources.markup import decode_xml, to_value
from adapter.sources.records import to_submission
from adapter.sources.source import Options

METHODS = frozenset({"GET", "PATCH", "POST", "PUT"})  # what an author may choose


def compile_path(expression: Any) -> Any:
    """Return a JMESPath expression, compiled while the configuration is loaded."""
    try:
        return jmespath.compile(expression)
    except (JMESPathError, TypeError, AttributeError):
        raise ValidationError("Not a JMESPath expression.") from None


class Freeform(Schema):
    """What a route may set whose sender's author chose the shape."""

    each = fields.Function(deserialize=compile_path)


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return a submission for every record."""
    records = find_records(decode(delivery), options.get("each"))
    return Reading(tuple(map(to_submission, records)), id=delivery_id(delivery))


def decode(delivery: Delivery) -> Any:
    """Return what the body holds, by its content type; by its look, where that says nothing."""
    declared = media_type(delivery)
    untyped = declared in ("", "text/plain")
    if declared.endswith("xml") or (untyped and delivery.body.lstrip().startswith(b"<")):
        return to_value(decode_xml(delivery))
    return decode_body(delivery)


def delivery_id(delivery: Delivery) -> str:
    """Return the id that the author of a request gave it, empty when there is none."""
    return delivery.headers.get("idempotency-key") or delivery.headers.get("webhook-id") or ""


def find_records(body: Any, each: Any = None) -> list[Any]:
    """Return the list of records in a decoded body; ``each`` is a compiled expression."""
    if each is not None:
        try:
            found = each.search(body)
        except (ValueError, RecursionError):  # a JMESPathError is a ValueError
            raise MalformedBody("`each` does not fit this body.") from None
        if not isinstance(found, dict | list):
            raise MalformedBody("`each` finds no record and no list of records in this body.")
        return found if isinstance(found, list) else [found]
    match body:
        case {"contacts": list(records)}:
            return records
        case dict():
            return [body]
        case list():
            return body
        case _:
            raise MalformedBody("Expected an object or a list of objects.")
