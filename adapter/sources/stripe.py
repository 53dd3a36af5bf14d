"""Stripe: one JSON object per event; ``customer.created`` is about a new person.

Shape   {"id": "evt_…", "type": str, "data": {"object": {"id": "cus_…", "name", "email", "phone",
        "address", "shipping": {"name", "phone", "address"}, "description", "metadata"}}}
        most of it null; thin events ("object": "v2.core.event") hold no customer
Signed  hex HMAC-SHA256 of "{t}.{raw body}", header Stripe-Signature: "t=…,v1=…", v1 several times
        while the secret is rolled, v0 for tests; the key is the text "whsec_…" as it is written
Waits   n/d; repeats for up to three days
Source  https://docs.stripe.com/webhooks
"""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_json
from adapter.sources.records import asked, flatten, to_ref
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Events, Options, Source, is_wanted
from adapter.sources.verify import SignedTime

NEW_PEOPLE = ("customer.created",)
KINDS = {  # Stripe's words -> our vocabulary
    "individual_name": "name",
    "name": "name",  # of a person or a business
    "business_name": "company",
    "email": "email",
    "phone": "phone",
    "description": "note",
}
PARTS = {
    "line1": "street",
    "line2": "extended",
    "city": "city",
    "state": "region",
    "postal_code": "postalCode",
    "country": "country",  # two letters
}

_Address = Shape.from_dict({part: fields.String() for part in PARTS})


class _Shipping(Shape):
    name = fields.String()
    phone = fields.String()
    address = fields.Nested(_Address, load_default=dict)


class _Customer(Shape):
    id = fields.String(load_default="")
    individual_name = fields.String()
    name = fields.String()
    business_name = fields.String()
    email = fields.String()
    phone = fields.String()
    description = fields.String()
    address = fields.Nested(_Address, load_default=dict)
    shipping = fields.Nested(_Shipping, load_default=lambda: {"address": {}})
    metadata = fields.Dict(load_default=dict)


class _Data(Shape):
    customer = fields.Nested(_Customer, required=True, data_key="object")


class _CustomerEvent(Shape):
    data = fields.Nested(_Data, required=True)


class _Event(Shape):
    id = fields.String(required=True)
    type = fields.String(required=True)


_EVENT, _CUSTOMER_EVENT = _Event(), _CustomerEvent()


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return the customer that an event is about."""
    body = decode_json(delivery)
    event = load_shape(_EVENT, body)
    own_id = to_ref(event["id"])
    if not is_wanted(event["type"], options, NEW_PEOPLE):
        return Reading((), id=own_id)
    customer = load_shape(_CUSTOMER_EVENT, body)["data"]["customer"]
    return Reading((Submission(tuple(_read(customer)), ref=to_ref(customer["id"])),), id=own_id)


def _read(customer: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield what a customer's fields hold; where to ship to, if that is another place."""
    shipping = customer["shipping"]
    for field, kind in KINDS.items():
        yield from asked(field, customer.get(field), kind=kind)
    yield from _read_address("address", customer["address"])
    if shipping.get("name") != customer.get("name"):
        yield from asked("shipping.name", shipping.get("name"), "Shipping name")
    yield from asked("shipping.phone", shipping.get("phone"), kind="phone")
    if shipping["address"] != customer["address"]:
        yield from _read_address("address.shipping", shipping["address"])
    yield from flatten(customer["metadata"])


def _read_address(place: str, address: Mapping[str, str]) -> Iterator[Answer]:
    for field, part in PARTS.items():
        yield from asked(f"{place}.{field}", address.get(field), kind=f"{place}.{part}")


SOURCE = Source(
    slug="stripe",
    docs="https://docs.stripe.com/webhooks",
    parse=parse,
    verify=SignedTime("stripe-signature"),
    options=Events,
    answer_within_s=8.0,
    rejected_status=200,
)
