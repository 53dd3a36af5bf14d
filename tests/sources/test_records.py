"""Records of any shape become answers under names that can be recognised."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.errors import MalformedBody
from adapter.model import Answer
from adapter.sources.decode import to_text
from adapter.sources.freeform import delivery_id
from adapter.sources.records import MAX_KEY, MAX_REF, flatten, is_email, to_submission, with_email

from .hostile import LAWFUL
from .samples import delivery


def flat(record: dict[str, Any]) -> list[tuple[str, str | tuple[str, ...]]]:
    """Return (key, value) of a record's answers."""
    return [(answer.key, answer.value) for answer in flatten(record)]


class TestFlatten:
    """Nested objects become dotted keys, lists of scalars one answer with several values."""

    @pytest.mark.parametrize(
        ("record", "answers"),
        [
            ({"a": "1", "b": 2}, [("a", "1"), ("b", "2")]),
            ({"a": {"b": {"c": 1}}}, [("a.b.c", "1")]),
            ({"a": ["x", 1, True]}, [("a", ("x", "1", "Yes"))]),
            ({"a": ["x", None, ""]}, [("a", ("x",))]),
            ({"a": [["x"], "y"]}, [("a[0]", ("x",)), ("a[1]", "y")]),
            ({"a": [{"b": 1}, {"b": 2}]}, [("a[0].b", "1"), ("a[1].b", "2")]),
            ({"a": Decimal("1.50")}, [("a", "1.50")]),
            ({"a": 0, "b": False}, [("a", "0"), ("b", "No")]),
        ],
    )
    def test_a_record_is_flattened(self, record: dict[str, Any], answers: list[Any]) -> None:
        """In the order of the record."""
        assert flat(record) == answers

    @pytest.mark.parametrize(
        ("record", "answers"),
        [
            ({"phones": [{"type": "mobile", "number": 7}]}, [("phones.mobile", "7")]),
            ({"phones": [{"label": "work", "phone": "7"}]}, [("phones.work", "7")]),
            ({"a": {"emails": [{"type": "home", "email": "x"}]}}, [("a.emails.home", "x")]),
            ({"emails": [{"kind": "work", "address": "x"}]}, [("emails.work", "x")]),
            ({"phones": [{"number": 7}]}, [("phones[0].number", "7")]),
            (
                {"people": [{"type": "new", "email": "x"}]},
                [("people[0].type", "new"), ("people[0].email", "x")],
            ),
            (
                {"phones": [{"type": "work", "number": 7, "area": 1}]},
                [("phones[0].type", "work"), ("phones[0].number", "7"), ("phones[0].area", "1")],
            ),
        ],
    )
    def test_a_way_to_reach_somebody_takes_its_type_as_a_name(
        self, record: dict[str, Any], answers: list[Any]
    ) -> None:
        """In a list of nothing but those, where the value goes by what it is."""
        assert flat(record) == answers

    @pytest.mark.parametrize("nothing", [None, "", [], {}, [None], [""], {"b": None}, [[], {}]])
    def test_what_holds_nothing_is_no_answer(self, nothing: Any) -> None:
        """Senders write null, an empty text or nothing at all for what was not answered."""
        assert flat({"a": nothing}) == []

    @pytest.mark.parametrize(
        ("value", "answers"),
        [
            ([{"type": "work", "value": "1"}], [("a.work", "1")]),
            ({"type": "work", "value": "1"}, [("a.work", "1")]),
            ([{"label": "work", "value": "1"}, {"value": "2"}], [("a.work", "1"), ("a", "2")]),
            ([{"value": "1", "primary": True}], [("a", "1")]),
            ([{"value": "1", "type": None, "display": None}], [("a", "1")]),
            ([{"value": "1", "type": 5}], [("a", "1")]),
            (
                [{"type": "work", "value": "1", "display": "2"}],
                [("a[0].type", "work"), ("a[0].value", "1"), ("a[0].display", "2")],
            ),
        ],
    )
    def test_a_typed_value_takes_its_type_as_a_name(
        self, value: Any, answers: list[tuple[str, str]]
    ) -> None:
        """As contact cards are written by Google, SCIM and vCard tools alike."""
        assert flat({"a": value}) == answers

    @pytest.mark.parametrize(
        ("item", "answer"),
        [
            ({"name": "email", "value": "1"}, ("email", "1")),
            ({"question": "Your e-mail?", "answer": "1"}, ("Your e-mail?", "1")),
            (
                {"id": 7, "key": "q7", "label": "E-mail", "type": "text", "value": "1"},
                ("E-mail", "1"),
            ),
            ({"label": "E-mail", "type": "text", "value": "1"}, ("E-mail", "1")),
            ({"title": "Days", "value": ["1", "2"]}, ("Days", ("1", "2"))),
            ({"name": "address", "value": {"city": "1"}}, ("address.city", "1")),
        ],
    )
    def test_a_list_of_questions_is_read_as_answers(self, item: Any, answer: Any) -> None:
        """``name`` is then not a person's name."""
        assert flat({"fields": [item]}) == [answer]

    @pytest.mark.parametrize(
        ("item", "keys"),
        [
            ({"name": "Ada", "email": "1"}, ["a[0].name", "a[0].email"]),
            (
                {"name": "Ada", "value": "1", "email": "2"},
                ["a[0].name", "a[0].value", "a[0].email"],
            ),
            (
                {"name": "Ada", "value": "1", "answer": "2"},
                ["a[0].name", "a[0].value", "a[0].answer"],
            ),
            ({"name": 5, "value": "1"}, ["a[0].name", "a[0].value"]),
        ],
    )
    def test_what_is_more_than_a_question_is_an_object(self, item: Any, keys: list[str]) -> None:
        """Nothing beside the answer is thrown away."""
        assert [answer.key for answer in flatten({"a": [item]})] == keys

    @pytest.mark.parametrize("wrap", [lambda inner: {"b": inner}, lambda inner: [inner]])
    def test_what_is_nested_too_deeply_is_refused(self, wrap: Any) -> None:
        """32 levels are more than any sender has."""
        value: Any = {"c": 1}
        for _ in range(40):
            value = wrap(value)
        with pytest.raises(MalformedBody, match="32 levels"):
            flatten({"a": value})

    @LAWFUL
    @given(
        st.recursive(
            st.text("abc", min_size=1, max_size=3) | st.integers() | st.booleans(),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(st.sampled_from([*"abc", "name", "value"]), inner, max_size=4)
            ),
            max_leaves=12,
        )
    )
    def test_no_value_is_lost(self, value: Any) -> None:
        """Every scalar is in some answer; the name of a question or a type is in its key."""
        answers = flatten({"a": value})
        told = [answer.key for answer in answers]
        for answer in answers:
            told += [answer.value] if isinstance(answer.value, str) else answer.value
        assert all(any(text in one for one in told) for text in texts(value))


