"""What Google's answers say about single contacts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.people.rows import Settled, field_path, read_created, refused
from adapter.people.stamps import STAMP_KEY
from adapter.people.wire import Reply

from .play import fates
from .recorded import response

MANGLED: list[Any] = [None, 5, "text", [], [[]], {"code": "3"}, {"code": []}, {"code": True}]


def read(*listed: Any, stamps: tuple[str, ...] = ("s0", "s1")) -> list[Settled]:
    """Return the ends that an answer means for two contacts."""
    return read_created(Reply(200, {"createdPeople": list(listed)}), stamps)


def names(ends: list[Settled]) -> list[str]:
    """Return the resource names of ends, the fates of those that have none."""
    words = fates(ends)
    return [getattr(end, "resource_name", "") or words[n] for n, end in enumerate(ends)]


class TestMatching:
    """Which line of the answer is whose."""

    def test_a_failed_row_without_a_person_keeps_its_place(self) -> None:
        """It bears no stamp: the place that nobody else has is its own."""
        assert names(read({"status": {"code": 3}}, response("s1"))) == ["failed", "people/cs1"]

    def test_in_a_shuffled_answer_the_rest_goes_in_order(self) -> None:
        """One failed row, and one free place: they belong together."""
        assert names(read(response("s1"), {"status": {"code": 3}})) == ["failed", "people/cs1"]

    def test_a_stamp_of_somebody_else_is_none(self) -> None:
        """It is as good as unstamped, and the position counts."""
        assert names(read(response("s7"), response("s1"))) == ["people/cs7", "people/cs1"]

    def test_own_client_data_does_not_confuse(self) -> None:
        """Under another key, or under ours with another value."""
        person = response("s1")
        other = [{"key": "crm", "value": "s0"}, {"key": STAMP_KEY, "value": "s9"}, 5]
        person["person"]["clientData"][:0] = other
        assert names(read(person, response("s0"))) == ["people/cs0", "people/cs1"]

    def test_where_google_lists_too_few_no_position_counts(self) -> None:
        """Nobody can tell whose line is missing."""
        unstamped = response("s0", stamped=False)
        assert names(read(unstamped)) == ["people_unknown", "people_unknown"]

    def test_where_google_lists_one_twice_no_position_counts(self) -> None:
        """The other one is not in the answer."""
        assert names(read(response("s0"), response("s0"))) == ["people/cs0", "people_unknown"]

    @pytest.mark.parametrize("body", [None, [], "page", {}, {"createdPeople": None}])
    def test_an_answer_that_lists_nobody_leaves_everybody_unknown(self, body: Any) -> None:
        """A 200 was sent: perhaps they exist."""
        ends = read_created(Reply(200, body), ["s0"])
        assert fates(ends) == ["people_unknown"]


class TestRowStatus:
    """What the status of a row means; the codes are google.rpc.Code."""

    @pytest.mark.parametrize("code", [3, 5, 6, 7, 9, 11, 12])
    def test_what_google_refuses_has_failed(self, code: int) -> None:
        """INVALID_ARGUMENT to UNIMPLEMENTED: it was not created."""
        assert fates(read({"status": {"code": code}}, response("s1")))[0] == "failed"

    @pytest.mark.parametrize("code", [8, 10])
    def test_what_google_cannot_now_is_busy(self, code: int) -> None:
        """RESOURCE_EXHAUSTED and ABORTED: it was not created, and may be later."""
        assert fates(read({"status": {"code": code}}, response("s1")))[0] == "people_busy"

    @pytest.mark.parametrize("code", [1, 2, 4, 13, 14, 15, 16, 99])
    def test_any_other_status_is_unknown(self, code: int) -> None:
        """Not even UNAVAILABLE says that nothing was done."""
        assert fates(read({"status": {"code": code}}, response("s1")))[0] == "people_unknown"

    @pytest.mark.parametrize("code", [3, 8])
    def test_a_person_with_an_error_is_unknown(self, code: int) -> None:
        """An answer that contradicts itself is not acted on."""
        odd = response("s0") | {"status": {"code": code}}
        assert fates(read(odd, response("s1")))[0] == "people_unknown"

    @pytest.mark.parametrize("status", [None, {}, {"code": 0}, {"code": None}])
    def test_no_error_is_success(self, status: Any) -> None:
        """JSON leaves out what is zero."""
        fine = response("s0") | {"status": status}
        assert fates(read(fine, response("s1")))[0] == "created"

    @pytest.mark.parametrize("person", [None, {}, "people/c1", {"resourceName": 5}, {"names": []}])
    def test_success_without_a_name_is_unknown(self, person: Any) -> None:
        """There is nothing to remember it by."""
        assert fates(read({"person": person}, response("s1")))[0] == "people_unknown"

    @pytest.mark.parametrize("status", MANGLED)
    @pytest.mark.parametrize("person", MANGLED)
    def test_a_mangled_row_is_unknown(self, status: Any, person: Any) -> None:
        """Whatever is in it."""
        row = {"status": status, "person": person}
        assert fates(read(row, response("s1")))[0] == "people_unknown"


def violations(*paths: str) -> dict[str, Any]:
    """Return a status that names fields."""
    return {"code": 3, "details": [{"fieldViolations": [{"field": path} for path in paths]}]}


class TestRefusedFields:
    """Which field was refused."""

    @pytest.mark.parametrize(
        ("path", "ours"),
        [
            ("contacts[3].contact_person.email_addresses[0].value", "emailAddresses[0].value"),
            ("contacts[3].contactPerson.emailAddresses[0].value", "emailAddresses[0].value"),
            ("person.names", "names"),
            ("birthdays[0].date.year", "birthdays[0].date.year"),
            ("file_ases[0]", "fileAses[0]"),
            ("contacts[3].contact_person", ""),
            ("contacts[3]", ""),
            ("read_mask", ""),
            ("Lovelace", ""),
            ("names[0].ada@example.com", ""),
            ("", ""),
        ],
    )
    def test_a_path_is_told_as_we_name_fields(self, path: str, ours: str) -> None:
        """Relative to the person; what names no field of a person is left out."""
        assert field_path(path) == ours

    def test_every_field_is_told_once(self) -> None:
        """In Google's order."""
        status = violations("person.names[0]", "person.birthdays[0]", "person.names[0]")
        assert [error.field for error in refused(status).errors] == ["names[0]", "birthdays[0]"]

    def test_a_field_in_the_message_is_found(self) -> None:
        """Not every refusal has details."""
        outcome = refused({"message": "Cannot have more than one person.email_addresses …"})
        assert [error.field for error in outcome.errors] == ["emailAddresses"]

    def test_a_refusal_that_names_no_field_is_a_failure(self) -> None:
        """The sender can mend nothing."""
        outcome = refused({"message": "Request must contain a person."})
        assert outcome.status == "failed"
        assert [error.field for error in outcome.errors] == ["contactPerson"]

    @given(st.text())
    def test_a_path_in_our_names_stays_as_it_is(self, path: str) -> None:
        """Naming twice is naming once."""
        once = field_path(path)
        assert field_path(once) == once
