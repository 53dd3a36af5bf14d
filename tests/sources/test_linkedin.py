"""LinkedIn: a challenge that must not become a signature, and answers by the ids of questions."""

import json
from dataclasses import replace
from typing import Any

import pytest

from adapter.errors import BadSignature, MalformedBody, NotConfigured, SourceBusy
from adapter.model import Answer, Reading, Said, Submission
from adapter.sources.ask import Told
from adapter.sources.linkedin import SOURCE, handshake, parse

from .samples import as_json, delivery, look_up, prove

KEY = b"s3cr3t-key"
BODY = '{"form":"demo","email":"ada@example.com","name":"Zoë"}'.encode()
SIGNED = "d17dea5503ea2de492cd1cbe5b0b240c44461a35046690ec4e90fa75c776ed3e"  # by hashlib alone
CODE = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
ANSWERED = "d1074881632695dfd651f3c6fef22dd7b8a29e30026e6778b1c3f82145469391"


def read(urn: str = "urn:li:leadGenFormResponse:1a-2", **changed: Any) -> Reading:
    """Return what is read in a notification."""
    body = {
        "type": "LEAD_ACTION",
        "leadGenFormResponse": urn,
        "leadAction": "CREATED",
        "occurredAt": 1686182358881,
    }
    return parse(as_json({**body, **changed}), {})


def shake(code: str, method: str = "GET") -> Said | None:
    """Return the answer to a challenge."""
    posted = replace(delivery(), method=method, query={"challengeCode": code})
    return handshake(posted, [KEY, b"an older one"], {})


def lead(*answers: Any, form: str = "urn:li:versionedLeadGenForm:(urn:li:leadGenForm:7,1)") -> Told:
    """Return a lead as it is looked up."""
    return Told(200, {"versionedLeadGenFormUrn": form, "formResponse": {"answers": list(answers)}})


def typed(number: int, text: str, **more: Any) -> dict[str, Any]:
    """Return an answer in words."""
    details = {"textQuestionAnswer": {"answer": text}}
    return {"questionId": number, "answerDetails": details, **more}


class TestSignature:
    """Of a prefix and the body."""

    @pytest.mark.parametrize("header", [SIGNED, f"hmacsha256={SIGNED}"])
    def test_both_ways_to_write_it_are_accepted(self, header: str) -> None:
        """Receivers have seen both."""
        prove(SOURCE, delivery(BODY, x_li_signature=header), [KEY])

    def test_the_prefix_alone_is_none(self) -> None:
        """Nor is an empty header."""
        for header in ("", "hmacsha256="):
            with pytest.raises(BadSignature):
                prove(SOURCE, delivery(BODY, x_li_signature=header), [KEY])


class TestHandshake:
    """It is answered with the key that signs deliveries."""

    def test_a_uuid_is_answered(self) -> None:
        """With the first secret."""
        said = shake(CODE)
        assert said is not None
        assert (said.status, said.media_type) == (200, "application/json")
        assert json.loads(said.body) == {"challengeCode": CODE, "challengeResponse": ANSWERED}

    @pytest.mark.parametrize(
        "code",
        [
            'hmacsha256={"type":"LEAD_ACTION"}',
            "",
            f"{CODE} ",
            f"{CODE}\n",
            f"x{CODE}",
            CODE.replace("-", ""),
            CODE.replace("-4ab1-", "-1ab1-"),
            CODE.replace("-b689-", "-c689-"),
        ],
    )
    def test_nothing_else_is(self, code: str) -> None:
        """Or anybody could have a delivery of theirs signed."""
        assert shake(code) == Said(status=403)

    def test_without_a_secret_nobody_is_answered(self) -> None:
        """A route that anybody may post to has none."""
        posted = replace(delivery(), method="GET", query={"challengeCode": CODE})
        assert handshake(posted, [], {}) == Said(status=403)

    def test_a_delivery_is_no_challenge(self) -> None:
        """Whatever its URL says."""
        assert shake(CODE, "POST") is None


