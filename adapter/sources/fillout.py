"""Fillout: one JSON object per filled form, or a list of them.

Shape   {"formId": str, "submission": {"submissionId": str, "questions": [{"id": str, "name": str,
        "type": T, "value": V}], "urlParameters": [{"name": str, "value": str}],
        "scheduling": [{"name": str, "value": {"fullName", "email", "phone", "eventStartTime", …}}],
        "payments": [{"name": str, "value": {"email", …}}], "login": {"email": str}}}
        a question that was not answered has the value null
Proof   none: a shared token in a header, or in the URL
Waits   its pages do not say how long, nor that a delivery comes again
Source  https://www.fillout.com/help/webhook
"""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_json
from adapter.sources.records import asked, to_ref, with_email
from adapter.sources.shape import Id, Shape, load_shape
from adapter.sources.source import Options, Source

KINDS = {"Email": "email", "EmailInput": "email", "PhoneNumber": "phone", "URLInput": "url"}
FILES = ("AudioRecording", "FileUpload", "Signature")
LEFT_OUT = ("Captcha", "Password")
# What a person writes beside the questions. Of a meeting and a payment there is more: ids and
# addresses of pages, and the host's e-mail address.
MEETING = {"fullName": "name", "email": "email", "phone": "phone", "meetingNotes": "note"}
PAYMENT = {"email": "email"}


class _Question(Shape):
    id = Id(load_default="")
    name = fields.String(load_default="")
    type = fields.String(load_default="")
    value = fields.Raw(load_default=None)


class _Block(Shape):
    name = fields.String(load_default="")
    value = fields.Dict(load_default=dict)


class _Submission(Shape):
    id = Id(required=True, data_key="submissionId")
    questions = fields.List(fields.Nested(_Question), load_default=list)
    parameters = fields.List(fields.Nested(_Question), load_default=list, data_key="urlParameters")
    meetings = fields.List(fields.Nested(_Block), load_default=list, data_key="scheduling")
    payments = fields.List(fields.Nested(_Block), load_default=list)
    login = fields.Dict(load_default=dict)


class _Event(Shape):
    submission = fields.Nested(_Submission, required=True)


_EVENTS = _Event(many=True)


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the submissions of a delivery, mostly one; a repeated one has the same id."""
    body = decode_json(delivery)
    events = load_shape(_EVENTS, body if isinstance(body, list) else [body])
    submissions = tuple(_to_submission(event["submission"]) for event in events)
    if len(submissions) == 1:
        return Reading(submissions, id=submissions[0].ref)
    return Reading(submissions, apart=True)


def _to_submission(filled: Mapping[str, Any]) -> Submission:
    answers: list[Answer] = []
    for question in filled["questions"]:
        answers += _read(question)
    answers += _read_block({"name": "", "value": filled["login"]}, PAYMENT)
    for meeting in filled["meetings"]:
        answers += _read_block(meeting, MEETING)
        answers += asked("eventStartTime", meeting["value"].get("eventStartTime"), meeting["name"])
    for payment in filled["payments"]:
        answers += _read_block(payment, PAYMENT)
    answers = list(with_email(answers))
    for parameter in filled["parameters"]:
        answers += asked(parameter["name"] or parameter["id"], parameter["value"])
    return Submission(tuple(answers), ref=to_ref(filled["id"]))


def _read(question: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield the answers to a question, uploaded files by their addresses."""
    kind, value = question["type"], question["value"]
    if kind in LEFT_OUT:
        return
    if kind in FILES and isinstance(value, list):
        value = [file.get("url") for file in value if isinstance(file, dict)]
    key = "address" if kind == "Address" else question["id"]  # of which the city is a part
    yield from asked(key, value, question["name"], KINDS.get(kind, ""))


def _read_block(block: Mapping[str, Any], kinds: Mapping[str, str]) -> Iterator[Answer]:
    for part, kind in kinds.items():
        label = f"{block['name']} {kind}".strip()
        yield from asked(part, block["value"].get(part), label, kind)


SOURCE = Source(
    slug="fillout",
    docs="https://www.fillout.com/help/webhook",
    parse=parse,
    answer_within_s=8.0,
    persists=False,
    rejected_status=200,
)