def texts(value: Any) -> list[str]:
    """Return the scalars in a JSON value that answer something."""
    match value:
        case dict() if "value" in value and not texts(value["value"]):
            return []  # a question without an answer
        case dict():
            return [text for inner in value.values() for text in texts(inner)]
        case list():
            return [text for inner in value for text in texts(inner)]
        case _:
            return [to_text(value)]


class TestSubmission:
    """A record is a submission, known by its own id."""

    @pytest.mark.parametrize(
        ("own", "ref"),
        [
            ("L-1", "L-1"),
            (706405506930370084, "706405506930370084"),
            ("x" * 500, "x" * MAX_REF),
            ("\ud83d1", "?1"),
            (True, ""),
            (None, ""),
            ({"a": 1}, ""),
            (Decimal("1.5"), ""),
            ("ada@example.com", ""),
        ],
    )
    def test_an_id_is_given_back(self, own: Any, ref: str) -> None:
        """As text that can be written, cut to a length, and never an e-mail address."""
        assert to_submission({"id": own}).ref == ref

    @pytest.mark.parametrize("record", [None, "Ada", 5, ["a"], True])
    def test_what_is_no_object_holds_nobody(self, record: Any) -> None:
        """One odd row does not sink its neighbours."""
        assert to_submission(record).answers == ()

    def test_an_object_holds_its_answers(self) -> None:
        """The id is one of them: it may be worth keeping."""
        assert to_submission({"id": 5, "a": "1"}).answers == (Answer("id", "5"), Answer("a", "1"))


class TestEmail:
    """Some senders do not tell what they asked for; an address is one all the same."""

    @pytest.mark.parametrize(
        "value", ["ada@example.com", " ada@example.com\n", ("ada@example.com",)]
    )
    def test_an_address_is_known(self, value: Any) -> None:
        """With blanks around it, too."""
        assert is_email(value)

    @pytest.mark.parametrize(
        "value",
        [
            *("", "ada", "ada@", "ada@home", "@ada", "Ada <ada@example.com>", f"a@{'b.' * 200}c"),
            ("ada@example.com", "grace@example.com"),
            (),
        ],
    )
    def test_anything_else_is_none(self, value: Any) -> None:
        """What says more, or less, than an address."""
        assert not is_email(value)

    @pytest.mark.parametrize(
        ("names", "known"),
        [
            (("Where?", "Who?"), ["Where?"]),
            (("Who told you?", "Your mail"), ["Your mail"]),
            (("friend_email", "email"), ["email"]),
            (("Who?", "friend_email", "E-Mail-Adresse"), ["E-Mail-Adresse"]),
            ((), []),
        ],
    )
    def test_one_is_the_persons(self, names: tuple[str, ...], known: list[str]) -> None:
        """The one that is called so, else the first."""
        found = with_email(Answer(name, "ada@example.com") for name in names)
        assert [answer.key for answer in found if answer.kind == "email"] == known

    def test_what_the_sender_says_counts(self) -> None:
        """Then the names of others decide."""
        told = (Answer("Who?", "grace@example.com"), Answer("E", "ada@example.com", kind="email"))
        assert with_email(told) == told


class TestDeliveryId:
    """The author of a request may name it."""

    @pytest.mark.parametrize(
        ("headers", "named"),
        [
            ({"idempotency_key": "a"}, "a"),
            ({"webhook_id": "b"}, "b"),
            ({"idempotency_key": "a", "webhook_id": "b"}, "a"),
            ({"idempotency_key": "", "webhook_id": "b"}, "b"),
            ({}, ""),
        ],
    )
    def test_a_header_names_the_delivery(self, headers: dict[str, str], named: str) -> None:
        """Without one, the body's hash stands in."""
        assert delivery_id(delivery(**headers)) == named


def test_a_long_key_is_not_repeated_for_each_answer_below_it() -> None:
    """A megabyte of it above a thousand answers would be a gigabyte."""
    answers = flatten({"k" * 100_000: {str(number): "x" for number in range(1000)}})
    assert max(len(answer.key) for answer in answers) == MAX_KEY