class TestDelivery:
    """One lead, as an id."""

    def test_a_repeated_one_has_the_same_id(self) -> None:
        """That of the response, and its time."""
        assert read() == Reading((Submission(ref="1a-2"),), id="1a-2:1686182358881")

    @pytest.mark.parametrize("changed", [{"leadAction": "DELETED"}, {"type": "ANOTHER"}])
    def test_another_event_is_about_nobody_new(self, changed: dict[str, str]) -> None:
        """Authentic, all the same."""
        assert read(**changed).submissions == ()

    @pytest.mark.parametrize(
        "urn",
        [
            "",
            "1a-2",
            "urn:li:leadGenFormResponse:",
            "urn:li:leadGenFormResponse:1/../../me",
            "urn:li:leadGenFormResponse:1?q=x",
            "urn:li:leadGenFormResponse:1\n",
            "urn:li:leadGenFormResponse:é",
            "urn:li:person:1a-2",
            "https://example.com/1a-2",
        ],
    )
    def test_another_urn_is_refused(self, urn: str) -> None:
        """It would go into a URL."""
        with pytest.raises(MalformedBody):
            read(urn)


class TestLookUp:
    """The lead, then the form, which is asked for once in a while."""

    @pytest.mark.parametrize("status", [404, 410])
    def test_whoever_is_not_known_is_nobody(self, status: int) -> None:
        """And who came as no id."""
        found, asked = look_up(SOURCE, [Submission(ref="1a"), Submission()], [Told(status)])
        assert found == [None, None]
        assert [one.url for one in asked] == ["https://api.linkedin.com/rest/leadFormResponses/1a"]

    def test_a_form_may_be_used_again(self) -> None:
        """The lead may not."""
        _, asked = look_up(SOURCE, [Submission(ref="1a")], [lead(), Told(404)], version="202611")
        assert [one.keep_s > 0 for one in asked] == [False, True]
        assert ("linkedin-version", "202611") in asked[0].headers

    def test_an_answer_without_its_question_is_known_by_its_name(self) -> None:
        """Or by its number: a form may have been changed since."""
        told = lead(typed(1, "ada@example.com", name="email"), typed(2, "blue"))
        [found], _ = look_up(SOURCE, [Submission(ref="1a")], [told, Told(404)])
        assert found == Submission((Answer("email", "ada@example.com"), Answer("2", "blue")))

    def test_the_form_is_no_address(self) -> None:
        """Only its number is used."""
        told = lead(form="https://example.com/urn:li:leadGenForm:7x")
        [found], asked = look_up(SOURCE, [Submission(ref="1a")], [told])
        assert (found, len(asked)) == (Submission(), 1)

    @pytest.mark.parametrize("status", [401, 403, 426])
    def test_a_refused_token_or_version_is_the_operators_business(self, status: int) -> None:
        """426 says that the version is too old."""
        with pytest.raises(NotConfigured, match="LinkedIn refuses"):
            look_up(SOURCE, [Submission(ref="1a")], [Told(status)])

    @pytest.mark.parametrize("answers", [[Told(429)], [lead(), Told(503)]])
    def test_a_busy_service_is_asked_again_later(self, answers: list[Told]) -> None:
        """For the lead, or for the form."""
        with pytest.raises(SourceBusy):
            look_up(SOURCE, [Submission(ref="1a")], answers)

    @pytest.mark.parametrize(
        "details",
        [
            None,
            "x",
            {"textQuestionAnswer": None},
            {"textQuestionAnswer": {"answer": None}},
            {"multipleChoiceAnswer": {"options": []}},
        ],
    )
    def test_an_odd_answer_is_none(self, details: Any) -> None:
        """It costs the others nothing."""
        told = lead({"questionId": [], "answerDetails": details}, "odd", typed(1, "blue"))
        form = {"content": {"questions": [{"questionId": 1, "predefinedField": []}, "odd"]}}
        [found], _ = look_up(SOURCE, [Submission(ref="1a")], [told, Told(200, form)])
        assert found is not None
        assert [answer.value for answer in found.answers] == ["blue"]
