"""Shopify: one JSON object per customer; the header X-Shopify-Topic says what happened.

Shape   {"id": int of 64 bits, "first_name", "last_name", "email", "phone", "note", "tags": "a, b",
        "default_address": A, "addresses": [A]}, where A holds names, company and phone, too;
        e-mail and phone are blank where an app may not know them, and the phone often in A only
Signed  base64 HMAC-SHA256 of the raw body, header X-Shopify-Hmac-Sha256; after the secret was
        changed, the old one may sign for an hour
Waits   5 s; repeats eight times in four hours, then deletes the subscription
Id      X-Shopify-Event-Id: "the same value across more than one webhook indicates a duplicate";
        older versions of the API have X-Shopify-Webhook-Id only
Source  https://shopify.dev/docs/apps/build/webhooks
"""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_json
from adapter.sources.records import asked, to_ref
from adapter.sources.shape import Id, Shape, load_shape
from adapter.sources.source import Events, Options, Source, is_wanted
from adapter.sources.verify import SignedBody

NEW_PEOPLE = ("customers/create",)
KINDS = {  # Shopify's words -> our vocabulary
    "first_name": "givenName",
    "last_name": "familyName",
    "company": "company",
    "email": "email",
    "phone": "phone",
    "note": "note",
    "tags": "",
}
PARTS = {
    "address1": "street",
    "address2": "extended",
    "city": "city",
    "province": "region",
    "zip": "postalCode",
    "country": "country",
}
WHOSE = ("first_name", "last_name", "company", "phone")  # stands beside where it is

_Address = Shape.from_dict({field: fields.String() for field in (*WHOSE, *PARTS)})


class _Customer(Shape):
    id = Id(load_default="")
    first_name = fields.String()
    last_name = fields.String()
    email = fields.String()
    phone = fields.String()
    note = fields.String()
    tags = fields.String()
    default_address = fields.Nested(_Address, load_default=dict)
    addresses = fields.List(fields.Nested(_Address), load_default=list)


_CUSTOMER = _Customer()


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return the customer; requests to forget somebody come under topics of their own."""
    headers = delivery.headers
    event = headers.get("x-shopify-event-id") or headers.get("x-shopify-webhook-id", "")
    if not is_wanted(headers.get("x-shopify-topic", ""), options, NEW_PEOPLE):
        return Reading((), id=event)
    customer = load_shape(_CUSTOMER, decode_json(delivery))
    own_id = to_ref(customer["id"])
    # One event of a merchant, such as an import, may be about many customers.
    delivery_id = to_ref(f"{event} {own_id}") if event and own_id else event
    return Reading((Submission(tuple(_read(customer)), ref=own_id),), id=delivery_id)


def _read(customer: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield what is said of a customer, then of the addresses, the default one first."""
    for field, kind in KINDS.items():
        yield from asked(field, customer.get(field), kind=kind)
    default = customer["default_address"]
    others = (address for address in customer["addresses"] if address != default)
    addresses = [address for address in (default, *others) if address]
    for place, address in zip(("address", "address.other"), addresses, strict=False):
        yield from _read_address(place, address)
    for address in addresses[2:]:
        whole = ", ".join(filter(None, address.values()))
        yield from asked("another address", whole, "Another address")


def _read_address(place: str, address: Mapping[str, str]) -> Iterator[Answer]:
    """Yield whose address it is, which mostly repeats the customer, and where it is."""
    for field, text in address.items():
        kind = f"{place}.{PARTS[field]}" if field in PARTS else KINDS[field]
        yield from asked(f"{place}.{field}", text, kind=kind)


SOURCE = Source(
    slug="shopify",
    docs="https://shopify.dev/docs/apps/build/webhooks",
    parse=parse,
    verify=SignedBody("x-shopify-hmac-sha256", encoding="base64"),
    options=Events,
    answer_within_s=4.0,
    rejected_status=200,
)
