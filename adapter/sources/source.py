"""What a source is: plain functions that read one sender, and plain facts about it.

A source knows its sender's shape and nothing about Google, the network or the clock. Adding one is
a module that ends in ``SOURCE = Source(...)``, a line in ``sources/__init__.py``, a sample folder,
a page in ``docs/sources`` and a row in the README; the tests name whichever was forgotten.
"""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields

from adapter.model import Delivery, Reading, Said, Submission
from adapter.sources.ask import Asking

Options = Mapping[str, Any]
"""A route's ``options``, loaded by the source's own schema."""

Secrets = Sequence[bytes]
"""The route's secrets as ``load_secret`` made them; more than one while they are rotated."""

Parse = Callable[[Delivery, Options], Reading]
Verify = Callable[[Delivery, Secrets, float, Options], None]
Sign = Callable[[Delivery, bytes, float, Options], dict[str, str]]
Handshake = Callable[[Delivery, Secrets, Options], Said | None]
LookUp = Callable[[Sequence[Submission], Options, str], Asking[list[Submission | None]]]


class NoOptions(Schema):
    """The options of a source that has none."""


class Events(Schema):
    """The option of a source whose sender tells of more than new people."""

    events = fields.List(fields.String())  # what creates contacts, in the sender's words


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of sender.

    ``parse(delivery, options)`` returns the people in a delivery, or raises ``MalformedBody`` or
    ``UnsupportedBody``.

    ``verify(delivery, secrets, now, options)`` returns, or raises ``BadSignature``; ``now`` is Unix
    time in seconds. ``None``: the sender cannot sign, so the route has a token.
    ``signature_option`` names the option without which ``verify`` cannot work, if there is one.

    ``sign(delivery, secret, now, options)`` returns the headers that prove a test delivery;
    ``None`` where ``verify`` brings its own.

    ``load_secret(text)`` turns a secret as the operator writes it into key bytes, or raises
    ``ValueError`` with what is wrong (never with the secret); it runs once, at start.

    ``handshake(delivery, secrets, options)`` answers what a sender asks before it delivers, and
    returns ``None`` for anything else. The delivery is not proved, and its body is empty.

    ``look_up(submissions, options, token)`` is for senders that deliver ids only: it asks their
    service for the people and returns a submission for each, ``None`` for one that it does not
    know. ``token`` is what the operator wrote into ``LOOKUP_TOKEN_<ROUTE>``.

    ``conceal`` finds what is not even kept of a body that cannot be read.

    ``acknowledgement`` is what a delivery is answered of which every row is safe, where the sender
    wants other words than a result.
    """

    slug: str
    docs: str  # where the sender documents its webhooks
    parse: Parse
    verify: Verify | None = None
    sign: Sign | None = None
    signature_option: str = ""
    load_secret: Callable[[str], bytes] = str.encode
    options: type[Schema] = NoOptions
    handshake: Handshake | None = None
    look_up: LookUp | None = None
    conceal: re.Pattern[str] | None = None
    acknowledgement: Said | None = None
    methods: frozenset[str] = frozenset({"POST"})  # with which deliveries come
    answer_within_s: float = 25.0  # the sender's own time-out, less a margin for the network
    retries: bool = True  # whether a delivery comes again after a 503, or is parked at once
    persists: bool = True  # comes again for an hour at least; else it is parked beside its 503
    rejected_status: int = 422  # when every row is invalid; 200 for senders that punish a 4xx

    @property
    def signer(self) -> Sign | None:
        """What proves a test delivery, where that can be done in its headers."""
        return self.sign or getattr(self.verify, "sign", None)


def answer_probe(delivery: Delivery, _secrets: Secrets, _options: Options) -> Said | None:
    """Answer a sender that only looks whether anybody is there before it delivers."""
    return Said() if delivery.method in ("GET", "HEAD") else None


def is_wanted(event: str, options: Options, new_people: Container[str]) -> bool:
    """Tell whether an event creates contacts: those of ``options.events``, else ``new_people``."""
    chosen: Container[str] = options.get("events", new_people)
    return event in chosen
