"""Unbounce: a form of which one field holds the lead as JSON.

Shape   page_id, page_name, page_url, variant, data.xml, and data.json: {field: [value, …]}
        every value is a list, and some fields are about the page and the visit; a webhook whose
        content type is JSON posts the lead without the form around it
Proof   none: a shared token in a header of the webhook
Waits   its pages do not say how long, nor that a delivery comes again
Source  https://documentation.unbounce.com/hc/en-us/articles/203510044-Using-a-Webhook
"""

from marshmallow import fields

from adapter.errors import MalformedBody
from adapter.model import Delivery, Reading, Submission
from adapter.sources.decode import decode_body, parse_json
from adapter.sources.records import flatten, with_email
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Options, Source

ABOUT_THE_VISIT = frozenset(
    (
        *("page_id", "page_name", "page_url", "page_uuid", "variant"),
        *("ip_address", "date_submitted", "time_submitted", "data.json", "data.xml"),
    )
)


class _Post(Shape):
    lead = fields.String(load_default="", data_key="data.json")


_POST = _Post()


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the one lead of a delivery; it has no id."""
    body = decode_body(delivery)
    written = load_shape(_POST, body)["lead"]
    lead = parse_json(written) if written else body
    if not isinstance(lead, dict):
        raise MalformedBody("data.json: Expected an object.")
    filled = {name: values for name, values in lead.items() if name not in ABOUT_THE_VISIT}
    return Reading((Submission(with_email(flatten(filled))),))


SOURCE = Source(
    slug="unbounce",
    docs="https://documentation.unbounce.com/hc/en-us/articles/203510044-Using-a-Webhook",
    parse=parse,
    answer_within_s=8.0,
    persists=False,
    rejected_status=200,
)
