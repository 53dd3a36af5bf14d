"""Who is sent, in which deliveries. Everybody is invented, and nobody shares an e-mail address.

A delivery is what one sender repeats until it is answered: its id stays, its signature may not.
"""

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

SECRET = "an-invented-secret"  # noqa: S105
SIGNING_KEY = b"an-invented-signing-key"
SIGNING_SECRET = f"whsec_{base64.b64encode(SIGNING_KEY).decode()}"

BULK = 0.01  # share of deliveries that hold hundreds of people
INVALID = 0.04  # share of people whose e-mail address is none
REPEATED = 0.12  # share of deliveries that are sent again although they were answered
SOON = 30  # parts of a run: how long after its answer a delivery is repeated, in the mean
TWINS = 0.05  # share of deliveries that are sent twice at once

ROUTES = """
defaults: {account: sales@example.com, region: US}
routes:
  forms: {source: typeform, labels: [Web leads]}
  leads: {source: json, mode: queued, labels: [Leads]}
  partners: {source: json, account: office@example.com, labels: [Partners, Web leads]}
  import: {source: people, labels: [Imported]}
  office: {source: people, mode: queued, account: office@example.com}
  events: {source: standard-webhooks, mode: queued, account: events@example.com, labels: [Events]}
"""
DIRECT_ROUTES = ROUTES.replace("mode: queued, ", "")  # where there is no queue
ACCOUNTS = {"partners": "office@example.com", "office": "office@example.com"} | {
    "events": "events@example.com"
}


@dataclass(frozen=True, slots=True)
class Person:
    """One row of a delivery. ``email`` is nobody else's; where not ``valid``, it is no address."""

    email: str
    name: str
    valid: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a sender delivers to ``route``, for the first time ``due`` run seconds after the start.

    ``repeats`` are the run seconds after an answer when it is sent again all the same; ``patience``
    those after which an answer is waited for no longer.
    """

    id: str
    route: str
    people: tuple[Person, ...]
    due: float
    repeats: tuple[float, ...]
    twins: bool
    patience: float

    @property
    def account(self) -> str:
        """Whose contacts its people become."""
        return ACCOUNTS.get(self.route, "sales@example.com")

    def request(self, now: float) -> bytes:
        """Return what goes over the wire at ``now``, Unix seconds."""
        shape, prove, _ = KINDS[self.route]
        body = json.dumps(shape(self)).encode()
        headers = {"Host": "localhost", "Connection": "close", "Content-Type": "application/json"}
        headers |= {"Content-Length": str(len(body))} | prove(self.id, body, int(now))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"POST /{self.route} HTTP/1.1\r\n{head}\r\n".encode() + body


def deliveries(number: int, during: float, chance: Random) -> Iterator[Delivery]:
    """Yield deliveries that are due within ``during`` run seconds, many of them in rushes."""
    rushes = [chance.uniform(0, during) for _ in range(1 + number // 100)]
    for serial in range(number):
        route = chance.choice(list(KINDS))
        *_, (fewest, most, patience) = KINDS[route]
        size = chance.randint(fewest, most)
        if most > 1 and chance.random() < BULK * len(KINDS) / 2:
            size = chance.randint(200, 600)
        alone = chance.random() < 0.5  # noqa: PLR2004
        yield Delivery(
            id=f"delivery-{serial}",
            route=route,
            people=tuple(_person(serial, row, chance) for row in range(size)),
            due=chance.uniform(0, during)
            if alone
            else min(during, chance.choice(rushes) + chance.expovariate(1.0)),
            repeats=tuple(
                chance.expovariate(SOON / during)
                for _ in range(chance.randint(1, 3))
                if chance.random() < REPEATED
            ),
            twins=chance.random() < TWINS,
            patience=patience,
        )


def _person(serial: int, row: int, chance: Random) -> Person:
    valid = chance.random() >= INVALID
    local = f"ada.{serial}.{row}"
    email = f"{local}@example.com" if valid else f"{local} at example com"
    return Person(email, f"Ada Example {serial} {row}", valid)


def _form(delivery: Delivery) -> Any:
    [person] = delivery.people
    asked = [
        {"id": "q1", "ref": "name", "type": "short_text", "title": "What's your name?"},
        {"id": "q2", "ref": "email", "type": "short_text", "title": "E-mail"},
    ]
    answers = [
        {"type": "text", "text": text, "field": {"id": question["id"], "ref": question["ref"]}}
        for question, text in zip(asked, (person.name, person.email), strict=True)
    ]
    response = {"token": delivery.id, "definition": {"fields": asked}, "answers": answers}
    return {"event_type": "form_response", "form_response": response}


def _records(delivery: Delivery) -> Any:
    return [{"name": person.name, "email": person.email} for person in delivery.people]


def _batch(delivery: Delivery) -> Any:
    people = (
        {"names": [{"unstructuredName": p.name}], "emailAddresses": [{"value": p.email}]}
        for p in delivery.people
    )
    return {"contacts": [{"contactPerson": person} for person in people]}


def _event(delivery: Delivery) -> Any:
    [person] = delivery.people
    return {"type": "contact.created", "data": {"name": person.name, "email": person.email}}


def _signed_by_typeform(_id: str, body: bytes, _now: int) -> dict[str, str]:
    digest = hmac.digest(SECRET.encode(), body, "sha256")
    return {"Typeform-Signature": f"sha256={base64.b64encode(digest).decode()}"}


def _with_token(delivery_id: str, _body: bytes, _now: int) -> dict[str, str]:
    return {"Authorization": f"Bearer {SECRET}", "Idempotency-Key": delivery_id}


def _signed(delivery_id: str, body: bytes, now: int) -> dict[str, str]:
    digest = hmac.digest(SIGNING_KEY, b"%b.%d.%b" % (delivery_id.encode(), now, body), "sha256")
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(now),
        "webhook-signature": signature,
    }


Shape = Callable[[Delivery], Any]
Proof = Callable[[str, bytes, int], dict[str, str]]
KINDS: dict[str, tuple[Shape, Proof, tuple[int, int, float]]] = {
    # what is sent, how it is proved, fewest and most people, patience in run seconds
    "forms": (_form, _signed_by_typeform, (1, 1, 30.0)),
    "leads": (_records, _with_token, (1, 5, 30.0)),
    "partners": (_records, _with_token, (1, 5, 120.0)),
    "import": (_batch, _with_token, (1, 5, 60.0)),
    "office": (_batch, _with_token, (1, 5, 60.0)),
    "events": (_event, _signed, (1, 1, 20.0)),
}
