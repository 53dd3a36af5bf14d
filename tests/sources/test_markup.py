"""XML: values by name, and nothing that a document type could do."""

import pytest

from adapter.errors import MalformedBody
from adapter.sources.decode import MAX_DEPTH
from adapter.sources.markup import decode_xml, local_name, to_value

from .samples import delivery


def read(xml: str) -> object:
    """Return what a document holds."""
    return to_value(decode_xml(delivery(xml, "text/xml")))


def test_children_are_called_by_their_names() -> None:
    """Without namespaces, blanks around a text are none of it."""
    xml = '<a xmlns:s="urn:x"><s:name> Zoë </s:name><empty/><b><c>1</c></b></a>'
    assert read(xml) == {"name": "Zoë", "empty": "", "b": {"c": "1"}}


def test_children_of_one_name_are_a_list() -> None:
    """In their order."""
    assert read("<a><b>1</b><b>2</b><b>3</b></a>") == {"b": ["1", "2", "3"]}


def test_an_element_is_called_by_its_local_name() -> None:
    """The prefix is its author's choice."""
    assert local_name(decode_xml(delivery('<x:a xmlns:x="urn:y"/>'))) == "a"


def test_an_encoding_may_be_declared() -> None:
    """As XML does it, inside."""
    xml = '<?xml version="1.0" encoding="ISO-8859-1"?><a><b>Zo\xeb</b></a>'.encode("latin-1")
    assert to_value(decode_xml(delivery(xml))) == {"b": "Zoë"}


@pytest.mark.parametrize(
    "xml",
    [
        "<!DOCTYPE a><a/>",
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        "<a>&unknown;</a>",
        "<a>",
        "",
        "no xml",
        "<a/><b/>",
        '<?xml version="1.0" encoding="klingon"?><a/>',
    ],
)
def test_anything_else_is_refused(xml: str) -> None:
    """Where, not what."""
    with pytest.raises(MalformedBody) as raised:
        read(xml)
    assert "passwd" not in raised.value.detail


def test_a_nest_is_refused() -> None:
    """Nobody means it."""
    with pytest.raises(MalformedBody, match=f"{MAX_DEPTH} levels"):
        read("<a>" * 100 + "</a>" * 100)
