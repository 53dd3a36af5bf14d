"""Tally: one JSON object per filled form.

Shape   {"eventId": str, "eventType": "FORM_RESPONSE", "data": {"submissionId": str, "fields":
        [{"key": str, "label": str | null, "type": T, "value": V, "options": [{"id", "text"}]}]}}
        choices are lists of option ids; checkboxes come once as such a list and once more as a
        boolean for each option
Signed  base64 HMAC-SHA256 of the raw body, header Tally-Signature, if the webhook has a secret
Waits   10 s; repeats five times, after 5 min, 30 min, 1 h, 6 h and a day
Source  https://tally.so/help/webhooks
"""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_json
from adapter.sources.records import asked, to_ref, with_email
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Options, Source
from adapter.sources.verify import SignedBody

KINDS = {"INPUT_EMAIL": "email", "INPUT_PHONE_NUMBER": "phone", "INPUT_LINK": "url"}
FILES = ("FILE_UPLOAD", "SIGNATURE")


class _Question(Shape):
    key = fields.String(required=True)
    label = fields.String(load_default="")
    type = fields.String(load_default="")
    value = fields.Raw(load_default=None)
    options = fields.List(fields.Dict(), load_default=list)
    rows = fields.List(fields.Dict(), load_default=list)
    columns = fields.List(fields.Dict(), load_default=list)


class _Response(Shape):
    id = fields.String(required=True, data_key="submissionId")
    questions = fields.List(fields.Nested(_Question), required=True, data_key="fields")


class _Event(Shape):
    type = fields.String(load_default="FORM_RESPONSE", data_key="eventType")
    response = fields.Nested(_Response, required=True, data_key="data")


_EVENT = _Event()


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the one submission of a delivery; a repeated one has the same id."""
    event = load_shape(_EVENT, decode_json(delivery))
    response = event["response"]
    own_id = to_ref(response["id"])
    if event["type"] != "FORM_RESPONSE":
        return Reading((), id=own_id)
    answers = (answer for question in response["questions"] for answer in _read(question))
    return Reading((Submission(with_email(answers), ref=own_id),), id=own_id)


def _read(question: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield the answers to a question, the texts of options in the place of their ids."""
    kind, value = question["type"], question["value"]
    if kind == "CHECKBOXES" and isinstance(value, bool):
        return  # the list of what was ticked stands beside it
    if kind in FILES and isinstance(value, list):
        value = [file.get("url") for file in value if isinstance(file, dict)]
    texts = {
        option.get("id"): option.get("text")
        for option in (*question["options"], *question["rows"], *question["columns"])
        if isinstance(option.get("id"), str)
    }
    if isinstance(value, dict):  # a matrix: row -> columns
        value = {texts.get(row, row): _in_words(chosen, texts) for row, chosen in value.items()}
    value = _in_words(value, texts)
    yield from asked(question["key"], value, question["label"], KINDS.get(kind, ""))


def _in_words(value: Any, texts: Mapping[str, Any]) -> Any:
    """Return what was chosen by its texts."""
    if not isinstance(value, list):
        return value
    return [texts.get(item, item) if isinstance(item, str) else item for item in value]


SOURCE = Source(
    slug="tally",
    docs="https://tally.so/help/webhooks",
    parse=parse,
    verify=SignedBody("tally-signature", encoding="base64"),
    answer_within_s=8.0,
)
