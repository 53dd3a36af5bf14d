"""Salesforce: records of a SOAP message, its acknowledgement, whose message it is."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from marshmallow import ValidationError

from adapter.errors import BadSignature, MalformedBody
from adapter.model import Answer, Delivery
from adapter.sources.salesforce import SOURCE, SalesforceOptions, parse

from .samples import delivery, prove, sample

OWN, OTHER = "00D5e000000ABcD", "00D5e000000ABcd"
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
OUTBOUND = "{http://soap.sforce.com/2005/09/outbound}"


def message(fields: str, kind: str = "Contact", organization: str = OWN) -> Delivery:
    """Return a message of one record, its token in the URL."""
    body = f"""<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:sf="urn:x"><e:Body>
      <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
      <OrganizationId>{organization}</OrganizationId><SessionId>a-session</SessionId>
      <Notification><Id>04l1</Id><sObject xsi:type="sf:{kind}">{fields}</sObject></Notification>
      </notifications></e:Body></e:Envelope>"""
    return replace(delivery(body, "text/xml"), query={"token": "a-token"})


def answers(fields: str) -> tuple[Answer, ...]:
    """Return what is read in a record."""
    return parse(message(fields), {}).submissions[0].answers


def test_the_acknowledgement_is_what_the_wsdl_asks_for() -> None:
    """Anything else is repeated for a day."""
    said = SOURCE.acknowledgement
    assert said
    assert (said.status, said.media_type) == (200, "text/xml")
    root = ET.fromstring(said.body)  # noqa: S314 - our own
    assert root.findtext(f"{SOAP}Body/{OUTBOUND}notificationsResponse/{OUTBOUND}Ack") == "true"


@pytest.mark.parametrize("name", ["salesforce/contacts", "salesforce/leads"])
def test_a_session_is_no_answer(name: str) -> None:
    """It opens the whole organisation to whoever reads it."""
    one = sample(name)
    assert "00D5e000000ABcD" not in repr(parse(one.delivery, one.options))


def test_each_record_is_known_by_its_notification() -> None:
    """They are repeated one by one."""
    reading = sample("salesforce/contacts").people
    assert reading.apart
    assert [row.ref for row in reading.submissions] == ["04l5e000000BBB0AAQ", "04l5e000000BBB1AAQ"]


def test_a_name_in_one_stays_where_it_is_alone() -> None:
    """Beside its parts it says them again."""
    assert answers("<sf:Name>Ada Lovelace</sf:Name>") == (Answer("Name", "Ada Lovelace"),)


def test_other_records_can_be_chosen() -> None:
    """A person account, or an object of one's own."""
    account = message("<sf:PersonEmail>ada@example.com</sf:PersonEmail>", "Account")
    assert parse(account, {}).submissions == ()
    assert len(parse(account, {"events": ["Account"]}).submissions) == 1


@pytest.mark.parametrize("organization", [OWN, f"{OWN}EAQ", f" {OWN}EAQ "])
@pytest.mark.parametrize("written", [OWN, f"{OWN}EAQ"])
def test_an_organisation_may_be_written_short_or_long(organization: str, written: str) -> None:
    """Fifteen characters, and perhaps three that check them."""
    posted = message("", organization=organization)
    prove(SOURCE, posted, [b"a-token"], organization_id=written)


@pytest.mark.parametrize("organization", [OTHER, "", OWN[:14]])
def test_the_message_of_another_organisation_is_refused(organization: str) -> None:
    """A sandbox is another one, whatever token it was copied with."""
    with pytest.raises(BadSignature):
        prove(SOURCE, message("", organization=organization), [b"a-token"], organization_id=OWN)


def test_an_organisation_alone_proves_nothing() -> None:
    """Its id stands in many a URL."""
    with pytest.raises(BadSignature):
        prove(SOURCE, message(""), [b"another-token"], organization_id=OWN)


@pytest.mark.parametrize("written", ["", "00D", f"{OWN}E", f"{OWN}\n", "00D-5e000000ABc"])
def test_an_organisation_that_is_none_stops_the_start(written: str) -> None:
    """It would refuse everybody."""
    with pytest.raises(ValidationError):
        SalesforceOptions().load({"organization_id": written})


@pytest.mark.parametrize("body", ["<a/>", "", "{}", "<!DOCTYPE a><a/>", "<a>" * 60_001])
def test_what_is_no_message_is_refused(body: str) -> None:
    """Entities and floods of tags, too."""
    posted = replace(delivery(body, "text/xml"), query={"token": "a-token"})
    with pytest.raises(MalformedBody):
        parse(posted, {})
    with pytest.raises(BadSignature):
        prove(SOURCE, posted, [b"a-token"], organization_id=OWN)
