"""Standard Webhooks: the scheme as its own library has it, and which events mean a new person."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from adapter.errors import BadSignature, MalformedBody
from adapter.model import Answer, Delivery, Reading
from adapter.sources.standard_webhooks import load_secret, parse, verify

from .hostile import LAWFUL, json_values, latin_1
from .samples import delivery

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY = load_secret(SECRET)
NOW = 1_614_265_330


def signed(body: str, named: str = "msg_1", **changed: str) -> Delivery:
    """Return a delivery signed by the scheme's own library."""
    signature = Webhook(SECRET).sign(named, datetime.fromtimestamp(NOW, UTC), body)
    headers = {"webhook_id": named, "webhook_timestamp": str(NOW), "webhook_signature": signature}
    return delivery(body, **(headers | changed))


def read(event: Any, **options: Any) -> Reading:
    """Return what is read in an event."""
    return parse(delivery(json.dumps(event), webhook_id="msg_1"), options)


class TestSignature:
    """Several signatures over id, time and raw body."""

    def test_the_published_vector_is_accepted(self) -> None:
        """PyPI's and npm's standardwebhooks and svix agree on it."""
        posted = delivery(
            '{"test": 2432232314}',
            webhook_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
            webhook_timestamp="1614265330",
            webhook_signature="v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        )
        verify(posted, [KEY], NOW, {})

    @LAWFUL
    @given(st.text(st.characters(codec="utf-8")), st.from_regex(r"\A[!-~]{1,30}\Z"))
    def test_whatever_the_library_signs_is_accepted(self, body: str, named: str) -> None:
        """Any text under any id."""
        verify(signed(body, named), [KEY], NOW, {})

    def test_one_good_signature_of_a_list_is_enough(self) -> None:
        """Senders rotate keys, and may sign with ed25519 besides."""
        good = signed("{}").headers["webhook-signature"]
        verify(signed("{}", webhook_signature=f"v1a,AAAA v1,AAAA {good}"), [b"old", KEY], NOW, {})

    @pytest.mark.parametrize("scheme", ["v2", "v1a", "", "V1"])
    def test_a_signature_of_another_version_is_not_looked_at(self, scheme: str) -> None:
        """What they mean is not known."""
        text = signed("{}").headers["webhook-signature"].removeprefix("v1")
        with pytest.raises(BadSignature):
            verify(signed("{}", webhook_signature=scheme + text), [KEY], NOW, {})

    @pytest.mark.parametrize(
        "changed",
        [
            {"webhook_id": "msg_2"},
            {"webhook_id": ""},
            {"webhook_timestamp": str(NOW + 1)},
            {"webhook_timestamp": f"0{NOW}"},
            {"webhook_timestamp": ""},
            {"webhook_signature": ""},
            {"webhook_signature": "v1,"},
            {"webhook_signature": "v1"},
        ],
    )
    def test_every_header_is_signed(self, changed: dict[str, str]) -> None:
        """Neither id nor time can be exchanged."""
        with pytest.raises(BadSignature):
            verify(signed("{}", **changed), [KEY], NOW, {})

    def test_a_signature_without_an_id_is_refused(self) -> None:
        """Even a true one: the id is what tells a repeat from news."""
        with pytest.raises(BadSignature):
            verify(signed("{}", ""), [KEY], NOW, {})

    def test_svix_headers_mean_the_same(self) -> None:
        """Svix' own senders keep their older names."""
        headers = {
            name.replace("webhook", "svix"): text for name, text in signed("{}").headers.items()
        }
        posted = Delivery(method="POST", url="", headers=headers, query={}, body=b"{}")
        verify(posted, [KEY], NOW, {})
        assert parse(delivery('{"data": {}}', svix_id="msg_1"), {}).id == "msg_1"

    @LAWFUL
    @given(latin_1, latin_1, latin_1, st.lists(st.binary(max_size=9), max_size=2))
    def test_any_headers_are_refused(
        self, named: str, timestamp: str, signature: str, secrets: list[bytes]
    ) -> None:
        """Nothing but BadSignature leaves."""
        posted = delivery(
            "{}",
            webhook_id=named,
            webhook_timestamp=timestamp,
            webhook_signature=f"v1,{signature}",
        )
        with pytest.raises(BadSignature):
            verify(posted, secrets, NOW, {})


class TestSecret:
    """A secret is base64 behind ``whsec_``."""

    def test_the_prefix_may_be_missing(self) -> None:
        """Some dashboards show the bare key."""
        assert load_secret(SECRET.removeprefix("whsec_")) == KEY

    @pytest.mark.parametrize(
        "text", ["", "whsec_", "whsec_not base64", "whpk_AAAA", "whsec_\xe9", "A"]
    )
    def test_what_is_no_secret_stops_the_start(self, text: str) -> None:
        """An empty key would accept anybody's signature; the secret is not quoted."""
        with pytest.raises(ValueError, match=r"^Expected whsec_ and base64\.$"):
            load_secret(text)


class TestEvents:
    """Only what means a new person creates one."""

    @pytest.mark.parametrize(
        "event_type",
        [
            "contact.created",
            "user.created",
            "Lead.Added",
            "form.submitted",
            "user.signed_up",
            "created",
        ],
    )
    def test_a_new_person_is_read(self, event_type: str) -> None:
        """The last word tells."""
        assert len(read({"type": event_type, "data": {"name": "Ada"}}).submissions) == 1

    @pytest.mark.parametrize(
        "event_type", ["contact.updated", "contact.deleted", "ping", "contact.created.failed"]
    )
    def test_another_event_holds_nobody(self, event_type: str) -> None:
        """It is authentic, and answered as empty."""
        assert read({"type": event_type, "data": {"name": "Ada"}}) == Reading((), id="msg_1")

    @pytest.mark.parametrize("event", [{"data": {"name": "Ada"}}, {"type": "", "data": {}}])
    def test_an_event_without_a_type_is_a_new_person(self, event: Any) -> None:
        """A sender with one kind of event may not name it."""
        assert len(read(event).submissions) == 1

    @pytest.mark.parametrize(("event_type", "rows"), [("a.b", 1), ("contact.created", 0)])
    def test_chosen_events_replace_ours(self, event_type: str, rows: int) -> None:
        """``options.events`` names what creates."""
        reading = read({"type": event_type, "data": {}}, events=["a.b"])
        assert len(reading.submissions) == rows

    def test_the_type_of_the_object_is_no_answer(self) -> None:
        """``"type": "contact"`` is the event's own word; another type is not."""
        data = {"type": "contact", "name": "Ada"}
        (row,) = read({"type": "contact.created", "data": data}).submissions
        (other,) = read({"type": "lead.created", "data": data}).submissions
        assert row.answers == (Answer("name", "Ada"),)
        assert other.answers == (Answer("type", "contact"), Answer("name", "Ada"))

    @pytest.mark.parametrize(
        ("body", "place"),
        [([], "body"), ({}, "data"), ({"data": []}, "data"), ({"type": 5, "data": {}}, "type")],
    )
    def test_another_shape_is_refused_with_its_place(self, body: Any, place: str) -> None:
        """An authentic body may still be no event."""
        with pytest.raises(MalformedBody) as refused:
            read(body)
        assert refused.value.detail.partition(":")[0] == place

    @LAWFUL
    @given(json_values)
    def test_any_event_is_read_or_refused(self, data: Any) -> None:
        """Nothing but MalformedBody leaves."""
        for body in (data, {"data": data}, {"type": data, "data": {}}):
            with suppress(MalformedBody):
                read(body)
