"""Typeform: one JSON object per filled form.

Shape   {"form_response": {"token": str, "answers": [{"type": T, T: value, "field": {...}}]}}
        unanswered questions are absent; titles stand in form_response.definition.fields only
Signed  base64 HMAC-SHA256 of the raw body, header Typeform-Signature, prefix "sha256="
Waits   30 s; retries 408, 423, 429 and 503 for ten hours; 404 and 410 disable the webhook at once
Source  https://www.typeform.com/developers/webhooks/
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, pre_load

from adapter.errors import BadSignature
from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_json, load_shape
from adapter.sources.records import flatten, to_ref
from adapter.sources.source import Options, Secrets, Source
from adapter.sources.verify import decode_signature, verify_hmac

SIGNATURE_PREFIX = "sha256="

KINDS = {  # Typeform's answer type -> our vocabulary; the other types say nothing about a person
    "email": "email",
    "phone_number": "phone",
}


class _Shape(Schema):
    class Meta:
        unknown = EXCLUDE

    @pre_load
    def leave_out_nulls(self, value: Any, **_options: Any) -> Any:
        """Take null for absent: a form without an answer may have ``"answers": null``."""
        if not isinstance(value, dict):
            return value
        return {name: inner for name, inner in value.items() if inner is not None}


class _Definition(_Shape):
    questions = fields.List(fields.Dict(), data_key="fields", load_default=list)


class _Response(_Shape):
    token = fields.String(required=True)
    definition = fields.Nested(_Definition, load_default=lambda: {"questions": []})
    answers = fields.List(fields.Dict(), load_default=list)
    hidden = fields.Dict(load_default=dict)


class _Event(_Shape):
    event_type = fields.String(load_default="form_response")
    form_response = fields.Nested(_Response, required=True)


_EVENT = _Event()


def verify(delivery: Delivery, secrets: Secrets, _now: float, _options: Options) -> None:
    """Check the signature; Typeform signs no time, so there is no age to check."""
    header = delivery.headers.get("typeform-signature", "")
    if not header.startswith(SIGNATURE_PREFIX):
        raise BadSignature
    candidate = decode_signature(header.removeprefix(SIGNATURE_PREFIX), encoding="base64")
    verify_hmac(delivery.body, [candidate], secrets)


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the one submission of a delivery, known by its token: a redelivery keeps it."""
    event = load_shape(_EVENT, decode_json(delivery))
    response = event["form_response"]
    token = to_ref(response["token"])
    if event["event_type"] != "form_response":  # form_response_partial: not sent off yet
        return Reading((), id=token)
    titles = dict(_titles(response["definition"]["questions"]))
    answers = (read for answer in response["answers"] for read in _read(answer, titles))
    submission = Submission((*answers, *flatten(response["hidden"])), ref=token)
    return Reading((submission,), id=token)


def _titles(questions: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Yield (id, title) of every question, those inside groups too."""
    for question in questions:
        if isinstance(question, dict):
            yield str(question.get("id")), str(question.get("title") or "")
            properties = question.get("properties")
            if isinstance(properties, dict) and isinstance(properties.get("fields"), list):
                yield from _titles(properties["fields"])


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
    for flat in flatten({name: value}):
        below = flat.key.removeprefix(name).replace(".", " ") if label else ""
        yield Answer(flat.key, flat.value, label + below, KINDS.get(kind, ""))


SOURCE = Source(
    slug="typeform",
    docs="https://www.typeform.com/developers/webhooks/",
    parse=parse,
    verify=verify,
    answer_within_s=25.0,
)
