"""Webflow: one JSON object per filled form.

Shape   {"triggerType": "form_submission", "payload": {"id": str, "data": {label: V},
        "schema": [{"fieldName", "fieldType"}]}}; the first version of its API sends the payload
        alone, its id as _id. A phone number may be a JSON number; every text has the same type.
        Fields of further forms on a page are called "Name 2", "Email 2" unless they are renamed
Signed  hex HMAC-SHA256 of "{timestamp}:{raw body}", headers X-Webflow-Signature and
        X-Webflow-Timestamp, which is in milliseconds; webhooks made in the dashboard are not signed
Waits   its pages do not say how long; accepts nothing but 200, repeats three times, ten minutes
        apart, and ends a webhook that goes on failing
Source  https://developers.webflow.com/data/docs/working-with-webhooks
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marshmallow import fields

from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_json
from adapter.sources.records import CAPTCHAS, asked, to_ref, with_email
from adapter.sources.shape import Id, Shape, load_shape
from adapter.sources.source import Options, Secrets, Source
from adapter.sources.verify import decode_signature, raw_header, verify_age, verify_hmac
from adapter.sources.verify import sign as hmac

SIGNATURE, TIMESTAMP = "x-webflow-signature", "x-webflow-timestamp"
PER_SECOND = 1000
NUMBERED_NAME = re.compile(r"name[ -]\d+", re.IGNORECASE)
NUMBER = re.compile(r"[ -]\d+$")


class _Event(Shape):
    type = fields.String(load_default="form_submission", data_key="triggerType")
    payload = fields.Dict()


class _Filled(Shape):
    id = Id(load_default="")
    id_v1 = Id(load_default="", data_key="_id")
    data = fields.Dict(required=True)


_EVENT, _FILLED = _Event(), _Filled()


def verify(delivery: Delivery, secrets: Secrets, now: float, _options: Options) -> None:
    """Check the signature, then its age."""
    signature = decode_signature(delivery.headers.get(SIGNATURE, ""), encoding="hex")
    timestamp = delivery.headers.get(TIMESTAMP, "")
    verify_hmac(_signed(delivery, timestamp), [signature], secrets)
    verify_age(timestamp, now, per_second=PER_SECOND)


def sign(delivery: Delivery, secret: bytes, now: float, _options: Options) -> dict[str, str]:
    """Return the headers that a delivery needs."""
    timestamp = str(int(PER_SECOND * now))
    return {SIGNATURE: hmac(secret, _signed(delivery, timestamp)).hex(), TIMESTAMP: timestamp}


def _signed(delivery: Delivery, timestamp: str) -> bytes:
    return b"%b:%b" % (raw_header(timestamp), delivery.body)


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the one submission of a delivery; a repeated one has the same id."""
    body = decode_json(delivery)
    event = load_shape(_EVENT, body)
    if event["type"] != "form_submission":
        return Reading(())
    filled = load_shape(_FILLED, event.get("payload", body))
    own_id = to_ref(filled["id"] or filled["id_v1"])
    return Reading((Submission(with_email(_read(filled["data"])), ref=own_id),), id=own_id)


def _read(answers: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield what was answered; "Name 2" is the name where nothing else is called a name."""
    names = [label for label in answers if "name" in label.casefold()]
    number = _number(answers)
    for label, value in answers.items():
        if label not in CAPTCHAS:
            only_name = names == [label] and NUMBERED_NAME.fullmatch(label)
            bare = label.removesuffix(number)
            title = bare if bare != label and bare not in answers else ""
            yield from asked(label, value, title, kind="name" if only_name else "")


def _number(labels: Iterable[str]) -> str:
    """Return what Webflow has put behind the labels of a further form: all that name or reach."""
    telling = [label for label in labels if re.search("name|mail", label, re.IGNORECASE)]
    numbers = {found[0] if (found := NUMBER.search(label)) else "" for label in telling}
    return numbers.pop() if len(numbers) == 1 else ""


SOURCE = Source(
    slug="webflow",
    docs="https://developers.webflow.com/data/docs/working-with-webhooks",
    parse=parse,
    verify=verify,
    sign=sign,
    answer_within_s=8.0,
    persists=False,
    rejected_status=200,
)
