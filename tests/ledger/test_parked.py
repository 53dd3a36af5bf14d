"""What every ledger promises of parked deliveries, and how they are packed."""

import base64
import dataclasses
import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from adapter.ledger.parked import KEEP_S, Parked, ParkedRow, pack, unpack
from adapter.model import Answer, FieldError, Submission

from .ledgers import NOW, Keeper, parked

texts = st.text(max_size=8)
persons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
answers = st.builds(Answer, texts, texts | st.lists(texts, max_size=3).map(tuple), texts, texts)
submissions = st.builds(Submission, st.lists(answers, max_size=3).map(tuple), texts, persons)
errors = st.lists(st.builds(FieldError, texts, texts, texts), max_size=2).map(tuple)
rows = st.builds(ParkedRow, st.integers(min_value=0), submissions, errors)
deliveries = st.builds(
    Parked,
    id=texts,
    key=texts,
    route=texts,
    delivery=texts,
    reason=texts,
    detail=texts,
    parked_at=st.floats(allow_nan=False, allow_infinity=False),
    rows=st.lists(rows, max_size=3).map(tuple),
)
# As good as random: it takes as many bytes as it has, and none can be saved by packing.
LARGE = base64.b64encode(hashlib.shake_256(b"large").digest(4_300_000)).decode()
TWO_PARTS = LARGE[:1_400_000]


@settings(deadline=None)
@given(deliveries)
def test_a_delivery_comes_back_as_it_was(delivery: Parked) -> None:
    """Whatever it holds."""
    assert unpack(pack(delivery)) == delivery


def test_what_is_parked_is_kept(keeper: Keeper) -> None:
    """With all that an operator needs."""
    keeper.park(parked())
    assert keeper.parked() == [parked()]


def test_nothing_is_parked_at_first(keeper: Keeper) -> None:
    """An empty list is an answer."""
    assert keeper.parked() == []


def test_a_delivery_is_parked_once(keeper: Keeper) -> None:
    """The latest replaces those before."""
    keeper.park(parked("a"), parked("a", "Grace", NOW + 1))
    assert keeper.parked() == [parked("a", "Grace", NOW + 1)]


def test_the_oldest_comes_first(keeper: Keeper) -> None:
    """Of the same moment, in the order of their ids."""
    keeper.park(parked("b", at=NOW + 2), parked("d"), parked("a", at=NOW + 1), parked("c"))
    assert [delivery.id for delivery in keeper.parked()] == ["c", "d", "a", "b"]


def test_what_is_dropped_is_gone(keeper: Keeper) -> None:
    """And nothing else; who drops it again is told."""
    keeper.park(parked("a"), parked("b"))
    assert keeper.drop("a")
    assert not keeper.drop("a")
    assert keeper.parked() == [parked("b")]


def test_what_has_expired_is_not_listed(keeper: Keeper) -> None:
    """It holds what people wrote, so it has an end: to the second."""
    keeper.park(parked("a"), parked("b", at=NOW + 1))
    assert len(keeper.parked(NOW + KEEP_S - 1)) == 2
    assert keeper.parked(NOW + KEEP_S) == [parked("b", at=NOW + 1)]


def test_a_large_delivery_is_parked(keeper: Keeper) -> None:
    """Four times as large as a document of Firestore may be, more than it takes in one request."""
    keeper.park(parked("a", LARGE), parked("b"))
    assert keeper.parked() == [parked("a", LARGE), parked("b")]


def test_a_large_delivery_can_be_replaced_and_dropped(keeper: Keeper) -> None:
    """By a small one, and by another large one."""
    other = dataclasses.replace(parked("a", TWO_PARTS), detail="Something else.")
    keeper.park(parked("a", TWO_PARTS), other)
    assert keeper.parked() == [other]
    keeper.park(parked("a"))
    assert keeper.parked() == [parked("a")]
    keeper.park(other)
    assert keeper.drop("a")
    assert keeper.parked() == []
