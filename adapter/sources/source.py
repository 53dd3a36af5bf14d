"""What a source is: plain functions that read one sender, and plain facts about it.

A source knows its sender's shape and nothing about Google, the network or the clock. Adding one is
a module that ends in ``SOURCE = Source(...)``, a line in ``sources/__init__.py``, a sample folder
and a row in the README; the tests name whichever was forgotten.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema

from adapter.model import Delivery, Reading

Options = Mapping[str, Any]
"""A route's ``options``, loaded by the source's own schema."""

Secrets = Sequence[bytes]
"""The route's secrets as ``load_secret`` made them; more than one while they are rotated."""

Parse = Callable[[Delivery, Options], Reading]
Verify = Callable[[Delivery, Secrets, float, Options], None]


class NoOptions(Schema):
    """The options of a source that has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of sender.

    ``parse(delivery, options)`` returns the people in a delivery, or raises ``MalformedBody`` or
    ``UnsupportedBody``.

    ``verify(delivery, secrets, now, options)`` returns, or raises ``BadSignature``; ``now`` is Unix
    time in seconds. ``None``: the sender cannot sign, so the route has a token.
    ``signature_option`` names the option without which ``verify`` cannot work, if there is one.

    ``load_secret(text)`` turns a secret as the operator writes it into key bytes, or raises
    ``ValueError`` with what is wrong (never with the secret); it runs once, at start.
    """

    slug: str
    docs: str  # where the sender documents its webhooks
    parse: Parse
    verify: Verify | None = None
    signature_option: str = ""
    load_secret: Callable[[str], bytes] = str.encode
    options: type[Schema] = NoOptions
    answer_within_s: float = 25.0  # the sender's own time-out, less a margin for the network
    rejected_status: int = 422  # when every row is invalid; 200 for senders that punish a 4xx
