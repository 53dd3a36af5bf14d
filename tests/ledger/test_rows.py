"""Rows on their way into a ledger and out of it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from adapter.ledger.ledger import pack, unpack
from adapter.model import FieldError, Outcome, Row, Status

errors = st.builds(FieldError, st.text(), st.text(), st.text())
outcomes = st.builds(
    Outcome, st.sampled_from(Status), st.text(), st.lists(errors, max_size=3).map(tuple)
)
rows = st.builds(Row, st.integers(min_value=0), st.text(), outcomes)


@settings(deadline=None)
@given(st.lists(rows, max_size=5).map(tuple))
def test_rows_come_back_as_they_were(given_rows: tuple[Row, ...]) -> None:
    """Whatever texts they hold."""
    assert unpack(pack(given_rows)) == given_rows


@settings(deadline=None)
@given(rows, st.text(min_size=12))
def test_a_person_is_left_out(row: Row, text: str) -> None:
    """What Google returned stays with the sender who asked for it."""
    whole = Row(row.index, row.ref, Outcome(row.outcome.status, person={"biographies": [text]}))
    bare = Row(row.index, row.ref, Outcome(row.outcome.status))
    assert pack([whole]) == pack([bare])


def test_half_a_surrogate_pair_can_be_stored() -> None:
    """A sender's id may hold one, and SQLite takes UTF-8 only."""
    row = Row(0, "\ud83d", Outcome(Status.CREATED, "people/c1"))
    assert pack([row]).isascii()
    assert unpack(pack([row])) == (row,)
