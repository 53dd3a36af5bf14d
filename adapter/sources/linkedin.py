"""LinkedIn Lead Sync: one notification a lead, which holds the id of the lead only.

Shape   {"type": "LEAD_ACTION", "leadGenFormResponse": "urn:li:leadGenFormResponse:<id>",
        "leadAction": "CREATED", "occurredAt": ms, ...}
Asks    GET ?challengeCode=<UUID>, every two hours; wants its HMAC within 3 s, and blocks an
        endpoint that fails three times
Signed  hex HMAC-SHA256 of "hmacsha256=" and the raw body, header X-LI-Signature; some have seen it
        with that prefix there, too
Waits   for deliveries not documented, nor whether they come again
Look-up GET /rest/leadFormResponses/{id} has the answers by the ids of their questions, and
        GET /rest/leadForms/{id} the questions
Source  https://learn.microsoft.com/en-us/linkedin/marketing/lead-sync/leadsync
        https://learn.microsoft.com/en-us/linkedin/marketing/lead-sync/lead-sync-schema
        https://learn.microsoft.com/en-us/linkedin/shared/api-guide/webhook-validation
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from marshmallow import Schema, fields, validate

from adapter.errors import MalformedBody
from adapter.model import Answer, Delivery, Reading, Said, Submission
from adapter.sources.ask import Ask, Asking, Told, ask, objects, to_id
from adapter.sources.decode import decode_json
from adapter.sources.records import asked
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Options, Secrets, Source
from adapter.sources.verify import SignedBody, sign

Headers = tuple[tuple[str, str], ...]

SIGNED = SignedBody("x-li-signature", encoding="hex", salt=b"hmacsha256=")
PREFIXED = replace(SIGNED, prefix="hmacsha256=")

RESPONSE = re.compile(r"urn:li:leadGenFormResponse:([A-Za-z0-9_-]{1,100})")
FORM = re.compile(r"urn:li:leadGenForm:([0-9]{1,20})\b")
UUID4 = re.compile(
    r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}"
)

API = "https://api.linkedin.com/rest"
VERSION = "202606"  # each lives for a year at least
GONE_VERSION = 426
KEEP_FORM_S = 600.0
ADVICE = (
    "LinkedIn refuses LOOKUP_TOKEN_<ROUTE>, or options.version is too old: a token lives sixty"
    " days, and needs r_marketing_leadgen_automation and a role in the account of the form."
)

KINDS = {  # LinkedIn's predefined fields -> our vocabulary; the others go by their question
    "FIRST_NAME": "givenName",
    "LAST_NAME": "familyName",
    "EMAIL": "email",
    "WORK_EMAIL": "email.work",
    "PHONE_NUMBER": "phone",
    "WORK_PHONE_NUMBER": "phone.work",
    "LINKEDIN_PROFILE_LINK": "url.profile",
    "COMPANY_NAME": "company",
    "JOB_TITLE": "jobTitle",
    "CITY": "address.city",
    "STATE": "address.region",
    "ZIP_CODE": "address.postalCode",
    "POSTAL_CODE": "address.postalCode",
    "COUNTRY": "address.country",
    "GENDER": "gender",
}


class LinkedinOptions(Schema):
    """What a route of this source may set."""

    version = fields.String(validate=validate.Regexp(r"20[0-9]{4}\Z"))  # of the API, YYYYMM


class _Notification(Shape):
    type = fields.String(load_default="LEAD_ACTION")
    action = fields.String(load_default="CREATED", data_key="leadAction")
    response = fields.String(load_default="", data_key="leadGenFormResponse")
    occurred_at = fields.Raw(load_default=None, data_key="occurredAt")


_NOTIFICATION = _Notification()


def handshake(delivery: Delivery, secrets: Secrets, _options: Options) -> Said | None:
    """Answer a challenge, which must be a UUID.

    It is answered with the key that signs deliveries: who had "hmacsha256={…}" answered could sign
    one.
    """
    code = delivery.query.get("challengeCode")
    if delivery.method != "GET" or code is None:
        return None
    if not secrets or not UUID4.fullmatch(code):
        return Said(status=403)
    answer = {"challengeCode": code, "challengeResponse": sign(secrets[0], code.encode()).hex()}
    return Said(body=json.dumps(answer), media_type="application/json")


def verify(delivery: Delivery, secrets: Secrets, now: float, options: Options) -> None:
    """Check the signature, with its prefix or without."""
    prefixed = delivery.headers.get("x-li-signature", "").startswith(PREFIXED.prefix)
    (PREFIXED if prefixed else SIGNED)(delivery, secrets, now, options)


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the lead of a notification, as an id."""
    notification = load_shape(_NOTIFICATION, decode_json(delivery))
    if (notification["type"], notification["action"]) != ("LEAD_ACTION", "CREATED"):
        return Reading(())
    urn = RESPONSE.fullmatch(notification["response"])
    if urn is None:
        raise MalformedBody("leadGenFormResponse: Not the URN of a response.")
    ref = urn[1]
    return Reading((Submission(ref=ref),), id=f"{ref}:{to_id(notification['occurred_at'])}")


