"""CloudEvents over HTTP: one event or a batch of them, with the people in their data.

Shape   structured: {"specversion": "1.0", "id": str, "source": str, "type": str, "data": {...}},
        application/cloudevents+json; a batch is a list of these; binary: the attributes in headers
        such as ce-id, the data in the body; an attribute may be null, data may be in data_base64
Proof   none of its own: a shared token
Waits   n/d
Id      source and id: "producers MUST ensure that source + id is unique for each distinct event"
Source  https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from marshmallow import fields
from werkzeug.http import unquote_header_value

from adapter.errors import MalformedBody, UnsupportedBody
from adapter.model import Delivery, Reading, Said, Submission
from adapter.sources.decode import decode_json, media_type, to_unicode
from adapter.sources.events import creates
from adapter.sources.freeform import Freeform, decode, find_records
from adapter.sources.records import flatten, to_submission
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Events, Options, Secrets, Source

MODES = "application/cloudevents"  # what the media types of all modes but binary begin with


class CloudEventsOptions(Freeform, Events):
    """Which events create contacts, and where in their data the people are."""


class _Event(Shape):
    specversion = fields.String(required=True)
    id = fields.String(required=True)
    source = fields.String(required=True)
    type = fields.String(required=True)
    content_type = fields.String(load_default="", data_key="datacontenttype")
    data = fields.Raw(load_default=None)
    encoded = fields.String(data_key="data_base64")


_EVENT = _Event()


def handshake(delivery: Delivery, _secrets: Secrets, _options: Options) -> Said | None:
    """Allow a sender that asks first to post at any rate: who it is, its token will say.

    Source: https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md
    """
    origin = delivery.headers.get("webhook-request-origin")
    if delivery.method != "OPTIONS" or not origin:
        return None
    allowed = {"WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": "*", "Allow": "POST"}
    return Said(headers=allowed)


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return the people in an event, or in a batch, whose events may come again in other company.

    "If the media type begins with application/cloudevents", it is not binary.
    """
    if "ce-specversion" in delivery.headers and not media_type(delivery).startswith(MODES):
        body = _unfold(delivery)
    else:
        body = decode_json(delivery)
    if isinstance(body, list):
        rows = (row for event in body for row in _read_or_keep(event, options))
        return Reading(tuple(rows), apart=True)
    event = load_shape(_EVENT, body)
    return Reading(tuple(_read(event, options)), id=_name(event))


def _unfold(delivery: Delivery) -> dict[str, Any]:
    """Return an event in binary mode as if it were structured."""
    attributes = {
        name.removeprefix("ce-"): unquote(unquote_header_value(text))
        for name, text in delivery.headers.items()
        if name.startswith("ce-")
    }
    content_type = delivery.headers.get("content-type")
    own = {"datacontenttype": content_type, "data": delivery.body, "data_base64": None}
    return attributes | own


def _read(event: Mapping[str, Any], options: Options) -> Iterator[Submission]:
    """Yield the people in an event, if it means new ones."""
    data = _data(event) if creates(event["type"], options) else None
    if data is None:
        return
    name = _name(event)
    for place, record in enumerate(find_records(data, options.get("each"))):
        yield replace(to_submission(record), ref=f"{name} {place}" if place else name)


def _read_or_keep(body: Any, options: Options) -> list[Submission]:
    """Return the people in an event of a batch; one that cannot be read must not sink the others.

    It becomes a row that is about nobody, which an operator will see.
    """
    try:
        return list(_read(load_shape(_EVENT, body), options))
    except (MalformedBody, UnsupportedBody):
        with suppress(MalformedBody):
            return [Submission(flatten({"event": body}))]
        return [Submission()]


def _name(event: Mapping[str, Any]) -> str:
    """Return what identifies an event, in the length and the letters of an id."""
    identity = to_unicode(f"{event['source']} {event['id']}")  # a source is a URI: no blanks
    return hashlib.sha256(identity.encode()).hexdigest()


def _data(event: Mapping[str, Any]) -> Any:
    """Return the data of an event, ``None`` where there is none."""
    data = event["data"]
    if "encoded" in event:
        try:
            data = base64.b64decode(event["encoded"], validate=True)
        except ValueError:
            raise MalformedBody("data_base64: Not valid base64.") from None
    if isinstance(data, str):
        data = to_unicode(data).encode()
    if not isinstance(data, bytes):
        return data
    headers = {"content-type": event["content_type"]}
    content = Delivery(method="POST", url="", headers=headers, query={}, body=data)
    return decode(content) if data else None


SOURCE = Source(
    slug="cloudevents",
    docs="https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md",
    parse=parse,
    options=CloudEventsOptions,
    handshake=handshake,
    answer_within_s=25.0,
)
