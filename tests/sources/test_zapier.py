"""Zapier: XML beside the shapes that every author has."""

from typing import Any

import pytest

from adapter.errors import MalformedBody
from adapter.sources.zapier import SOURCE

from .samples import delivery


def read(body: str, content_type: str = "application/xml") -> list[dict[str, Any]]:
    """Return the answers of each row by their keys."""
    rows = SOURCE.parse(delivery(body, content_type), {}).submissions
    return [{answer.key: answer.value for answer in row.answers} for row in rows]


def test_an_element_is_an_answer() -> None:
    """Those of one name are one answer, those inside others a path."""
    body = "<r><a> 1 </a><b><c>2</c></b><d>3</d><d>4</d><e/></r>"
    assert read(body) == [{"a": "1", "b.c": "2", "d": ("3", "4")}]


@pytest.mark.parametrize("content_type", ["", "text/plain", "text/xml", "application/soap+xml"])
def test_xml_is_known_by_its_look_where_its_type_says_nothing(content_type: str) -> None:
    """Raw text has whatever type its author gave it."""
    assert read("\n<r><a>1</a></r>", content_type) == [{"a": "1"}]


@pytest.mark.parametrize(
    "body",
    [
        "<r><a>1</r>",
        "<r>no element</r>",
        '<!DOCTYPE r [<!ENTITY a "b">]><r><a>&a;</a></r>',
        f"<r>{'<a/>' * 60_000}</r>",
        "<a>" * 40 + "</a>" * 40,
    ],
)
def test_other_xml_is_refused(body: str) -> None:
    """Broken, no record, or an attack."""
    with pytest.raises(MalformedBody):
        read(body)
