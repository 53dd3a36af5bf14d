"""SurveyMonkey: a key of two halves, and answers by the ids of their questions."""

from dataclasses import replace
from typing import Any

import pytest

from adapter.errors import MalformedBody, NotConfigured, SourceBusy
from adapter.model import Answer, Reading, Said, Submission
from adapter.sources.ask import Told
from adapter.sources.surveymonkey import HOSTS, SOURCE, load_secret, parse

from .samples import as_json, delivery, look_up, prove

BODY = '{"form":"demo","email":"ada@example.com","name":"Zoë"}'.encode()
ROW = Submission(ref="5/3")


def read(survey: Any = "5", response: Any = "3", **changed: Any) -> Reading:
    """Return what is read in an event."""
    body = {
        "event_type": "response_completed",
        "event_id": "1",
        "object_id": response,
        "resources": {"survey_id": survey, "recipient_id": ""},
    }
    return parse(as_json({**body, **changed}), {})


def page(*questions: Any, **more: Any) -> Told:
    """Return a response, or a survey, of one page."""
    return Told(200, {"pages": [{"questions": list(questions)}], **more})


def answers(given: list[Any], **question: Any) -> tuple[Answer, ...]:
    """Return what is read in the answers to one question."""
    asked = {"id": "1", "headings": [{"heading": "Topics"}], **question}
    told = [page({"id": "1", "answers": given}), page(asked)]
    [found], _ = look_up(SOURCE, [ROW], told)
    assert found is not None
    return found.answers


class TestProof:
    """The key is the client id and the secret."""

    def test_a_vector_is_accepted(self) -> None:
        """Made by hashlib alone, as in the vendor's sample."""
        posted = delivery(BODY, sm_signature="VNIauttNHo0TfRP5UOvGmqY/1DY=")
        prove(SOURCE, posted, [load_secret("client_id&client_secret")])

    @pytest.mark.parametrize("text", ["", "client_id", "client_id&", "&client_secret"])
    def test_half_a_key_is_refused_at_the_start(self, text: str) -> None:
        """Before the first lead is."""
        with pytest.raises(ValueError, match="client id"):
            load_secret(text)

    def test_a_probe_is_answered(self) -> None:
        """Or no webhook can be made."""
        assert SOURCE.handshake is not None
        assert SOURCE.handshake(replace(delivery(), method="HEAD"), [b"s"], {}) == Said()
        assert SOURCE.handshake(delivery(), [b"s"], {}) is None


class TestDelivery:
    """One response, as ids."""

    def test_a_response_is_one_person(self) -> None:
        """A webhook of the survey and one of its collector tell of it in two events."""
        assert read() == read(event_id="2") == Reading((ROW,), id="5/3")

    @pytest.mark.parametrize(
        "event", ["response_created", "response_deleted", "survey_updated", ""]
    )
    def test_another_event_is_about_nobody_new(self, event: str) -> None:
        """Somebody who only began, too."""
        assert read(event_type=event).submissions == ()

    @pytest.mark.parametrize(
        "own_id", ["", "3/details", "../users/me", "3?x", None, True, {"a": 1}]
    )
    def test_what_is_no_id_is_refused(self, own_id: Any) -> None:
        """It would go into a URL."""
        for ids in ((own_id, "3"), ("5", own_id)):
            with pytest.raises(MalformedBody):
                read(*ids)


class TestLookUp:
    """The response, then the survey, which is asked for once in a while."""

    @pytest.mark.parametrize("host", HOSTS)
    def test_it_is_asked_where_the_account_is(self, host: str) -> None:
        """Of three places."""
        _, asked = look_up(SOURCE, [ROW], [page(), page()], host=host)
        assert [one.url for one in asked] == [
            f"https://{host}/v3/surveys/5/responses/3/details",
            f"https://{host}/v3/surveys/5/details",
        ]
        assert [one.keep_s > 0 for one in asked] == [False, True]

    def test_whoever_is_not_known_is_nobody(self) -> None:
        """A body that could not be read, too."""
        found, asked = look_up(SOURCE, [ROW, Submission((Answer("body", "odd"),))], [Told(404)])
        assert (found, len(asked)) == ([None, None], 1)

    @pytest.mark.parametrize("told", [[Told(401)], [page(), Told(403)]])
    def test_a_refused_token_is_the_operators_business(self, told: list[Told]) -> None:
        """A missing scope, too."""
        with pytest.raises(NotConfigured, match="SurveyMonkey refuses"):
            look_up(SOURCE, [ROW], told)

    @pytest.mark.parametrize("told", [[Told(429)], [page(), Told(0)]])
    def test_a_busy_service_is_asked_again_later(self, told: list[Told]) -> None:
        """For the response, or for the survey."""
        with pytest.raises(SourceBusy):
            look_up(SOURCE, [ROW], told)


class TestAnswers:
    """By what was asked."""

    def test_a_choice_is_told_by_its_text(self) -> None:
        """Without the markup that its author gave it."""
        choices = {"choices": [{"id": "7", "text": "<b>Engines</b> &amp; looms"}]}
        assert answers(
            [{"choice_id": "7"}, {"other_id": "9", "text": "Maps"}], answers=choices
        ) == (Answer("1", ("Engines & looms", "Maps"), "Topics"),)

    def test_a_row_is_known_by_its_own_text(self) -> None:
        """The question stands in front of it where nothing else is known."""
        rows = {"rows": [{"id": "7", "text": "E-mail:"}]}
        assert answers([{"row_id": "7", "text": "ada@example.com"}], answers=rows) == (
            Answer("E-mail:", ("ada@example.com",), "Topics E-mail:"),
        )

    def test_a_date_is_known_by_its_question(self) -> None:
        """Unless its author wrote something else in front of the blank."""
        rows = {"rows": [{"id": "7", "text": "Date / Time"}]}
        given = [{"row_id": "7", "text": "12/25/1990"}]
        assert answers(given, answers=rows) == (Answer("1", ("12/25/1990",), "Topics"),)

    def test_a_question_that_is_gone_leaves_what_was_typed(self) -> None:
        """Under its number."""
        told = [page({"id": "1", "answers": [{"text": "blue"}]}), Told(404)]
        [found], _ = look_up(SOURCE, [ROW], told)
        assert found == Submission((Answer("1", ("blue",)),))

    @pytest.mark.parametrize(
        "given",
        [{}, {"text": None}, {"choice_id": []}, {"choice_id": "8"}, {"row_id": "7"}, "odd", None],
    )
    def test_an_odd_answer_is_none(self, given: Any) -> None:
        """It costs the others nothing."""
        read = answers([given, {"row_id": "9", "text": "blue"}], answers={"rows": "odd"})
        assert [answer.value for answer in read] == [("blue",)]

    @pytest.mark.parametrize("contact", [None, [], {"email": "x"}, {"email": {"value": None}}])
    def test_whoever_was_not_invited_has_no_address(self, contact: Any) -> None:
        """Most come by a link."""
        [found], _ = look_up(SOURCE, [ROW], [page(metadata={"contact": contact}), page()])
        assert found == Submission()
