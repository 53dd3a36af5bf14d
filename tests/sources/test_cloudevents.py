"""CloudEvents: three modes of the same event, its identity, and the permission to send."""

import json
from dataclasses import replace
from typing import Any

import pytest
from cloudevents.conversion import to_binary, to_structured
from cloudevents.http import CloudEvent

from adapter.errors import MalformedBody, UnsupportedBody
from adapter.model import Delivery, Reading
from adapter.sources.cloudevents import SOURCE, CloudEventsOptions, parse

from .samples import delivery

ATTRIBUTES = {"type": "com.example.contact.created", "source": "/forms/1", "id": "A1"}
EVENT = {"specversion": "1.0", **ATTRIBUTES}


def read(event: Any, **options: Any) -> Reading:
    """Return what is read in a structured event or a batch."""
    posted = delivery(json.dumps(event), "application/cloudevents+json; charset=utf-8")
    return parse(posted, CloudEventsOptions().load(options))


def told(reading: Reading) -> list[dict[str, Any]]:
    """Return the answers of each row by their keys."""
    return [{answer.key: answer.value for answer in row.answers} for row in reading.submissions]


def sent(message: tuple[dict[str, str], Any]) -> Delivery:
    """Return a delivery of what the library made."""
    headers, body = message
    return replace(delivery(bytes(body)), headers={k.lower(): v for k, v in headers.items()})


@pytest.mark.parametrize("write", [to_structured, to_binary])
def test_what_the_library_writes_is_read(write: Any) -> None:
    """In either mode it is the same event."""
    event = CloudEvent({**ATTRIBUTES, "datacontenttype": "application/json"}, {"name": "Zoë"})
    reading = parse(sent(write(event)), {})
    assert told(reading) == [{"name": "Zoë"}]
    assert reading.id == read({**EVENT, "data": {"name": "Zoë"}}).id


def test_an_attribute_in_a_header_is_written_in_ascii() -> None:
    """Percent-encoded today, quoted by older senders."""
    headers = {"specversion": "1.0", "type": '"contact.created"', "source": "/%E2%82%AC", "id": "1"}
    posted = delivery("{}", **{f"ce_{name}": text for name, text in headers.items()})
    assert parse(posted, {}).id == read({**EVENT, "source": "/€", "id": "1", "data": {}}).id


class TestData:
    """Data is what its own content type says."""

    @pytest.mark.parametrize(
        "event",
        [
            {"data": {"name": "Ada"}},
            {"data_base64": "eyJuYW1lIjogIkFkYSJ9"},
            {"data": '{"name": "Ada"}', "datacontenttype": "application/json"},
            {"data": "name=Ada", "datacontenttype": "application/x-www-form-urlencoded"},
            {"data": "<p><name>Ada</name></p>", "datacontenttype": "application/xml"},
        ],
    )
    def test_data_is_read_by_its_type(self, event: dict[str, str]) -> None:
        """JSON where there is none."""
        assert told(read(EVENT | event)) == [{"name": "Ada"}]

    @pytest.mark.parametrize("event", [{}, {"data": None}, {"data_base64": ""}])
    def test_an_event_without_data_is_about_nobody(self, event: dict[str, Any]) -> None:
        """It may say all with its type."""
        assert read(EVENT | event).submissions == ()

    @pytest.mark.parametrize("event", [{"data_base64": "no!"}, {"data": "Ada"}, {"data": 5}])
    def test_data_that_is_no_record_is_refused(self, event: dict[str, Any]) -> None:
        """Its sender can see the answer."""
        with pytest.raises(MalformedBody):
            read(EVENT | event)

    def test_another_format_is_refused(self) -> None:
        """There is Avro, and there is protobuf."""
        posted = delivery(b"\x00", "application/cloudevents+protobuf", ce_specversion="1.0")
        with pytest.raises(UnsupportedBody):
            parse(posted, {})

    @pytest.mark.parametrize("missing", EVENT)
    def test_what_is_no_event_is_refused(self, missing: str) -> None:
        """Each of these attributes is required, and may not be null."""
        with pytest.raises(MalformedBody, match=missing):
            read({**EVENT, missing: None, "data": {"name": "Ada"}})

    def test_other_events_are_not_read_at_all(self) -> None:
        """Their data may be anything."""
        event = {**EVENT, "type": "com.example.picture.taken", "data_base64": "no!"}
        assert read(event).submissions == ()


class TestIdentity:
    """An event is its source and its id, alone and among others."""

    def test_an_event_in_a_batch_is_the_one_that_came_alone(self) -> None:
        """Senders may repeat it in other company."""
        event = {**EVENT, "data": {"name": "Ada"}}
        alone, batch = read(event), read([{**event, "id": "A2"}, event])
        assert batch.apart
        assert [row.ref for row in batch.submissions][1:] == [alone.id]
        assert alone.submissions[0].ref == alone.id

    def test_two_sources_may_use_the_same_id(self) -> None:
        """They are two events."""
        [one, two] = read(
            [{**EVENT, "source": s, "data": {"name": "Ada"}} for s in "ab"]
        ).submissions
        assert one.ref != two.ref

    def test_each_person_in_an_event_has_a_ref(self) -> None:
        """Of a batch, every row is claimed by it."""
        people = {"people": [{"name": "Ada"}, {"name": "Grace"}]}
        rows = read([{**EVENT, "data": people}], each="people").submissions
        assert len({row.ref for row in rows}) == 2

    def test_an_event_that_cannot_be_read_does_not_sink_the_others(self) -> None:
        """It is a row that an operator will see."""
        garbled = {**EVENT, "data_base64": "no!"}
        reading = read([garbled, 5, {**EVENT, "data": {"name": "Ada"}}])
        assert told(reading)[0]["event.data_base64"] == "no!"
        assert told(reading)[1:] == [{"event": "5"}, {"name": "Ada"}]

    def test_a_batch_may_be_empty(self) -> None:
        """The format says so."""
        assert read([]).submissions == ()


class TestHandshake:
    """A sender may ask first whether it may send."""

    def ask(self, method: str = "OPTIONS", **headers: str) -> Any:
        """Return what is said."""
        assert SOURCE.handshake
        return SOURCE.handshake(replace(delivery(**headers), method=method), [b"secret"], {})

    def test_whoever_asks_may_send(self) -> None:
        """Its token will say who it is."""
        said = self.ask(webhook_request_origin="eventemitter.example.com")
        assert said.status == 200
        assert said.headers["WebHook-Allowed-Origin"] == "eventemitter.example.com"
        assert said.headers["WebHook-Allowed-Rate"] == "*"

    def test_no_other_request_is_one(self) -> None:
        """A browser's OPTIONS, or a delivery."""
        assert self.ask() is None
        assert self.ask("POST", webhook_request_origin="eventemitter.example.com") is None


def test_numbers_in_data_stay_exact() -> None:
    """The library that writes them does not matter."""
    posted = delivery(json.dumps({**EVENT, "data": {"phone": 14155550101000000001}}))
    assert told(parse(posted, {})) == [{"phone": "14155550101000000001"}]
