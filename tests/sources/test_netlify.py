"""Netlify: tokens that are not what they seem, and titles for names."""

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt
import pytest

from adapter.errors import BadSignature
from adapter.model import Answer
from adapter.sources.netlify import SOURCE, parse, sign

from .samples import as_json, delivery, prove

BODY = b'{"number":1,"email":"a@b.c"}'
SECRET = "n" * 64
CLAIMS = {"iss": "netlify", "sha256": hashlib.sha256(BODY).hexdigest()}
# by PyJWT, with a secret of half the length
SIGNED = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJuZXRsaWZ5Iiwic2hhMjU2IjoiODE4OGJhZjU0MWFmZTA1"
    "M2UzODcwYzZiZDgyOTc3OGEzYzEyNDM0ODNjZGUxYjU4NDA0OGNkYTkzNGRlMDY1NyJ9.JDPMQjaQ7sqRSQD-1s0jWYYJ"
    "FW7_mbZpSwanJYIgatQ"
)


def present(token: str, secret: str = SECRET) -> None:
    """Show a token with the body that it is about."""
    prove(SOURCE, delivery(BODY, x_webhook_signature=token), [secret.encode()])


def answers(**submission: Any) -> tuple[Answer, ...]:
    """Return what is read in a filled form."""
    [one] = parse(as_json(submission), {}).submissions
    return one.answers


def test_a_vector_of_another_library_is_accepted() -> None:
    """A token is three parts in base64url, without padding."""
    present(SIGNED, "n" * 32)


def test_our_token_is_one_for_another_library() -> None:
    """What is signed for a test is what Netlify would sign."""
    token = sign(delivery(BODY), SECRET.encode(), 0, {})["x-webhook-signature"]
    assert jwt.decode(token, SECRET, algorithms=["HS256"], issuer="netlify") == CLAIMS


@pytest.mark.parametrize("algorithm", ["HS384", "HS512", "none"])
def test_no_other_algorithm_is_accepted(algorithm: str) -> None:
    """Least of all none."""
    key = "" if algorithm == "none" else SECRET
    with pytest.raises(BadSignature):
        present(jwt.encode(CLAIMS, key, algorithm))


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": ["HS256"]}, {}, [], "HS256"])
def test_a_token_that_names_another_algorithm_is_refused(header: Any) -> None:
    """Even when it is signed with the right one."""
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()) for part in (header, CLAIMS))
    signed = b".".join(part.rstrip(b"=") for part in parts)
    signature = base64.urlsafe_b64encode(hmac.digest(SECRET.encode(), signed, "sha256"))
    with pytest.raises(BadSignature):
        present(f"{signed.decode()}.{signature.decode()}")


@pytest.mark.parametrize(
    "claims",
    [
        {"sha256": CLAIMS["sha256"]},
        {"iss": "another", "sha256": CLAIMS["sha256"]},
        {"iss": "netlify"},
        {"iss": "netlify", "sha256": hashlib.sha256(b"").hexdigest()},
        {"iss": "netlify", "sha256": [CLAIMS["sha256"]]},
    ],
)
def test_a_token_of_others_or_about_another_body_is_refused(claims: dict[str, Any]) -> None:
    """Somebody who shares the secret may sign other tokens with it."""
    with pytest.raises(BadSignature):
        present(jwt.encode(claims, SECRET, "HS256"))


def test_a_question_is_known_by_its_title() -> None:
    """What the person saw says more than the name of an input."""
    titles = [{"name": "f1", "title": "Your company", "value": "Engines Ltd"}]
    told = answers(data={"f1": "Engines Ltd"}, ordered_human_fields=titles)
    assert told == (Answer("f1", "Engines Ltd", "Your company"),)


def test_netlifys_guesses_are_not_read() -> None:
    """It takes the name apart at the first blank."""
    assert answers(data={}, first_name="Ada", last_name="King Lovelace", email="a@b.c") == ()
