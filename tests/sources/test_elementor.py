"""Elementor: what stands beside labels, and Advanced Data."""

import pytest

from adapter.errors import MalformedBody
from adapter.model import Answer
from adapter.sources.decode import FORM
from adapter.sources.elementor import parse

from .samples import delivery

CLOCK = "Date=2026-02-01&Time=10%3A00"


def answers(body: str) -> tuple[Answer, ...]:
    """Return what is read in a filled form."""
    [submission] = parse(delivery(body, FORM), {}).submissions
    return submission.answers


def test_an_answer_without_a_label_is_called_by_its_id() -> None:
    """The authors of many forms hide their labels."""
    assert answers("No+Label+message=Hello") == (Answer("message", "Hello"),)


def test_a_date_that_was_asked_for_stays() -> None:
    """A question may be called as Elementor calls the day of the visit."""
    assert [answer.label for answer in answers(CLOCK)] == ["Date", "Time"]


@pytest.mark.parametrize("added", ["Remote+IP=192.0.2.7", "Powered+by=Elementor"])
def test_a_date_that_was_added_is_no_answer(added: str) -> None:
    """It comes with the rest that Elementor adds."""
    assert answers(f"{CLOCK}&{added}") == ()


def test_brackets_in_a_label_are_text() -> None:
    """They are no keys, as they are in Advanced Data."""
    [answer] = answers("Phone+[mobile]=%2B14155550101")
    assert answer.label.split() == ["Phone", "mobile"]


def test_ids_that_are_numbers_are_read() -> None:
    """An author may change the id of a field."""
    body = "form[id]=1&fields[7][id]=7&fields[7][title]=Topic&fields[7][value]=Maps"
    assert answers(body) == (Answer("7", "Maps", "Topic"),)


@pytest.mark.parametrize("body", ["form[id]=1&fields[name]=Ada", '["Ada"]'])
def test_another_shape_is_refused(body: str) -> None:
    """A field of Advanced Data has a title and a value."""
    with pytest.raises(MalformedBody):
        answers(body)


def test_a_password_is_no_answer() -> None:
    """Forms that register people ask for one."""
    body = "form[id]=1&fields[p][id]=p&fields[p][type]=password&fields[p][value]=a-password"
    assert answers(body) == ()
