"""WPForms: signed as JSON, whatever is sent."""

import pytest

from adapter.errors import BadSignature
from adapter.model import Answer
from adapter.sources.decode import FORM
from adapter.sources.wpforms import SOURCE, parse

from .samples import as_json, delivery, prove

BODY = '{"form":"demo","email":"ada@example.com","name":"Zoë"}'.encode()
SIGNED = "t=1700000000,v=674bfd841573e929833d6a8b680ca1686cfd6bd8cb7d45dd46d44997d3bfc25f"  # stripe
NOW = 1700000000


def test_a_vector_of_another_library_is_accepted() -> None:
    """Stripe signs in the same way, and calls it v1."""
    prove(SOURCE, delivery(BODY, x_wpforms_webhook_signature=SIGNED), [b"s3cr3t-key"], now=NOW)


@pytest.mark.parametrize("content_type", [FORM, f"{FORM}; charset=none"])
def test_a_form_that_is_not_what_was_signed_is_refused(content_type: str) -> None:
    """Nor is one that cannot be read."""
    posted = delivery(b"form=demo", content_type, x_wpforms_webhook_signature=SIGNED)
    with pytest.raises(BadSignature):
        prove(SOURCE, posted, [b"s3cr3t-key"], now=NOW)


def test_several_choices_are_several() -> None:
    """They come joined."""
    [submission] = parse(as_json({"Topics": "Engines||Looms", "Note": "a | b"}), {}).submissions
    assert submission.answers == (Answer("Topics", ("Engines", "Looms")), Answer("Note", "a | b"))
