"""WPForms, the WordPress plugin, with its Webhooks addon: the answers under names of the author's.

Shape   {name: str}, by default in the URL of a GET; JSON, a form in the body, and other methods can
        be chosen. Several choices and the lines of an address are joined with "||", a date is
        {"value": str, "unix": int}, files are a list of addresses
Signed  hex HMAC-SHA256 of "{t}.{JSON}", header X-WPForms-Webhook-Signature: t=<seconds>,v=<hex>.
        What is not sent as JSON is signed as PHP would have encoded it
Waits   60 s, in the background; nothing comes again
Source  https://wpforms.com/docs/how-to-install-and-use-the-webhooks-addon-with-wpforms/
"""

import json
from dataclasses import replace
from typing import Any

from adapter.errors import BadSignature, MalformedBody, UnsupportedBody
from adapter.model import Delivery, Reading, Submission
from adapter.sources.decode import FORM, decode_body, decode_form, decode_query, media_type
from adapter.sources.records import flatten, with_email
from adapter.sources.source import Options, Secrets, Source
from adapter.sources.verify import SignedTime

JOINT = "||"

SIGNED_JSON = SignedTime("x-wpforms-webhook-signature", version="v")


def verify(delivery: Delivery, secrets: Secrets, now: float, options: Options) -> None:
    """Check the signature of what was sent, or of the JSON that it would have been."""
    try:
        signed = _as_json(delivery)
    except (MalformedBody, UnsupportedBody):
        raise BadSignature from None
    SIGNED_JSON(signed, secrets, now, options)


def sign(delivery: Delivery, secret: bytes, now: float, options: Options) -> dict[str, str]:
    """Return the header that a test delivery needs."""
    return SIGNED_JSON.sign(_as_json(delivery), secret, now, options)


def _as_json(delivery: Delivery) -> Delivery:
    """Return the delivery with the body that is signed."""
    if not delivery.body:
        return replace(delivery, body=_php_json(decode_query(delivery)))
    if media_type(delivery) == FORM:
        return replace(delivery, body=_php_json(decode_form(delivery)))
    return delivery


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the one submission of a delivery, which has no id."""
    answers = decode_body(delivery)
    if not isinstance(answers, dict):
        raise MalformedBody("Expected an object.")
    record = {name: _plain(value) for name, value in answers.items()}
    return Reading((Submission(with_email(flatten(record))),))


def _plain(value: Any) -> Any:
    """Return what the plugin has joined as a list, and of a date what was written."""
    match value:
        case str() if JOINT in value:
            return [part.strip() for part in value.split(JOINT)]
        case {"value": date, "unix": _}:
            return date
        case _:
            return value


def _php_json(form: dict[str, Any]) -> bytes:
    """Return the fields of a form as PHP's json_encode() writes them."""
    typed = {name: _with_number(value) for name, value in form.items()}
    return json.dumps(typed, separators=(",", ":")).replace("/", r"\/").encode()


def _with_number(value: Any) -> Any:
    """Return a date as it was before a form made a text of its Unix time."""
    match value:
        case {"value": date, "unix": str(seconds)} if seconds.isdecimal() and len(seconds) <= 15:  # noqa: PLR2004
            return {"value": date, "unix": int(seconds)}
        case _:
            return value


SOURCE = Source(
    slug="wpforms",
    docs="https://wpforms.com/docs/how-to-install-and-use-the-webhooks-addon-with-wpforms/",
    parse=parse,
    verify=verify,
    sign=sign,
    methods=frozenset({"DELETE", "GET", "PATCH", "POST", "PUT"}),
    answer_within_s=50.0,
    retries=False,
    rejected_status=200,
)
