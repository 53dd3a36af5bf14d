"""Typeform: what a form's answers become, and what Typeform's signature covers."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.errors import BadSignature, MalformedBody
from adapter.model import Answer, Reading
from adapter.sources.typeform import SOURCE, parse

from .hostile import LAWFUL, json_values, latin_1
from .samples import delivery, prove

BODY = '{"form":"demo","email":"ada@example.com","name":"Zoë"}'.encode()
SIGNED = "sha256=QPU7B+24tydbPKrthyg5BZiuFgphUvK0/2vH5+ueSy8="  # checked by @shopify/shopify-api


def read(**response: Any) -> Reading:
    """Return what is read in a form_response of this content."""
    body = {"event_type": "form_response", "form_response": {"token": "t1", **response}}
    return parse(delivery(json.dumps(body)), {})


def answers(**response: Any) -> tuple[Answer, ...]:
    """Return the answers of a form_response of this content."""
    (submission,) = read(**response).submissions
    return submission.answers


def answered(kind: str, value: Any, **field: Any) -> tuple[Answer, ...]:
    """Return what is read in one answer to the question ``q1``."""
    return answers(answers=[{"type": kind, kind: value, "field": {"id": "q1", **field}}])


class TestSignature:
    """Base64 of the HMAC of the raw body, behind ``sha256=``."""

    def test_a_vector_of_another_library_is_accepted(self) -> None:
        """Shopify signs in the same way."""
        prove(SOURCE, delivery(BODY, typeform_signature=SIGNED), [b"s3cr3t-key"])

    def test_a_signature_does_not_grow_old(self) -> None:
        """Typeform signs no time, and redelivers by hand."""
        prove(SOURCE, delivery(BODY, typeform_signature=SIGNED), [b"s3cr3t-key"], 4e9)

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "sha256=",
            SIGNED.removeprefix("sha256="),
            SIGNED.replace("sha256", "sha1"),
            f" {SIGNED}",
            f"{SIGNED}, {SIGNED}",
            "sha256=40f53b07edb8b7275b3caaed8728390598ae160a6152f2b4ff6bc7e7eb9e4b2f",
        ],
    )
    def test_another_spelling_is_refused(self, header: str) -> None:
        """Prefix, encoding and number of signatures are Typeform's."""
        with pytest.raises(BadSignature):
            prove(SOURCE, delivery(BODY, typeform_signature=header), [b"s3cr3t-key"])

    @LAWFUL
    @given(st.binary(max_size=50), latin_1, st.lists(st.binary(max_size=9), max_size=3))
    def test_any_header_is_refused(self, body: bytes, header: str, secrets: list[bytes]) -> None:
        """Nothing but BadSignature leaves."""
        for text in (header, f"sha256={header}"):
            with pytest.raises(BadSignature):
                prove(SOURCE, delivery(body, typeform_signature=text), secrets)


class TestAnswers:
    """Each type of answer is read as what the person meant."""

    @pytest.mark.parametrize(
        ("kind", "value", "expected"),
        [
            ("text", "Ada", "Ada"),
            ("number", 3, "3"),
            ("number", 1.5, "1.5"),
            ("boolean", True, "Yes"),
            ("boolean", False, "No"),
            ("date", "1990-05-06", "1990-05-06"),
            ("url", "https://example.com", "https://example.com"),
            ("file_url", "https://example.com/f", "https://example.com/f"),
            ("choice", {"label": "Red"}, ("Red",)),
            ("choice", {"other": "Mauve"}, ("Mauve",)),
            ("choice", {"id": "x", "ref": "y", "label": "Red"}, ("Red",)),
            ("choices", {"labels": ["Red", "Blue"]}, ("Red", "Blue")),
            ("choices", {"labels": ["Red"], "other": "Mauve"}, ("Red", "Mauve")),
            ("choices", {"ids": ["x"], "labels": ["Red"]}, ("Red",)),
            ("choice", "Red", "Red"),
        ],
    )
    def test_a_type_is_read(self, kind: str, value: Any, expected: Any) -> None:
        """The value stands under the name of its type."""
        assert answered(kind, value) == (Answer("q1", expected),)

    @pytest.mark.parametrize(("kind", "ours"), [("email", "email"), ("phone_number", "phone")])
    def test_a_type_that_says_what_it_is_is_told(self, kind: str, ours: str) -> None:
        """An e-mail question needs no name that says e-mail."""
        assert answered(kind, "x") == (Answer("q1", "x", kind=ours),)

    def test_a_composite_answer_is_several(self) -> None:
        """A payment has an amount and a name."""
        paid = {"amount": "10.50", "name": "Ada"}
        question = {"id": "q1", "title": "Deposit"}
        given = [{"type": "payment", "payment": paid, "field": {"id": "q1", "ref": "r"}}]
        assert answers(answers=given, definition={"fields": [question]}) == (
            Answer("r.amount", "10.50", "Deposit amount"),
            Answer("r.name", "Ada", "Deposit name"),
        )

    @pytest.mark.parametrize(
        ("field", "key"),
        [
            ({"ref": "r"}, "r"),
            ({}, "q1"),
            ({"ref": ""}, "q1"),
            ({"id": None}, "text"),
            ({"ref": "r", "subfield_key": "first_name"}, "first_name"),
        ],
    )
    def test_a_question_is_known_by_the_name_its_author_gave_it(
        self, field: dict[str, Any], key: str
    ) -> None:
        """The ref can be chosen in Typeform, the id cannot."""
        assert [answer.key for answer in answered("text", "x", **field)] == [key]

    def test_a_part_of_a_group_does_not_bear_the_title_of_the_whole(self) -> None:
        """Under the title "Your name", the last name is not the name."""
        field = {"id": "q1", "subfield_key": "last_name"}
        given = [{"type": "text", "text": "Lovelace", "field": field}]
        definition = {"fields": [{"id": "q1", "title": "Your name"}]}
        assert answers(answers=given, definition=definition) == (Answer("last_name", "Lovelace"),)

    def test_the_title_of_a_question_inside_a_group_is_found(self) -> None:
        """Groups hold questions of their own."""
        inner = {"id": "q1", "title": "Your town"}
        group = {"id": "g", "title": "About you", "properties": {"fields": ["odd", inner]}}
        given = [{"type": "text", "text": "Paris", "field": {"id": "q1"}}]
        assert answers(answers=given, definition={"fields": [group]})[0].label == "Your town"

    def test_hidden_fields_are_answers(self) -> None:
        """Whoever links to a form may know the name already."""
        assert answers(hidden={"name": "Ada", "utm": ""}) == (Answer("name", "Ada"),)

    @pytest.mark.parametrize(
        "given",
        [
            {"type": "text", "field": {"id": "q1"}},
            {"type": "text", "text": "x"},
            {"type": "text", "text": "x", "field": "q1"},
            {"type": 5, "field": {"id": "q1"}},
            {"type": "text", "text": None, "field": {"id": "q1"}},
            {"type": "choice", "choice": {}, "field": {"id": "q1"}},
            {},
        ],
    )
    def test_an_answer_without_content_is_none(self, given: Any) -> None:
        """One that is odd does not sink the others."""
        assert answers(answers=[given]) == ()

    @pytest.mark.parametrize("key", ["answers", "hidden", "definition"])
    def test_null_is_as_good_as_absent(self, key: str) -> None:
        """A form without an answer is no malformed one."""
        assert answers(**{key: None}) == ()

    @pytest.mark.parametrize("questions", [None, [{"id": "q1"}], [{"id": "q1", "title": None}]])
    def test_a_question_without_a_title_has_no_label(self, questions: Any) -> None:
        """Its ref has to do."""
        given = [{"type": "text", "text": "x", "field": {"id": "q1"}}]
        assert answers(answers=given, definition={"fields": questions})[0].label == ""


