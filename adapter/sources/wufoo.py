"""Wufoo: one form-encoded entry, its fields called by number.

Shape   EntryId, HandshakeKey, CreatedBy, DateCreated, IP, Field1, Field2, …; with metadata, also
        FormStructure: {"Hash": str} and FieldStructure: {"Fields": [{"ID": "Field1", "Title": str,
        "Type": T, "SubFields": [{"ID": str, "Label": str}]}]}, both as JSON
        a name, an address and the boxes to tick have a field for each part
Proof   HandshakeKey: the text that was entered for the webhook
Waits   its pages do not say how long, nor that a delivery comes again
Source  https://wufoo.github.io/docs/#webhooks
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from adapter.errors import BadSignature, MalformedBody, UnsupportedBody
from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_form, parse_json
from adapter.sources.records import asked, to_ref, with_email
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Options, Secrets, Source
from adapter.sources.verify import verify_secret

KINDS = {"email": "email", "phone": "phone", "url": "url"}
# The parts of a composite field, in the order of its SubFields: their labels are translated.
NAMES = {
    "shortname": ("givenName", "familyName"),
    "name": ("honorificPrefix", "givenName", "familyName", "honorificSuffix"),
}
ADDRESS = ("street", "extended", "city", "region", "postalCode", "country")
NUMBERED = re.compile(r"Field\d+")


class _Part(Shape):
    id = fields.String(required=True, data_key="ID")
    label = fields.String(load_default="", data_key="Label")


class _Field(Shape):
    id = fields.String(required=True, data_key="ID")
    title = fields.String(load_default="", data_key="Title")
    type = fields.String(load_default="", data_key="Type")
    parts = fields.List(fields.Nested(_Part), load_default=list, data_key="SubFields")


class _FieldStructure(Shape):
    questions = fields.List(fields.Nested(_Field), load_default=list, data_key="Fields")


class _FormStructure(Shape):
    hash = fields.String(load_default="", data_key="Hash")


class _Entry(Shape):
    id = fields.String(required=True, data_key="EntryId")
    field_structure = fields.String(load_default="{}", data_key="FieldStructure")
    form_structure = fields.String(load_default="{}", data_key="FormStructure")


_ENTRY, _FIELD_STRUCTURE, _FORM_STRUCTURE = _Entry(), _FieldStructure(), _FormStructure()


def verify(delivery: Delivery, secrets: Secrets, _now: float, _options: Options) -> None:
    """Check the handshake key."""
    try:
        posted = decode_form(delivery)
    except (MalformedBody, UnsupportedBody):
        raise BadSignature from None
    verify_secret(posted.get("HandshakeKey"), secrets)


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the one entry of a delivery, known by its form and its number in it."""
    posted = decode_form(delivery)
    entry = load_shape(_ENTRY, posted)
    form = load_shape(_FORM_STRUCTURE, parse_json(entry["form_structure"]))["hash"]
    # Entries are counted by form: without its hash, a number says nothing.
    own_id = to_ref(f"{form}-{entry['id']}") if form else ""
    asked_for = load_shape(_FIELD_STRUCTURE, parse_json(entry["field_structure"]))["questions"]
    return Reading((Submission(with_email(_read(asked_for, posted)), ref=own_id),), id=own_id)


def _read(asked_for: list[Mapping[str, Any]], posted: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield the answers by their titles, and those that the structure does not tell of."""
    own_name = next(filter(_is_name, asked_for), None)
    told = set()
    for field in asked_for:
        field_id, title, kind = field["id"], field["title"], field["type"]
        parts = [(part["label"], posted.get(part["id"])) for part in field["parts"]]
        told |= {field_id, *(part["id"] for part in field["parts"])}
        if not NUMBERED.fullmatch(field_id):  # the entry's own number and date
            continue
        if not parts:
            value = posted.get(f"{field_id}-url") or posted.get(field_id)  # the address of a file
            yield from asked(field_id, value, title, KINDS.get(kind, ""))
        elif kind == "address" and len(parts) <= len(ADDRESS):
            written = dict(zip(ADDRESS, (value for _, value in parts), strict=False))
            yield from asked("address", written, title)
        elif kind == "checkbox":
            yield from asked(field_id, [value for _, value in parts], title)
        else:  # a name, or rows of choices
            kinds = NAMES[kind] if field is own_name else [""] * len(parts)
            for (label, value), part_kind in zip(parts, kinds, strict=True):
                yield from asked(field_id, value, f"{title} {label}", part_kind)
    for name, value in posted.items():
        if NUMBERED.fullmatch(name) and name not in told:
            yield from asked(name, value)


def _is_name(field: Mapping[str, Any]) -> bool:
    return field["type"] in NAMES and len(field["parts"]) == len(NAMES[field["type"]])


SOURCE = Source(
    slug="wufoo",
    docs="https://wufoo.github.io/docs/#webhooks",
    parse=parse,
    verify=verify,
    answer_within_s=8.0,
    persists=False,
    rejected_status=200,
)
