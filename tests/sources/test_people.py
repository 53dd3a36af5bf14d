"""people: Google's own request, of any length."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given

from adapter.errors import MalformedBody, UnsupportedBody
from adapter.model import READ_MASK_FIELDS, Reading
from adapter.sources.decode import FORM
from adapter.sources.people import SOURCE, parse

from .hostile import LAWFUL, json_values
from .samples import delivery


def read(body: Any, **headers: str) -> Reading:
    """Return what is read in a request."""
    return parse(delivery(json.dumps(body), **headers), {})


class TestContacts:
    """Each of ``contacts`` is a row, checked when its turn comes."""

    @pytest.mark.parametrize("length", [0, 1, 200, 1_000])
    def test_a_request_may_have_any_length(self, length: int) -> None:
        """Google takes 200 a call; the cutting is ours."""
        contacts = [{"contactPerson": {"names": [{"givenName": str(i)}]}} for i in range(length)]
        assert [row.person for row in read({"contacts": contacts}).submissions] == contacts

    @pytest.mark.parametrize("odd", [None, 5, "Ada", [], {}, {"contactPerson": None}])
    def test_an_odd_row_keeps_its_place(self, odd: Any) -> None:
        """It is refused by itself, and does not sink its neighbours."""
        good = {"contactPerson": {"names": [{"givenName": "Ada"}]}}
        assert [row.person for row in read({"contacts": [odd, good]}).submissions] == [odd, good]

    @pytest.mark.parametrize("header", ["idempotency_key", "webhook_id"])
    def test_a_header_names_the_delivery(self, header: str) -> None:
        """The People API has no such key; we have."""
        assert read({"contacts": []}, **{header: "k1"}).id == "k1"


class TestReadMask:
    """``readMask`` tells what is given back."""

    @pytest.mark.parametrize(
        ("written", "mask"),
        [
            ("names", {"names"}),
            ("names,emailAddresses", {"names", "emailAddresses"}),
            (" names , names,", {"names"}),
            ("", set()),
            (",".join(READ_MASK_FIELDS), READ_MASK_FIELDS),
        ],
    )
    def test_a_mask_is_a_set_of_fields(self, written: str, mask: set[str]) -> None:
        """In any order, as Google takes it."""
        assert read({"contacts": [], "readMask": written}).read_mask == mask

    def test_a_mask_may_be_missing(self) -> None:
        """Google asks for one; nobody here has to."""
        assert read({"contacts": []}).read_mask == frozenset()


class TestShape:
    """Google refuses what it does not know, and so do we."""

    @pytest.mark.parametrize(
        ("body", "place"),
        [
            ([], "body"),
            ({}, "contacts"),
            ({"contacts": {}}, "contacts"),
            ({"contacts": [], "readMask": "names.givenName"}, "readMask"),
            ({"contacts": [], "readMask": ["names"]}, "readMask"),
            ({"contacts": [], "sources": ["READ_SOURCE_TYPE_MOON"]}, "sources[0]"),
            ({"contacts": [], "contact": []}, "contact"),
            ({"contacts": [], "\ud800": 1}, "?"),
        ],
    )
    def test_another_shape_is_refused_with_its_place(self, body: Any, place: str) -> None:
        """A program is told what to change."""
        with pytest.raises(MalformedBody) as refused:
            read(body)
        assert refused.value.detail.partition(":")[0] == place

    def test_google_s_sources_are_accepted(self) -> None:
        """What is read back is the contact in any case."""
        assert read({"contacts": [], "sources": ["READ_SOURCE_TYPE_CONTACT"]}).submissions == ()

    def test_a_form_is_unsupported(self) -> None:
        """Google's request is JSON."""
        with pytest.raises(UnsupportedBody):
            parse(delivery("contacts=1", FORM), {})

    @LAWFUL
    @given(json_values)
    def test_any_request_is_read_or_refused(self, value: Any) -> None:
        """Nothing but MalformedBody leaves."""
        for body in (
            value,
            {"contacts": value},
            {"contacts": [value]},
            {"contacts": [], "a": value},
        ):
            with suppress(MalformedBody):
                read(body)

    def test_a_program_cannot_sign(self) -> None:
        """It shows a token."""
        assert SOURCE.verify is None