class TestDelivery:
    """One form is one submission, known by its token."""

    def test_the_token_names_delivery_and_row(self) -> None:
        """A redelivery by hand has another event_id and the same token."""
        reading = read(answers=[])
        assert (reading.id, reading.submissions[0].ref) == ("t1", "t1")

    def test_a_token_can_be_written_as_utf_8(self) -> None:
        """It is hashed, and given back."""
        assert read(token="t\ud800").id == "t?"

    def test_a_partial_response_holds_nobody(self) -> None:
        """It has not been sent off yet; the whole one will come under the same token."""
        body = {"event_type": "form_response_partial", "form_response": {"token": "t1"}}
        assert parse(delivery(json.dumps(body)), {}) == Reading((), id="t1")

    @pytest.mark.parametrize(
        ("body", "place"),
        [
            ({}, "form_response"),
            ([], "body"),
            ({"form_response": []}, "form_response"),
            ({"form_response": {}}, "form_response.token"),
            ({"form_response": {"token": "t", "answers": {}}}, "form_response.answers"),
            ({"form_response": {"token": "t", "answers": [1]}}, "form_response.answers[0]"),
        ],
    )
    def test_another_shape_is_refused_with_its_place(self, body: Any, place: str) -> None:
        """What is no form is not guessed at."""
        with pytest.raises(MalformedBody) as refused:
            parse(delivery(json.dumps(body)), {})
        assert refused.value.detail.partition(":")[0] == place

    @LAWFUL
    @given(
        st.dictionaries(
            st.sampled_from(["token", "answers", "hidden", "definition"]),
            json_values | st.just("t1"),
        ),
        json_values,
    )
    def test_any_response_is_read_or_refused(self, response: Any, answer: Any) -> None:
        """Nothing but MalformedBody leaves."""
        with suppress(MalformedBody):
            read(**response)
        with suppress(MalformedBody):
            read(answers=[answer, {"type": "text", "text": answer, "field": answer}])
        with suppress(MalformedBody):
            answered("choice", answer, ref=answer)

    def test_the_sender_waits_thirty_seconds(self) -> None:
        """And is answered before that."""
        assert SOURCE.answer_within_s < 30


class TestTitles:
    """They are written as in a conversation."""

    @pytest.mark.parametrize(
        ("title", "label"),
        [
            ("Nice to meet you, {{field:0a1b}}! *Last name?*", "Nice to meet you! Last name?"),
            ("{{field:0a1b}}, what is your **company**?", "what is your company?"),
            ("_Your_ first_name *", "Your first_name *"),
            ("{{hidden:who}}", ""),
        ],
    )
    def test_what_is_not_the_question_is_left_out(self, title: str, label: str) -> None:
        """Answers given before, and marks of emphasis."""
        definition = {"fields": [{"id": "q1", "title": title}]}
        told = {"type": "text", "text": "Ada", "field": {"id": "q1", "ref": "r1"}}
        [answer] = answers(definition=definition, answers=[told])
        assert answer.label == label

    def test_an_address_is_known_whatever_the_question(self) -> None:
        """Not every author takes the question for e-mail addresses; hidden fields have names."""
        [own] = answered("text", "ada@example.com", ref="r1")
        [hidden] = answers(hidden={"seller": "mary@example.com"})
        assert (own.kind, hidden.kind) == ("email", "")
