"""Jotform: one multipart form per filled form, the answers as JSON in one of its parts.

Shape   submissionID; rawRequest: {"q3_name": {"first", "last"}, "q4_email": str, "q5_phone":
        {"full"}, …}; pretty: "Name:Ada Lovelace, E-mail:ada@example.com", which is for people to
        read. Keys are the question's number and the first words of its first title. All other
        keys are the browser's, but those of uploaded files: a list of addresses, without a number
Signed  not at all; no header can be set, so the token is in the URL, and the body repeats the URL
Waits   for a time that is not documented; does not say that it comes again. An edited submission
        is sent once more under its submissionID
Source  https://www.jotform.com/help/245-how-to-setup-a-webhook-with-jotform/
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from marshmallow import fields

from adapter.errors import MalformedBody
from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_body, parse_json
from adapter.sources.records import asked, flatten, to_ref, with_email
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Options, Source

NAME = {
    "prefix": "honorificPrefix",
    "first": "givenName",
    "middle": "middleName",
    "last": "familyName",
    "suffix": "honorificSuffix",
}
ADDRESS = {
    "addr_line1": "address.street",
    "addr_line2": "address.extended",
    "city": "address.city",
    "state": "address.region",
    "postal": "address.postalCode",
    "country": "address.country",
}
BOXES = {"name": NAME, "address": ADDRESS}
DRAWING = "data:image/"  # a signature, as the drawing that it is
DASHES = str.maketrans("-/", "  ")  # of dates, between whose parts there may be anything
MAX_TITLES = 500  # questions whose titles are looked for
MAX_PRETTY = 50_000  # characters that they are looked for in

_QUESTION = re.compile(r"q(\d{1,9})_(.+?)\1?")  # q7_email, and q7_email7 for a second "E-mail"


class _Delivery(Shape):
    id = fields.String(load_default="", data_key="submissionID")
    answers = fields.String(required=True, data_key="rawRequest")
    pretty = fields.String(load_default="")


_DELIVERY = _Delivery()


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the one submission of a delivery, known by its own id, edited or not."""
    form = load_shape(_DELIVERY, decode_body(delivery))
    raw = parse_json(form["answers"])
    if not isinstance(raw, dict):
        raise MalformedBody("rawRequest: Not an object.")
    own_id = to_ref(form["id"])
    answers = with_email(_read(raw, _titles(form["pretty"], raw)))
    return Reading((Submission(answers, ref=own_id),), id=own_id)


def _read(raw: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[Answer]:
    known: set[str] = set()
    for key, value in raw.items():
        if question := _QUESTION.fullmatch(key):
            yield from _answers(key, value, titles.get(key) or question[2], known)
        elif isinstance(value, list) and _words(value).startswith("https://"):
            yield from asked(key, value)  # uploaded files


def _answers(key: str, value: Any, label: str, known: set[str]) -> Iterator[Answer]:
    """Yield the answers to a question.

    The first name, phone and address are the person's, which ``known`` notes. What further ones
    are, another of the same or somebody else's, their titles say.
    """
    kind = _kind(value) if _words(value) else ""
    if kind in known:
        kind = ""
    known.add(kind)
    for box, part in BOXES.get(kind, {}).items():
        yield from asked(f"{key}.{box}", value.get(box), f"{label} {box}", part)
    if kind not in BOXES:
        yield from asked(key, _plain(value), label, kind)


def _kind(value: Any) -> str:
    """Return what was asked for, as far as the shape of the answer tells."""
    match value:
        case {"first": _} | {"last": _}:
            return "name"
        case {"addr_line1": _} | {"postal": _}:
            return "address"
        case {"full": _} | {"phone": _}:
            return "phone"
        case _:
            return ""


def _plain(value: Any) -> Any:
    """Return an answer as a person would write it."""
    said = value
    match value:
        case str() if value.startswith(DRAWING):
            said = None
        case {"country": str(code), "phone": _} if code.isdecimal():
            said = _words({**value, "country": f"+{code}"})
        case {"first": _} | {"last": _} | {"full": _} | {"phone": _}:
            said = _words(value)
        case {"addr_line1": _} | {"postal": _}:
            said = list(value.values())
        case {"year": _} | {"timeInput": _}:
            said = _when(value)
        case {"date": date, "duration": _}:  # an appointment; without one, the rest is there, too
            said = date and _words([date, value.get("timezone")])
        case {"products": list(products)}:
            said = [*map(_product, products), _words(value.get("totalInfo"))]
        case {"colIds": _, "rowIds": _, **rows}:  # how a table is drawn
            said = rows
    return said


def _when(value: Mapping[str, Any]) -> str:
    """Return a date, a time, or both."""
    year, month, day, time, half = (
        _words(value.get(part)) for part in ("year", "month", "day", "timeInput", "ampm")
    )
    if year.isdecimal() and month.isdecimal() and day.isdecimal():
        date = f"{year}-{month:0>2}-{day:0>2}"
    else:
        date = _words([day, month, year])
    return _words([date, time, half if time else ""])


def _product(product: Any) -> str:
    match product:
        case {"productName": name, "quantity": quantity}:
            return _words([name, "x", quantity])
        case _:
            return _words(product)


def _words(value: Any) -> str:
    """Return all that is said in a value, as ``pretty`` has it."""
    said = (answer.value for answer in flatten({"": value}))
    return " ".join(text if isinstance(text, str) else " ".join(text) for text in said)


def _titles(pretty: str, raw: Mapping[str, Any]) -> dict[str, str]:
    """Return the titles of questions by their keys, of as many as can be told for certain.

    Titles and answers may hold commas and colons: a title is what stands between two answers that
    are known, unless there could be another question and its answer in it.
    """
    text, place, titles = f"{_tidy(pretty[:MAX_PRETTY])}, ", 0, {}
    said = text.translate(DASHES)
    keys = (key for key in raw if _QUESTION.fullmatch(key) and _words(raw[key]))
    for key in islice(keys, MAX_TITLES):
        answer = f":{_tidy(_words(raw[key]))}, ".translate(DASHES)
        at = said.find(answer, place)
        if at < 0:
            continue
        title = text[place:at]
        if ", " not in title.partition(":")[2]:
            titles[key] = title.rstrip(": ")
        place = at + len(answer)
    return titles


def _tidy(text: str) -> str:
    return " ".join(text.split()).replace(" , ", ", ")


SOURCE = Source(
    slug="jotform",
    docs="https://www.jotform.com/help/245-how-to-setup-a-webhook-with-jotform/",
    parse=parse,
    answer_within_s=8.0,
    persists=False,
    rejected_status=200,
)
