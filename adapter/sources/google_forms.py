"""Google Forms, which has no webhooks: what a script in the form sends, ours or another.

Shape   ours is in docs/sources/google-forms.md: {"responseId": str, "respondentEmail": str,
        "answers": [{"id": int, "title": str, "value": str | [str] | {row: column}}]}
        others send {title: answer} or {title: [answer]}, alone or under a key; or the response of
        the Forms API: {"answers": {id: {"textAnswers": {"answers": [{"value": str}]}}}}
Signed  hex HMAC-SHA256 of "{t}.{raw body}", header X-Webhook-Signature: t=<seconds>,v1=<hex>
Waits   60 s; our script comes again three times within six minutes, and has Google write to the
        form's owner then. Other scripts do neither
Source  https://developers.google.com/apps-script/guides/triggers/installable
"""

from collections.abc import Iterator
from typing import Any

from adapter.errors import MalformedBody
from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_body
from adapter.sources.records import asked, to_ref, with_email
from adapter.sources.source import Options, Source
from adapter.sources.verify import SignedTime

ABOUT = frozenset(  # the response, not the person
    (
        *("responseId", "formId", "formTitle", "formName", "formUrl", "provider", "createTime"),
        *("lastSubmittedTime", "submittedAt", "timestamp", "editResponseUrl", "totalScore"),
        *("sheetName", "spreadsheetId"),
        # The first column of the sheet that a form writes into, in seven languages.
        *("Timestamp", "Zeitstempel", "Horodateur", "Marca temporal", "Informazioni cronologiche"),
        *("Carimbo de data/hora", "Tijdstempel"),
    )
)
EVENT = frozenset(("authMode", "range", "source", "triggerUid", "values"))  # beside namedValues
ANSWERS = ("answers", "namedValues", "responses", "response", "items", "formData")
TITLES = ("title", "question", "label", "name")
VALUES = ("value", "answer", "response", "textAnswers", "fileUploadAnswers")
FILE = "https://drive.google.com/open?id="
MOST_WRAPPERS = 3  # {"response": {"answers": …}}


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the one response of a delivery; it keeps its id when it is edited or sent again."""
    body = decode_body(delivery)
    if not isinstance(body, dict | list):
        raise MalformedBody("Expected an object.")
    own_id = body.get("responseId") if isinstance(body, dict) else ""
    ref = to_ref(own_id) if isinstance(own_id, str) else ""
    return Reading((Submission(with_email(_read(body)), ref=ref),), id=ref)


def _read(body: Any, wrappers: int = 1) -> Iterator[Answer]:
    """Yield the answers in a response, whatever its script has wrapped them into."""
    pairs = body.items() if isinstance(body, dict) else enumerate(body)
    for key, value in pairs:
        if key in ABOUT or (key in EVENT and "namedValues" in body):
            continue
        if key in ANSWERS and _holds_answers(value) and wrappers < MOST_WRAPPERS:
            yield from _read(value, wrappers + 1)
        else:
            yield from _question(str(key), value)


def _holds_answers(value: Any) -> bool:
    """Tell answers from an answer: to "items" there may be one, too."""
    return isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(item, dict) for item in value)
    )


def _question(key: str, value: Any) -> Iterator[Answer]:
    """Yield the answers to a question, which may come with its title or under it."""
    title = ""
    given = [value[name] for name in VALUES if name in value] if isinstance(value, dict) else []
    if given:
        titles = (value[name] for name in TITLES if isinstance(value.get(name), str))
        title, own_id, value = next(titles, ""), value.get("id"), given[0]
        key = str(own_id) if isinstance(own_id, int | str) else title or key
    yield from asked(key, _given(value), title)


def _given(value: Any) -> Any:
    """Return what was answered, out of the wrapping of the Forms API."""
    match value:
        case {"answers": list(given)}:
            return [_one(item) for item in given]
        case _:
            return value


def _one(item: Any) -> Any:
    match item:
        case {"value": value}:
            return value
        case {"fileId": str(file)}:
            return FILE + file
        case _:
            return item


SOURCE = Source(
    slug="google-forms",
    docs="https://developers.google.com/apps-script/guides/triggers/installable",
    parse=parse,
    verify=SignedTime("x-webhook-signature"),
    answer_within_s=50.0,
    persists=False,
    rejected_status=200,
)
