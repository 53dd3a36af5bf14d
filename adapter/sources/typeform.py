"""Typeform: one JSON object per filled form.

Shape   {"form_response": {"token": str, "answers": [{"type": T, T: value, "field": {...}}]}}
        unanswered questions are absent; titles stand in form_response.definition.fields only
Signed  base64 HMAC-SHA256 of the raw body, header Typeform-Signature, prefix "sha256="
Waits   30 s; retries 408, 423, 429 and 503 for ten hours; 404 and 410 disable the webhook at once
Source  https://www.typeform.com/developers/webhooks/
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import fields

from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_json
from adapter.sources.records import asked, flatten, to_ref, with_email
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Options, Source
from adapter.sources.verify import SignedBody

KINDS = {  # Typeform's answer type -> our vocabulary; the other types say nothing about a person
    "email": "email",
    "phone_number": "phone",
}

RECALLED = re.compile(r"\{\{[^{}]*\}\}")  # an earlier answer inside a title
EMPHASIS = re.compile(r"(?<!\w)(\*{1,2}|_)(?=\S)([^*_]+)(?<=\S)\1(?!\w)")


class _Definition(Shape):
    questions = fields.List(fields.Dict(), data_key="fields", load_default=list)


class _Response(Shape):
    token = fields.String(required=True)
    definition = fields.Nested(_Definition, load_default=lambda: {"questions": []})
    answers = fields.List(fields.Dict(), load_default=list)
    hidden = fields.Dict(load_default=dict)


class _Event(Shape):
    event_type = fields.String(load_default="form_response")
    form_response = fields.Nested(_Response, required=True)


_EVENT = _Event()


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the one submission of a delivery, known by its token: a redelivery keeps it."""
    event = load_shape(_EVENT, decode_json(delivery))
    response = event["form_response"]
    token = to_ref(response["token"])
    if event["event_type"] != "form_response":  # form_response_partial: not sent off yet
        return Reading((), id=token)
    titles = dict(_titles(response["definition"]["questions"]))
    answers = (read for answer in response["answers"] for read in _read(answer, titles))
    submission = Submission((*with_email(answers), *flatten(response["hidden"])), ref=token)
    return Reading((submission,), id=token)


def _titles(questions: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Yield (id, title) of every question, those inside groups too."""
    for question in questions:
        if isinstance(question, dict):
            yield str(question.get("id")), _plain(str(question.get("title") or ""))
            properties = question.get("properties")
            if isinstance(properties, dict) and isinstance(properties.get("fields"), list):
                yield from _titles(properties["fields"])


def _plain(title: str) -> str:
    """Return a title without marks of emphasis, and without what differs from person to person."""
    bare = " ".join(RECALLED.sub("", EMPHASIS.sub(r"\2", title)).split())
    return re.sub(r"[,\s]+(?=[,.!?])", "", bare).lstrip(", ")


def _read(answer: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[Answer]:
    """Yield the answer in our terms; several for a composite one such as a payment."""
    kind, question = answer.get("type"), answer.get("field")
    if not isinstance(kind, str) or not isinstance(question, dict):
        return
    # A contact_info question repeats its field for each part and tells them apart by subfield_key.
    # Its title is about all of them: "Your name and e-mail".
    part = question.get("subfield_key")
    name = str(part or question.get("ref") or question.get("id") or kind)
    label = "" if part else titles.get(str(question.get("id")), "")
    value = answer.get(kind)
    if kind in ("choice", "choices") and isinstance(value, dict):
        chosen = value.get("labels", value.get("label"))
        chosen = chosen if isinstance(chosen, list) else [chosen]
        value = [*chosen, value.get("other")]
    yield from asked(name, value, label, KINDS.get(kind, ""))


SOURCE = Source(
    slug="typeform",
    docs="https://www.typeform.com/developers/webhooks/",
    parse=parse,
    verify=SignedBody("typeform-signature", encoding="base64", prefix="sha256="),
    answer_within_s=25.0,
)
