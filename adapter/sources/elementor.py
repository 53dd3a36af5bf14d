"""Elementor Pro, the WordPress plugin: a form per filled form, answers under their labels.

Shape   Email+=ada%40example.com&No+Label+field_1a2b3c4=…&Date=…&Page+URL=…&form_id=…&form_name=…:
        several choices are one text; an answer without a label is called by its id.
        With "Advanced Data" fields[<id>][id|type|title|value|raw_value|required], form[id|name]
        and meta[<id>][title|value]
Signed  not at all
Waits   5 s, as WordPress does; shows the visitor an error unless it hears exactly 200, and nothing
        comes again
Source  https://developers.elementor.com/docs/form-actions/
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marshmallow import fields

from adapter.errors import MalformedBody
from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_body
from adapter.sources.records import CAPTCHAS, asked, with_email
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Options, Source

KINDS = {"email": "email", "tel": "phone", "url": "url"}
LEFT_OUT = ("password",)
NO_LABEL = "No Label "
META = frozenset(("Page URL", "Page Title", "User Agent", "Remote IP", "Powered by"))
CLOCK = frozenset(("Date", "Time"))  # a question may be called so, too
ADDED = META | CAPTCHAS | {"form_id", "form_name"}


class _Field(Shape):
    id = fields.String(load_default="")
    type = fields.String(load_default="")
    title = fields.String(load_default="")
    value = fields.Raw(load_default=None)


_FIELD = _Field()


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the one submission of a delivery, which has no id."""
    match decode_body(delivery):
        case {"form": dict(), "fields": dict(told)}:
            answers = _read(told.values())
        case {"form": dict(), "fields": list(told)}:  # ids that are numbers
            answers = _read(told)
        case dict(told):
            answers = _read_labelled(told)
        case _:
            raise MalformedBody("Expected a form.")
    return Reading((Submission(with_email(answers)),))


def _read(told: Iterable[Any]) -> Iterator[Answer]:
    """Yield the answers of "Advanced Data"."""
    for one in told:
        field = load_shape(_FIELD, one)
        if field["type"] in LEFT_OUT:
            continue
        kind = KINDS.get(field["type"], "")
        yield from asked(field["id"], field["value"], field["title"], kind)


def _read_labelled(answers: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield the answers under labels, without what Elementor adds behind them.

    It adds date and time together with the rest; alone they were asked for.
    """
    added = ADDED | CLOCK if META & answers.keys() else ADDED
    for label, value in answers.items():
        if label in added:
            continue
        own_id = label.removeprefix(NO_LABEL)
        yield from asked(own_id, value, label if own_id == label else "")


SOURCE = Source(
    slug="elementor",
    docs="https://developers.elementor.com/docs/form-actions/",
    parse=parse,
    answer_within_s=4.0,
    retries=False,
    rejected_status=200,
)
