"""Formspree: one JSON object per filled form.

Shape   {"form": str, "keys": [name, …], "submission": {name: V, "_date": ISO 8601}}; names are
        those of the page's inputs, keys their order. A REST hook begins with a POST that tells
        nothing and wants its X-Hook-Secret back
Signed  Formspree-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of "{t}.{raw body}">
Waits   its pages do not say how long, nor that a delivery comes again
Source  https://help.formspree.io/articles/plugins/webhooks
"""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from adapter.model import Answer, Delivery, Reading, Said, Submission
from adapter.sources.decode import decode_json
from adapter.sources.records import CAPTCHAS, asked, with_email
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Options, Secrets, Source
from adapter.sources.verify import SignedTime

SIGNATURE, HOOK_SECRET = "formspree-signature", "x-hook-secret"
KINDS = {"_replyto": "email"}
SETTINGS = frozenset(  # what a page tells Formspree
    ("_cc", "_date", "_error", "_format", "_gotcha", "_language", "_next", "_subject", "_template")
)


class _Filled(Shape):
    names = fields.List(fields.String(), load_default=list, data_key="keys")
    answers = fields.Dict(required=True, data_key="submission")


_FILLED = _Filled()


def handshake(delivery: Delivery, _secrets: Secrets, _options: Options) -> Said | None:
    """Give back what a REST hook begins with; a submission is signed."""
    secret = delivery.headers.get(HOOK_SECRET)
    if secret is None or SIGNATURE in delivery.headers:
        return None
    return Said(headers={HOOK_SECRET: secret})


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the one submission of a delivery, which has no id."""
    filled = load_shape(_FILLED, decode_json(delivery))
    return Reading((Submission(with_email(_read(filled))),))


def _read(filled: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield the answers in the order of the form."""
    for name in dict.fromkeys((*filled["names"], *filled["answers"])):
        if name not in SETTINGS | CAPTCHAS:
            yield from asked(name, filled["answers"].get(name), kind=KINDS.get(name, ""))


SOURCE = Source(
    slug="formspree",
    docs="https://help.formspree.io/articles/plugins/webhooks",
    parse=parse,
    verify=SignedTime(SIGNATURE),
    handshake=handshake,
    answer_within_s=8.0,
    persists=False,
    rejected_status=200,
)
