"""n8n: a GET by default, its fields in the URL."""

from dataclasses import replace

import pytest

from adapter.errors import MalformedBody, UnsupportedBody
from adapter.sources.n8n import SOURCE

from .samples import delivery

ASKED = replace(delivery(content_type=""), method="GET")


def test_our_own_parameters_are_no_answers() -> None:
    """The token is a secret, and stays one."""
    url = f"{ASKED.url}?token=s&dry_run=true&name=Ada+Lovelace"
    [row] = SOURCE.parse(replace(ASKED, url=url), {}).submissions
    assert [answer.key for answer in row.answers] == ["name"]


def test_a_get_without_fields_is_refused() -> None:
    """Its author forgot to switch something on."""
    with pytest.raises(MalformedBody):
        SOURCE.parse(ASKED, {})


def test_a_file_is_refused() -> None:
    """Whatever a binary body holds, a record it is not."""
    with pytest.raises(UnsupportedBody):
        SOURCE.parse(delivery(b"\x89PNG", "image/png"), {})
