"""ActiveCampaign: a form with PHP brackets per event, and per contact that passes an automation.

Shape   type=subscribe&date_time=…&contact[id]=1&contact[email]=…&contact[fields][age_group]=…
        custom fields are called by their id or by their personalization tag; several values are
        one text, ||a||b||; an automation's webhook tells the contact only, without a type
Signed  not at all
Waits   its pages do not say how long; never repeats, and a 410 ends the webhook
Source  https://developers.activecampaign.com/page/webhooks
"""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_form
from adapter.sources.records import asked, to_ref
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Events, Options, Source, is_wanted

NEW_PEOPLE = ("subscribe", "contact_add")
KINDS = {
    "first_name": "givenName",
    "last_name": "familyName",
    "email": "email",
    "phone": "phone",
}


class _Contact(Shape):
    id = fields.String(load_default="")
    first_name = fields.String(load_default="")
    last_name = fields.String(load_default="")
    email = fields.String(load_default="")
    phone = fields.String(load_default="")
    company = fields.String(load_default="", data_key="orgname")
    account = fields.String(load_default="", data_key="customer_acct_name")
    tags = fields.String(load_default="")
    custom = fields.Dict(load_default=dict, data_key="fields")


class _Event(Shape):
    type = fields.String(load_default="")


class _About(Shape):
    contact = fields.Nested(_Contact, required=True)


_EVENT, _ABOUT = _Event(), _About()


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return the contact that is new.

    It is known by its own id: adding and subscribing it are two events about one person.
    """
    posted = decode_form(delivery, lists=False)
    event = load_shape(_EVENT, posted)["type"]
    if event and not is_wanted(event, options, NEW_PEOPLE):
        return Reading(())
    contact = load_shape(_ABOUT, posted)["contact"]
    ref = to_ref(contact["id"])
    return Reading((Submission(tuple(_answers(contact)), ref=ref),), id=ref)


def _answers(contact: Mapping[str, Any]) -> Iterator[Answer]:
    for key, kind in KINDS.items():
        yield from asked(key, contact[key], kind=kind)
    yield from asked("orgname", contact["company"] or contact["account"], kind="company")
    for key, value in contact["custom"].items():
        label = f"Field {key}" if key.isdecimal() else ""
        yield from asked(key, _values(value), label)
    yield from asked("tags", contact["tags"], "Tags")


def _values(value: Any) -> Any:
    """Return the values in a text such as ``||a||b||``."""
    if isinstance(value, str) and value.startswith("||"):
        return value.strip("|").split("||")
    return value


SOURCE = Source(
    slug="activecampaign",
    docs="https://developers.activecampaign.com/page/webhooks",
    parse=parse,
    options=Events,
    answer_within_s=8.0,
    retries=False,
    rejected_status=200,
)
