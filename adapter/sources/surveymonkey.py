"""SurveyMonkey: one event a response, which holds the ids of the response and its survey only.

Shape   {"event_type": "response_completed", "object_id": id, "resources": {"survey_id": id, ...}}
Asks    HEAD, before it lets a webhook be made; wants a 200
Signed  base64 HMAC-SHA1 of the raw body, header Sm-Signature; the key is the app's client id and
        its secret, joined with "&"
Waits   not documented, nor whether it comes again
Look-up GET /v3/surveys/{id}/responses/{id}/details has the answers by the ids of their questions,
        GET /v3/surveys/{id}/details the questions
Source  https://api.surveymonkey.com/v3/docs#webhooks
        https://github.com/SurveyMonkey/public_api_docs
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import fields, validate

from adapter.errors import MalformedBody
from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.ask import Ask, Asking, ask, objects, to_id
from adapter.sources.decode import decode_json
from adapter.sources.records import asked, flatten
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Events, Options, Source, answer_probe, is_wanted
from adapter.sources.verify import SignedBody

NEW_RESPONSE = ("response_completed",)
HOSTS = ("api.surveymonkey.com", "api.eu.surveymonkey.com", "api.surveymonkey.ca")
KEEP_SURVEY_S = 600.0  # an app that is not published may ask 500 times a day
ADVICE = (
    "SurveyMonkey refuses LOOKUP_TOKEN_<ROUTE>: the app needs the scopes View Surveys and View"
    " Response Details, and options.host must be where the account is."
)

KINDS = {  # the parts of a contact information question -> our vocabulary
    "name": "name",
    "company": "company",
    "address": "address.street",
    "address2": "address.extended",
    "city": "address.city",
    "state": "address.region",
    "zip": "address.postalCode",
    "country": "address.country",
    "email": "email",
    "phone": "phone",
}
INVITED = ("first_name", "last_name", "email")  # what is known of who was invited by e-mail
UNLABELLED = "Date / Time"  # in front of a date, unless the author writes something else

_TAG = re.compile(r"<[^<>]*>")


class SurveymonkeyOptions(Events):
    """What a route of this source may set."""

    host = fields.String(validate=validate.OneOf(HOSTS))  # where the account is


class _Resources(Shape):
    survey_id = fields.Raw(load_default=None)


class _Event(Shape):
    type = fields.String(load_default="", data_key="event_type")
    response_id = fields.Raw(load_default=None, data_key="object_id")
    resources = fields.Nested(_Resources, load_default=dict)


_EVENT = _Event()


def load_secret(text: str) -> bytes:
    """Return the key: the client id and the client secret, joined with ``&``."""
    client_id, joined, secret = text.partition("&")
    if not (client_id and joined and secret):
        raise ValueError("Expected <client id>&<client secret>.")
    return text.encode()


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return the response that an event is about, as ids; each is one person."""
    event = load_shape(_EVENT, decode_json(delivery))
    if not is_wanted(event["type"], options, NEW_RESPONSE):
        return Reading(())
    survey_id = to_id(event["resources"].get("survey_id"))
    response_id = to_id(event["response_id"])
    if not (survey_id and response_id):
        raise MalformedBody("resources.survey_id, object_id: Not ids of digits.")
    ref = f"{survey_id}/{response_id}"
    return Reading((Submission(ref=ref),), id=ref)


def look_up(
    submissions: Sequence[Submission], options: Options, token: str
) -> Asking[list[Submission | None]]:
    """Ask for each response, and for the questions of its survey."""
    surveys = f"https://{options.get('host', HOSTS[0])}/v3/surveys"
    headers = (("authorization", f"Bearer {token}"),)
    found: list[Submission | None] = []
    for submission in submissions:
        survey_id, _, response_id = submission.ref.partition("/")
        response = survey = None
        if response_id:
            url = f"{surveys}/{survey_id}/responses/{response_id}/details"
            response = yield from ask(Ask(url=url, headers=headers), ADVICE)
        if response:
            url = f"{surveys}/{survey_id}/details"
            request = Ask(url=url, headers=headers, keep_s=KEEP_SURVEY_S)
            survey = yield from ask(request, ADVICE)
        found.append(Submission(tuple(_answers(response, survey))) if response else None)
    return found


def _answers(response: Any, survey: Any) -> Iterator[Answer]:
    """Yield the answers of a response, its custom variables, and who was invited to it."""
    questions = {str(question.get("id")): question for question in _questions(survey)}
    for given in _questions(response):
        yield from _read(given, questions.get(str(given.get("id")), {}))
    match response:
        case {"custom_variables": dict(variables)}:
            yield from flatten(variables)
    match response:
        case {"metadata": {"contact": dict(contact)}}:
            for name in INVITED:
                match contact.get(name):
                    case {"value": value}:
                        yield from asked(name, value)


def _questions(survey: Any) -> list[dict[str, Any]]:
    return [
        question for page in objects(survey, "pages") for question in objects(page, "questions")
    ]


def _read(given: Mapping[str, Any], question: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield what was answered to a question: one answer a row, or a row and column, if it has some.

    A row is known by its type, or by its own text: "Name" under "How can we reach you?".
    """
    options = dict(_options(question))
    parts: dict[tuple[str, ...], list[Any]] = {}
    for answer in objects(given, "answers"):
        place = tuple(str(answer[key]) for key in ("row_id", "col_id") if answer.get(key))
        parts.setdefault(place, []).append(_said(answer, options))
    heading = next((_plain(one.get("heading")) for one in objects(question, "headings")), "")
    for place, said in parts.items():
        row = [options.get(own_id, {}) for own_id in place]
        texts = [text for one in row if (text := _plain(one.get("text"))) != UNLABELLED]
        key = " ".join(filter(None, texts)) or str(given.get("id"))
        label = " ".join(filter(None, (heading, *texts)))
        yield from asked(key, said, label, _kind(question, row))


def _options(question: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield id and option of all that can be chosen, filled in, or stands in front of it."""
    columns = objects(question, "answers", "cols")
    listed = (objects(question, "answers", name) for name in ("rows", "choices", "other"))
    for several in (columns, *listed, *(objects(column, "choices") for column in columns)):
        for option in several:
            yield str(option.get("id")), option


def _said(answer: Mapping[str, Any], options: Mapping[str, Mapping[str, Any]]) -> Any:
    """Return what somebody typed, chose (stars have a weight and no text) or uploaded."""
    choice = options.get(str(answer.get("choice_id")), {})
    typed = answer.get("text") or _plain(choice.get("text"))
    return typed or choice.get("weight") or answer.get("download_url")


def _kind(question: Mapping[str, Any], row: Sequence[Mapping[str, Any]]) -> str:
    if question.get("family") == "demographic" and row:
        return KINDS.get(str(row[0].get("type")), "")
    match question:
        case {"validation": {"type": "email"}}:
            return "email"
    return ""


def _plain(text: Any) -> str:
    """Return a text without its HTML: authors may make it bold."""
    return " ".join(html.unescape(_TAG.sub(" ", text)).split()) if isinstance(text, str) else ""


SOURCE = Source(
    slug="surveymonkey",
    docs="https://api.surveymonkey.com/v3/docs#webhooks",
    parse=parse,
    verify=SignedBody("sm-signature", encoding="base64", algorithm="sha1"),
    load_secret=load_secret,
    options=SurveymonkeyOptions,
    handshake=answer_probe,
    look_up=look_up,
    answer_within_s=10.0,
    persists=False,
    rejected_status=200,
)
