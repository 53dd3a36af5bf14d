"""HubSpot's signatures: vectors of its pages and libraries, and which version counts."""

from dataclasses import replace

import pytest
from hubspot.utils.signature import Signature  # type: ignore[import-untyped]

from adapter.errors import BadSignature
from adapter.model import Delivery
from adapter.sources.hubspot_signature import signed_by_hubspot

from .samples import delivery

SECRET = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"
URL = "https://www.example.com/webhook_uri"
BODY = '{"example_field":"example_value"}'
SINGLE_QUOTES = "{'example_field':'example_value'}"
EVENTS = (
    '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,'
    '"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,'
    '"changeSource":"CRM","changeFlag":"NEW","appId":54321}]'
)
V1 = "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de"
V2 = "9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900"
V2_GET = "eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e"
V3 = "K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y="
TIMESTAMP, NOW = "1693657560000", 1693657560.0

check = signed_by_hubspot("v1", "v2")


def posted(body: str, method: str = "POST", url: str = URL, **headers: str) -> Delivery:
    """Return what came to the URL of HubSpot's examples."""
    return replace(delivery(body, **headers), method=method, url=url)


def old(body: str, signature: str, version: str, method: str = "POST") -> Delivery:
    """Return a delivery under an old signature."""
    told = {"x_hubspot_signature": signature, "x_hubspot_signature_version": version}
    return posted(body, method, **told)


def new(body: str, signature: str, url: str = URL, **headers: str) -> Delivery:
    """Return a delivery under the signature of today."""
    told = {"x_hubspot_signature_v3": signature, "x_hubspot_request_timestamp": TIMESTAMP}
    return posted(body, url=url, **told, **headers)


@pytest.mark.parametrize(
    "signed",
    [
        old(EVENTS, V1, "v1"),
        old(BODY, V2, "v2"),
        old("", V2_GET, "v2", "GET"),
        new(SINGLE_QUOTES, V3),
    ],
)
def test_what_hubspot_publishes_is_accepted(signed: Delivery) -> None:
    """The examples of its pages, and of its libraries' tests."""
    check(signed, [SECRET.encode()], NOW, {})


@pytest.mark.parametrize(
    "address", ["?q=a%40b%2Cc", "?q=a@b,c", "?q=a%20b%26c", "?q=%C3%AB%3a", "?token=%2A*"]
)
def test_a_url_is_signed_as_it_is_or_as_the_page_decodes_it(address: str) -> None:
    """HubSpot's page decodes some escapes, its libraries take the URL as it is given."""
    decoded = address.replace("%40", "@").replace("%2C", ",").replace("%3a", ":")
    for url in (URL + address, URL + decoded.replace("%2A", "*")):
        signature = Signature.get_signature(SECRET, BODY, "v3", url, "POST", TIMESTAMP)
        check(new(BODY, signature, URL + address), [SECRET.encode()], NOW, {})


@pytest.mark.parametrize("url", [f"{URL}2", f"{URL}?", URL.replace("https", "http")])
def test_what_was_signed_for_another_url_is_refused(url: str) -> None:
    """One app may post to several routes."""
    with pytest.raises(BadSignature):
        check(new(SINGLE_QUOTES, V3, url), [SECRET.encode()], NOW, {})


def test_v3_alone_counts_where_it_is_there() -> None:
    """A wrong one is not made up for by an old one."""
    also = {"x_hubspot_signature": V1, "x_hubspot_signature_version": "v1"}
    with pytest.raises(BadSignature):
        check(new(EVENTS, V3, **also), [SECRET.encode()], NOW, {})


def test_a_stale_v3_is_not_excused_by_an_old_one() -> None:
    """An old signature has no age."""
    also = {"x_hubspot_signature": V1, "x_hubspot_signature_version": "v1"}
    signature = Signature.get_signature(SECRET, EVENTS, "v3", URL, "POST", TIMESTAMP)
    check(new(EVENTS, signature, **also), [SECRET.encode()], NOW + 300, {})
    with pytest.raises(BadSignature):
        check(new(EVENTS, signature, **also), [SECRET.encode()], NOW + 301, {})


def test_a_route_may_insist_on_v3() -> None:
    """Then nothing is gained by taking it away."""
    with pytest.raises(BadSignature):
        check(old(EVENTS, V1, "v1"), [SECRET.encode()], NOW, {"signature": "v3"})


@pytest.mark.parametrize("version", ["v1", "v3", "", "V2"])
def test_a_version_that_the_sender_does_not_use_is_refused(version: str) -> None:
    """Workflows never signed the body alone."""
    with pytest.raises(BadSignature):
        signed_by_hubspot("v2")(old(EVENTS, V1, version), [SECRET.encode()], NOW, {})


def test_an_old_signature_is_of_the_first_old_version_unless_it_says() -> None:
    """Whoever reads one knows no other."""
    check(posted(EVENTS, x_hubspot_signature=V1), [SECRET.encode()], NOW, {})