def look_up(
    submissions: Sequence[Submission], options: Options, token: str
) -> Asking[list[Submission | None]]:
    """Ask for each lead, and for the questions of its form."""
    headers = (
        ("authorization", f"Bearer {token}"),
        ("linkedin-version", options.get("version", VERSION)),
        ("x-restli-protocol-version", "2.0.0"),
    )
    found: list[Submission | None] = []
    for submission in submissions:
        ref = submission.ref
        found.append((yield from _find(ref, headers)) if ref else None)
    return found


def _find(ref: str, headers: Headers) -> Asking[Submission | None]:
    lead = yield from _get(f"leadFormResponses/{quote(ref, safe='')}", headers)
    if not isinstance(lead, dict):
        return None
    urn = FORM.search(str(lead.get("versionedLeadGenFormUrn")))
    form = (yield from _get(f"leadForms/{urn[1]}", headers, KEEP_FORM_S)) if urn else None
    return Submission(tuple(_answers(lead, form)))


def _get(path: str, headers: Headers, keep_s: float = 0) -> Asking[Any]:
    request = Ask(url=f"{API}/{path}", headers=headers, keep_s=keep_s)
    return (yield from ask(request, ADVICE, _meant))


def _meant(told: Told) -> int:
    """Return the status of an answer, that to an old version as if it refused the token."""
    return 401 if told.status == GONE_VERSION else told.status


def _answers(lead: Mapping[str, Any], form: Any) -> Iterator[Answer]:
    """Yield the answers of a lead, and what the author of its form hid in it."""
    questions = {
        str(question.get("questionId")): question
        for question in objects(form, "content", "questions")
    }
    for answer in objects(lead, "formResponse", "answers"):
        yield from _read(answer, questions.get(str(answer.get("questionId")), {}))
    for hidden in objects(form, "hiddenFields"):
        yield from asked(str(hidden.get("name")), hidden.get("value"))


def _read(answer: Mapping[str, Any], question: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield the answer to a question, the texts of options in the place of their ids."""
    match answer.get("answerDetails"):
        case {"textQuestionAnswer": {"answer": value}}:
            pass
        case {"multipleChoiceAnswer": {"options": list(chosen)}}:
            options = objects(
                question, "questionDetails", "multipleChoiceQuestionDetails", "options"
            )
            texts = {str(option.get("id")): _localized(option.get("text")) for option in options}
            value = [texts.get(str(own_id), str(own_id)) for own_id in chosen]
        case _:
            return
    predefined = str(question.get("predefinedField", ""))
    name = predefined or question.get("name") or answer.get("name") or answer.get("questionId")
    yield from asked(
        str(name), value, _localized(question.get("question")), KINDS.get(predefined, "")
    )


def _localized(text: Any) -> str:
    """Return a text in the first language that it is written in: {"localized": {"en_US": …}}."""
    match text:
        case {"localized": dict(texts)}:
            return next((written for written in texts.values() if isinstance(written, str)), "")
    return ""


SOURCE = Source(
    slug="linkedin",
    docs="https://learn.microsoft.com/en-us/linkedin/marketing/lead-sync/leadsync",
    parse=parse,
    verify=verify,
    sign=SIGNED.sign,
    options=LinkedinOptions,
    handshake=handshake,
    look_up=look_up,
    answer_within_s=10.0,
    persists=False,
    rejected_status=200,
)
