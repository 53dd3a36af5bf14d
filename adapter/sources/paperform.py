"""Paperform: one JSON object per filled form.

Shape   {"submission_id": str, "trigger": "submission", "data": [{"title": str, "type": T,
        "key": str, "custom_key": str | null, "value": V}], "charge", "device", …}
        a form that was left half filled has no submission_id yet
Proof   none, and no headers can be set: a shared token in the URL
Waits   its pages do not say how long, nor that a delivery comes again
Source  https://paperform.co/help/articles/how-to-use-webhooks/
"""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_json
from adapter.sources.records import asked, to_ref, with_email
from adapter.sources.shape import Id, Shape, load_shape
from adapter.sources.source import Events, Options, Source, is_wanted

KINDS = {"address": "address", "email": "email", "phone": "phone", "url": "url"}
NEW_PERSON = ("submission",)


class _Question(Shape):
    title = fields.String(load_default="")
    type = fields.String(load_default="")
    key = fields.String(load_default="")
    custom_key = fields.String(load_default="")
    value = fields.Raw(load_default=None)


class _Event(Shape):
    id = Id(load_default="", data_key="submission_id")
    trigger = fields.String(load_default="")
    questions = fields.List(fields.Nested(_Question), required=True, data_key="data")


_EVENT = _Event()


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return the one submission of a delivery; a repeated one has the same id."""
    event = load_shape(_EVENT, decode_json(delivery))
    own_id = to_ref(event["id"])
    trigger = event["trigger"] or ("submission" if own_id else "partial_submission")
    if not is_wanted(trigger, options, NEW_PERSON):
        return Reading((), id=own_id)
    answers = (answer for question in event["questions"] for answer in _read(question))
    return Reading((Submission(with_email(answers), ref=own_id),), id=own_id)


def _read(question: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield the answers to a question, uploaded files by their addresses."""
    value = question["value"]
    if isinstance(value, list):
        value = [item.get("url", item) if isinstance(item, dict) else item for item in value]
    # The author's own key survives a change of the title.
    key = question["custom_key"] or question["key"] or question["title"]
    yield from asked(key, value, question["title"], KINDS.get(question["type"], ""))


SOURCE = Source(
    slug="paperform",
    docs="https://paperform.co/help/articles/how-to-use-webhooks/",
    parse=parse,
    options=Events,
    answer_within_s=8.0,
    persists=False,
    rejected_status=200,
)
