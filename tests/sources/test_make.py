"""Make: JSON that people type by hand around what other people wrote."""

import pytest

from adapter.errors import MalformedBody
from adapter.sources.make import SOURCE

from .samples import delivery


def test_an_unescaped_quote_is_found_by_its_place() -> None:
    """The detail says where, and never what."""
    with pytest.raises(MalformedBody) as refused:
        SOURCE.parse(delivery('{\n  "Message": "I am "in a hurry" today"\n}'), {})
    assert refused.value.detail == "Not valid JSON: line 2, column 21."


def test_an_unescaped_line_break_is_one() -> None:
    """A message of several lines is no reason to lose somebody."""
    [row] = SOURCE.parse(
        delivery('{"Message": "Good morning,\r\nplease call me."}'), {}
    ).submissions
    assert row.answers[0].value == "Good morning,\r\nplease call me."
