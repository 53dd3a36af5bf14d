"""XML bodies to plain values. Document types and entities are refused, whatever they hold.

Namespaces are left out: an element is called by its local name.
"""

from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from adapter.errors import MalformedBody
from adapter.model import Delivery
from adapter.sources.decode import MAX_DEPTH, gather

MAX_TAGS = 60_000  # a hundred records of three hundred fields; each takes its time


def decode_xml(delivery: Delivery) -> Element:
    """Return the root element of a body, in the encoding that it declares."""
    if delivery.body.count(b"<") > MAX_TAGS:
        raise MalformedBody(f"More than {MAX_TAGS} tags.")
    try:
        root: Element = fromstring(delivery.body, forbid_dtd=True)
    except DefusedXmlException:
        raise MalformedBody("XML with a document type is not read.") from None
    except ParseError as error:
        line, column = error.position
        raise MalformedBody(f"Not valid XML: line {line}, column {column + 1}.") from None
    except (ValueError, LookupError):  # an encoding that nobody knows
        raise MalformedBody("The XML is not in an encoding that is known.") from None
    return root


def local_name(element: Element) -> str:
    """Return what an element is called, without its namespace."""
    return element.tag.rpartition("}")[2]


def to_value(element: Element, depth: int = 1) -> Any:
    """Return an element as JSON would have it: its text, or its children by name.

    Children that are called the same are a list.
    """
    if depth > MAX_DEPTH:
        raise MalformedBody(f"Nested more than {MAX_DEPTH} levels deep.")
    if not len(element):
        return (element.text or "").strip()
    return gather((local_name(child), to_value(child, depth + 1)) for child in element)
