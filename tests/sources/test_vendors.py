"""Deliveries that the vendors' own libraries signed are accepted, and no others."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping

import hubspot.utils.signature  # type: ignore[import-untyped]
import jwt
import pytest
import standardwebhooks
import stripe
import svix.webhooks

from adapter.errors import BadSignature
from adapter.sources import SOURCES

from .samples import delivery, prove

NOW = 1_700_000_000
WHEN = dt.datetime.fromtimestamp(NOW, dt.UTC)
BODY = '{"form":"demo","email":"ada@example.com","name":"Zoë"}'
KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SECRET = "n" * 32

Headers = Mapping[str, str]


def by_stripe() -> Headers:
    """Sign as Stripe does."""
    signature = stripe.WebhookSignature._compute_signature(f"{NOW}.{BODY}", KEY)  # noqa: SLF001
    return {"stripe-signature": f"t={NOW},v1={signature}"}


def by_standard_webhooks() -> Headers:
    """Sign as the reference library of Standard Webhooks does."""
    signature = standardwebhooks.Webhook(KEY).sign("msg_1", WHEN, BODY)
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(NOW),
        "webhook-signature": signature,
    }


def by_svix() -> Headers:
    """Sign as Svix does."""
    signature = svix.webhooks.Webhook(KEY).sign("msg_1", WHEN, BODY)
    return {"svix-id": "msg_1", "svix-timestamp": str(NOW), "svix-signature": signature}


def by_netlify() -> Headers:
    """Sign as Netlify says it does, with an independent library."""
    claims = {"iss": "netlify", "sha256": hashlib.sha256(BODY.encode()).hexdigest()}
    return {"x-webhook-signature": jwt.encode(claims, SECRET, "HS256")}


def by_hubspot() -> Headers:
    """Sign as HubSpot's client does."""
    signature = hubspot.utils.signature.Signature.get_signature(
        SECRET,
        BODY,
        "v3",
        http_uri="https://adapter.example.com/leads",
        http_method="POST",
        timestamp=str(NOW * 1000),
    )
    return {
        "x-hubspot-signature-v3": signature,
        "x-hubspot-request-timestamp": str(NOW * 1000),
    }


@pytest.mark.parametrize(
    ("slug", "sign", "secret"),
    [
        ("stripe", by_stripe, KEY),
        ("standard-webhooks", by_standard_webhooks, KEY),
        ("standard-webhooks", by_svix, KEY),
        ("netlify", by_netlify, SECRET),
        ("hubspot", by_hubspot, SECRET),
        ("hubspot-workflow", by_hubspot, SECRET),
    ],
)
def test_what_a_vendors_library_signs_is_accepted(
    slug: str, sign: Callable[[], Headers], secret: str
) -> None:
    """With its secret, and with no other body."""
    source, headers = SOURCES[slug], {"content-type": "application/json", **sign()}
    key = source.load_secret(secret)
    posted = delivery(BODY, **{name.replace("-", "_"): text for name, text in headers.items()})
    prove(source, posted, [key], NOW)
    with pytest.raises(BadSignature):
        prove(source, delivery(BODY + " ", **dict(headers)), [key], NOW)
