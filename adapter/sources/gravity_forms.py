"""Gravity Forms, the WordPress plugin, with its Webhooks add-on: one entry per filled form.

Shape   "All Fields": {"id", "form_id", "date_created", …, "1.3": str, "2": str}, JSON or a form, in
        the body or, for GET and DELETE, in the URL. Keys are the numbers of fields, and of the
        boxes of a field: of a name 2 is the prefix, 3 first, 4 middle, 6 last, 8 the suffix; of an
        address 1 and 2 are the street, 3 city, 4 state, 5 ZIP, 6 country; of others 1, 2, 3 what
        can be ticked. "Select Fields": the keys that the form's author has chosen
Signed  not at all; the author may set headers
Waits   5 s; any answer counts as sent, and nothing comes again
Source  https://docs.gravityforms.com/triggering-webhooks-form-submissions/
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from marshmallow import fields

from adapter.errors import MalformedBody
from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_body, parse_json
from adapter.sources.records import asked, is_email, to_ref, with_email
from adapter.sources.shape import Id, Shape, load_shape
from adapter.sources.source import Options, Source

ABOUT = frozenset(  # the entry, not the person
    (
        *("id", "form_id", "post_id", "source_id", "created_by", "date_created", "date_updated"),
        *("is_starred", "is_read", "is_approved", "status", "ip", "source_url", "user_agent"),
        *("currency", "payment_status", "payment_date", "payment_amount", "payment_method"),
        *("transaction_id", "transaction_type", "is_fulfilled"),
    )
)
NAME = {
    "2": "honorificPrefix",
    "3": "givenName",
    "4": "middleName",
    "6": "familyName",
    "8": "honorificSuffix",
}
ADDRESS = {
    "1": "address.street",
    "2": "address.extended",
    "3": "address.city",
    "4": "address.region",
    "5": "address.postalCode",
    "6": "address.country",
}
KINDS = {"name": NAME, "address": ADDRESS}

_FIELD = re.compile(r"(\d{1,9})(?:\.(\d{1,9}))?")
_PHONE = re.compile(r"\(\d{3}\) \d{3}-\d{4}|\+\d[\d ().-]{6,18}\d")  # by the field's own mask, or +
_PHP_LIST = re.compile(r"a:\d+:\{.*\}", re.DOTALL)
_PHP_STRING = re.compile(rb's:(\d{1,7}):"')


class _Entry(Shape):
    id = Id(required=True)
    form = Id(required=True, data_key="form_id")
    created = fields.String(required=True, data_key="date_created")


_ENTRY = _Entry()


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the one entry of a delivery; its id, which starts at 1 on every site, and its time."""
    answers = decode_body(delivery)
    if not isinstance(answers, dict):
        raise MalformedBody("Expected an object.")
    if not {"form_id", "date_created"} <= answers.keys():  # "Select Fields"
        return Reading((Submission(with_email(_read(answers))),))
    entry = load_shape(_ENTRY, answers)
    ref, delivery_id = to_ref(entry["id"]), to_ref("{form}/{id}/{created}".format(**entry))
    answers = {key: value for key, value in answers.items() if key not in ABOUT}
    return Reading((Submission(with_email(_read(answers)), ref=ref),), id=delivery_id)


def _read(answers: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield the answers; of numbered fields, what shapes and values tell.

    The first name and the first address are the person's. A wrong guess would write into somebody's
    address book: what may be anything keeps its number.
    """
    boxes_of: dict[str, dict[str, Any]] = {}
    for key, value in answers.items():
        if field := _FIELD.fullmatch(key):
            boxes_of.setdefault(field[1], {})[field[2] or ""] = _listed(value)
        else:
            yield from asked(key, _listed(value))
    expected = {"name": _is_name, "address": _is_address}
    for number, boxes in boxes_of.items():
        texts = {box: text if isinstance(text, str) else "" for box, text in boxes.items()}
        found = next((what for what, fits in expected.items() if fits(texts)), "")
        expected.pop(found, None)
        yield from _answers(number, boxes, KINDS.get(found, {}))


def _answers(number: str, boxes: Mapping[str, Any], kinds: Mapping[str, str]) -> Iterator[Answer]:
    match list(boxes.items()):
        case [("1", "1"), ("2", str(consent)), ("3", str(revision))] if (
            revision.isdecimal() and not consent.isdecimal()
        ):
            yield Answer(f"{number}.1", "Yes", consent)
        case answers:
            for box, value in answers:
                key = f"{number}.{box}" if box else number
                yield from asked(key, value, f"Field {number}", kinds.get(box) or _kind(value))


def _is_name(boxes: Mapping[str, str]) -> bool:
    return {"3", "6"} <= boxes.keys() <= NAME.keys() and any(boxes.values())


def _is_address(boxes: Mapping[str, str]) -> bool:
    """Tell an address from six choices: it has a street, a city, and a number in it."""
    street, city, code, country = (boxes.get(box, "") for box in "1356")
    numbered = any(map(str.isdigit, street + code))
    placed = street and city and (code or country)
    return bool(boxes.keys() <= ADDRESS.keys() and placed and numbered)


def _kind(value: Any) -> str:
    """Return what a value is, where it cannot be anything else."""
    match value:
        case str() if is_email(value):
            return "email"
        case str() if _PHONE.fullmatch(value):
            return "phone"
        case _:
            return ""


def _listed(value: Any) -> Any:
    """Return a list of which the plugin has made a text: files and choices in JSON, rows in PHP."""
    match value:
        case str() if value.startswith('["'):
            with suppress(MalformedBody):
                return parse_json(value)
        case str() if _PHP_LIST.fullmatch(value):
            return list(_php_strings(value.encode("utf-8", "replace"))) or value
    return value


def _php_strings(serialized: bytes) -> Iterator[str]:
    """Yield the texts in what PHP's serialize() wrote, in which their lengths are in bytes."""
    place = 0
    while text := _PHP_STRING.search(serialized, place):
        place = text.end() + int(text[1])
        yield serialized[text.end() : place].decode("utf-8", "replace")


SOURCE = Source(
    slug="gravity-forms",
    docs="https://docs.gravityforms.com/triggering-webhooks-form-submissions/",
    parse=parse,
    methods=frozenset({"DELETE", "GET", "PATCH", "POST", "PUT"}),
    answer_within_s=4.0,
    retries=False,
    rejected_status=200,
)
