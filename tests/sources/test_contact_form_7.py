"""Contact Form 7: names of tags, and what the author may add to them."""

from typing import Any

import pytest

from adapter.errors import MalformedBody
from adapter.model import Answer
from adapter.sources.contact_form_7 import parse

from .samples import as_json, delivery


def answers(**tags: Any) -> tuple[Answer, ...]:
    """Return what is read in a filled form."""
    [submission] = parse(as_json(tags), {}).submissions
    return submission.answers


@pytest.mark.parametrize(("tag", "kind"), [("tel-123", "phone"), ("email-7", "email")])
def test_a_tag_that_kept_its_proposed_name_is_known_by_its_type(tag: str, kind: str) -> None:
    """The form editor calls it so, whatever the page says beside it."""
    assert [answer.kind for answer in answers(**{tag: "1"})] == [kind]


@pytest.mark.parametrize("tag", ["_remote_ip", "_user_agent", "_post_id", "_site_url", "_date"])
def test_what_is_about_the_visit_is_no_answer(tag: str) -> None:
    """Special mail-tags are the author's wish, and nothing that a person wrote."""
    assert answers(**{tag: "1"}) == ()


@pytest.mark.parametrize("tag", ["_user_email", "your-url", "date", "post_code"])
def test_what_only_looks_like_it_stays(tag: str) -> None:
    """Authors name their tags as they like."""
    assert [answer.key for answer in answers(**{tag: "1"})] == [tag]


@pytest.mark.parametrize("body", ['{"message": "say "hello""}', "[]", "Hello [your-name]"])
def test_a_template_that_is_no_object_is_refused(body: str) -> None:
    """An operator finds it parked: the plugin does not send it again."""
    with pytest.raises(MalformedBody):
        parse(delivery(body, "text/plain; charset=UTF-8"), {})


@pytest.mark.parametrize(
    "name",
    ["_wpcf7", "_wpcf7_unit_tag", "_wpcf7_recaptcha_response", "g-recaptcha-response"],
)
def test_what_the_plugin_puts_into_a_form_is_no_answer(name: str) -> None:
    """Other plugins pass on all that was posted."""
    assert answers(**{name: "1"}) == ()
