"""Proofs of origin hold against vectors of others, and against whatever is sent instead."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.errors import BadSignature
from adapter.model import Answer, Reading, Submission
from adapter.sources.verify import (
    ALGORITHMS,
    SignedBody,
    SignedTime,
    decode_signature,
    raw_header,
    sign,
    verify_age,
    verify_hmac,
    verify_secret,
    verify_token,
    without_secrets,
)

from .hostile import LAWFUL, latin_1
from .samples import delivery

SECRET = b"a-shared-token"
NOW = 1_700_000_000


def basic(credentials: bytes) -> dict[str, str]:
    """Return the header of HTTP Basic."""
    return {"authorization": f"Basic {base64.b64encode(credentials).decode()}"}


class TestHmac:
    """A keyed hash of the bytes, compared in constant time."""

    @pytest.mark.parametrize(
        ("secret", "content", "algorithm", "encoding", "signature"),
        [
            pytest.param(
                b"It's a Secret to Everybody",
                b"Hello, World!",
                "sha256",
                "hex",
                "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
                id="GitHub's documentation",
            ),
            pytest.param(
                b"s3cr3t-key",
                '{"form":"demo","email":"ada@example.com","name":"Zoë"}'.encode(),
                "sha256",
                "base64",
                "QPU7B+24tydbPKrthyg5BZiuFgphUvK0/2vH5+ueSy8=",
                id="@shopify/shopify-api",
            ),
            pytest.param(
                b"s3cr3t-key",
                '{"form":"demo","email":"ada@example.com","name":"Zoë"}'.encode(),
                "sha1",
                "hex",
                "0d5ecdc2935525c7da8577ee59c03a6c73fdd448",
                id="SHA-1",
            ),
            pytest.param(
                b"Jefe",
                b"what do ya want for nothing?",
                "sha512",
                "hex",
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
                id="RFC 4231, case 2",
            ),
        ],
    )
    def test_signatures_of_others_are_accepted(
        self, secret: bytes, content: bytes, algorithm: str, encoding: str, signature: str
    ) -> None:
        """Published vectors, and some from other libraries."""
        candidate = decode_signature(signature, encoding=encoding)
        verify_hmac(content, [candidate], [secret], algorithm=algorithm)

    @pytest.mark.parametrize("algorithm", ALGORITHMS)
    def test_one_good_candidate_among_bad_ones_is_enough(self, algorithm: str) -> None:
        """Senders list a signature for each of their keys."""
        good = sign(SECRET, b"body", algorithm=algorithm)
        verify_hmac(b"body", [b"", b"bad", good], [b"other", SECRET], algorithm=algorithm)

    @pytest.mark.parametrize("candidates", [[], [b""], [b"\x00" * 32]])
    @pytest.mark.parametrize("secrets", [[], [SECRET]])
    def test_no_signature_and_no_secret_are_refused(
        self, candidates: list[bytes], secrets: list[bytes]
    ) -> None:
        """A route that lost its secret is closed, not open."""
        with pytest.raises(BadSignature):
            verify_hmac(b"body", candidates, secrets)

    def test_an_empty_secret_signs_nothing(self) -> None:
        """Everybody knows the empty key."""
        with pytest.raises(BadSignature):
            verify_hmac(b"body", [sign(b"", b"body")], [b""])

    @LAWFUL
    @given(st.text(max_size=80), st.sampled_from(["hex", "base64"]))
    def test_any_text_is_a_signature_or_none(self, text: str, encoding: str) -> None:
        """What is not hex or base64 is as good as missing."""
        with pytest.raises(BadSignature):
            verify_hmac(b"body", [decode_signature(text, encoding=encoding)], [SECRET])


class TestAge:
    """A signature holds for five minutes, by either clock."""

    @pytest.mark.parametrize("seconds", [-300, 0, 300])
    def test_a_recent_time_is_accepted(self, seconds: int) -> None:
        """Clocks differ."""
        verify_age(str(NOW + seconds), NOW)

    @pytest.mark.parametrize("seconds", [-301, 301, -NOW, 10**14])
    def test_another_time_is_refused(self, seconds: int) -> None:
        """What was overheard cannot be replayed later."""
        with pytest.raises(BadSignature):
            verify_age(str(NOW + seconds), NOW)

    @pytest.mark.parametrize(
        "text",
        [
            *("", " ", "now", "-1700000000", "+1700000000", "1_700_000_000", "1700000000.0"),
            *(" 1700000000", "1.7e9", "nan", "\u0661\u0667", "\xb2", "9" * 5000),
        ],
    )
    def test_what_is_no_unix_time_is_refused(self, text: str) -> None:
        """int() and float() read more than a sender writes."""
        with pytest.raises(BadSignature):
            verify_age(text, NOW)

    @LAWFUL
    @given(latin_1, st.floats(0, 4e9))
    def test_any_text_is_accepted_or_refused(self, text: str, now: float) -> None:
        """Nothing but BadSignature leaves."""
        try:
            verify_age(text, now)
        except BadSignature:
            return
        assert abs(int(text) - now) <= 300


class TestToken:
    """A shared secret is accepted from wherever the sender was able to put it."""

    @pytest.mark.parametrize(
        ("headers", "query"),
        [
            pytest.param({"authorization": "Bearer a-shared-token"}, {}, id="Bearer"),
            pytest.param({"authorization": "bearer   a-shared-token "}, {}, id="bearer, blanks"),
            pytest.param(basic(b"zapier:a-shared-token"), {}, id="Basic"),
            pytest.param(basic(b":a-shared-token"), {}, id="Basic without a user"),
            pytest.param({"x-webhook-token": "a-shared-token"}, {}, id="X-Webhook-Token"),
            pytest.param({}, {"token": "a-shared-token"}, id="query"),
            pytest.param(
                {"authorization": "Bearer other", "x-webhook-token": "a-shared-token"},
                {"token": "other"},
                id="one of several",
            ),
        ],
    )
    def test_each_place_is_looked_at(self, headers: dict[str, str], query: dict[str, str]) -> None:
        """Not every sender can set a header."""
        verify_token(headers, query, [b"older", SECRET])

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"authorization": ""},
            {"authorization": "Bearer"},
            {"authorization": "Bearer "},
            {"authorization": "a-shared-token"},
            {"authorization": "Digest a-shared-token"},
            {"authorization": "Bearer a-shared-token!"},
            {"authorization": "Bearer A-SHARED-TOKEN"},
            {"authorization": "Basic"},
            {"authorization": "Basic a-shared-token"},
            {"authorization": "Basic \xff\xff"},
            basic(b"a-shared-token"),
            basic(b"a-shared-token:"),
            {"x-webhook-token": "a-shared-token, a-shared-token"},
        ],
    )
    def test_anything_else_is_refused(self, headers: dict[str, str]) -> None:
        """Nearly right is wrong."""
        with pytest.raises(BadSignature):
            verify_token(headers, {}, [SECRET])

    @pytest.mark.parametrize(
        ("headers", "query"),
        [
            ({}, {}),
            ({"authorization": "Bearer "}, {}),
            (basic(b":"), {}),
            ({"x-webhook-token": ""}, {"token": ""}),
        ],
    )
    def test_an_empty_token_matches_no_empty_secret(
        self, headers: dict[str, str], query: dict[str, str]
    ) -> None:
        """A secret that was left blank accepts nobody."""
        with pytest.raises(BadSignature):
            verify_token(headers, query, [b""])

    def test_a_password_may_hold_colons(self) -> None:
        """RFC 7617: the user ends at the first."""
        verify_token(basic(b"zapier:pass:word:"), {}, [b"pass:word:"])

    @pytest.mark.parametrize("place", ["header", "query", "basic"])
    def test_a_secret_may_be_any_text(self, place: str) -> None:
        """Compared as bytes, on the wire in UTF-8; a comparison of text would raise."""
        secret = "gehe\u00efm \u20ac".encode()
        headers = {"x-webhook-token": secret.decode("latin-1")} if place == "header" else {}
        query = {"token": secret.decode()} if place == "query" else {}
        verify_token(basic(b"u:" + secret) if place == "basic" else headers, query, [secret])

    @LAWFUL
    @given(latin_1, latin_1, st.text(max_size=40), st.lists(st.binary(min_size=1, max_size=9)))
    def test_any_request_is_accepted_or_refused(
        self, authorization: str, token: str, parameter: str, secrets: list[bytes]
    ) -> None:
        """Nothing but BadSignature leaves."""
        headers = {"authorization": authorization, "x-webhook-token": token}
        try:
            verify_token(headers, {"token": parameter}, secrets)
        except BadSignature:
            assert raw_header(token) not in secrets


BODY = '{"form":"demo","email":"ada@example.com","name":"Zoë"}'.encode()
KEY = b"s3cr3t-key"
HEX = "674bfd841573e929833d6a8b680ca1686cfd6bd8cb7d45dd46d44997d3bfc25f"  # by Stripe's library


class TestSignedTime:
    """``t=…,v1=…``: Stripe, Calendly, Formspree and others."""

    verify = staticmethod(SignedTime("acme-signature"))

    def check(self, header: str, now: float = NOW, key: bytes = KEY) -> None:
        """Check a signature."""
        self.verify(delivery(BODY, acme_signature=header), [key], now, {})

    @pytest.mark.parametrize(
        "header",
        [
            f"t={NOW},v1={HEX}",
            f"t={NOW}, v1={HEX}",
            f"v1={HEX},t={NOW}",
            f"t={NOW},v1={'0' * 64},v1={HEX},v0=x",
        ],
    )
    def test_a_vector_of_another_library_is_accepted(self, header: str) -> None:
        """In any order, beside older signatures."""
        self.check(header)

    @pytest.mark.parametrize(
        "header",
        [
            "",
            f"t={NOW}",
            f"v1={HEX}",
            f"t={NOW},v0={HEX}",
            f"t={NOW + 1},v1={HEX}",
            f"t={NOW},t={NOW},v1={HEX}",
            f"t={NOW}," + "v1=0," * 20 + f"v1={HEX}",
        ],
    )
    def test_anything_else_is_refused(self, header: str) -> None:
        """A header of many signatures, too: each costs a hash."""
        with pytest.raises(BadSignature):
            self.check(header)

    @pytest.mark.parametrize("later_s", [-301, 301])
    def test_what_is_old_or_of_tomorrow_is_refused(self, later_s: int) -> None:
        """Five minutes both ways."""
        with pytest.raises(BadSignature):
            self.check(f"t={NOW},v1={HEX}", NOW + later_s)


class TestSignedBody:
    """A header with the HMAC of the body."""

    def test_a_salt_is_part_of_what_is_signed(self) -> None:
        """LinkedIn's."""
        signed = "d17dea5503ea2de492cd1cbe5b0b240c44461a35046690ec4e90fa75c776ed3e"
        verify = SignedBody("x-li-signature", encoding="hex", salt=b"hmacsha256=")
        verify(delivery(BODY, x_li_signature=signed), [KEY], 0, {})

    def test_a_prefix_is_needed_where_there_is_one(self) -> None:
        """Intercom's, with SHA-1."""
        signed = "0d5ecdc2935525c7da8577ee59c03a6c73fdd448"
        verify = SignedBody("x-hub-signature", encoding="hex", prefix="sha1=", algorithm="sha1")
        verify(delivery(BODY, x_hub_signature=f"sha1={signed}"), [KEY], 0, {})
        with pytest.raises(BadSignature):
            verify(delivery(BODY, x_hub_signature=signed), [KEY], 0, {})


class TestSecretsInBodies:
    """Google Ads, Wufoo, Zoho."""

    @pytest.mark.parametrize("given", ["another", "", None, 7, ["a-shared-token"], "\ud800"])
    def test_anything_but_the_secret_is_refused(self, given: object) -> None:
        """Of any type."""
        with pytest.raises(BadSignature):
            verify_secret(given, [SECRET, b""])

    def test_any_secret_of_a_rotation_is_accepted(self) -> None:
        """Old and new."""
        verify_secret("a-shared-token", [b"older", SECRET])


class TestCrossedOut:
    """A secret that comes with the answers is not kept."""

    def test_a_url_that_is_repeated_loses_it(self) -> None:
        """What stands around it may be of use."""
        told = Answer("url", "https://example.com/leads?token=a-shared-token")
        chosen = Answer("urls", ("a-shared-token", "fine"))
        reading = Reading((Submission((told, chosen)),))
        [submission] = without_secrets(reading, [SECRET]).submissions
        assert [answer.value for answer in submission.answers] == [
            "https://example.com/leads?token=[secret]",
            ("[secret]", "fine"),
        ]

    def test_a_short_secret_may_be_a_word(self) -> None:
        """Nobody should choose one, but answers are not mutilated for it."""
        reading = Reading((Submission((Answer("name", "Ada"),)),))
        assert without_secrets(reading, [b"Ada"]) == reading


def test_milliseconds_are_a_unit() -> None:
    """Webflow's and HubSpot's."""
    verify_age(str(NOW * 1000), NOW, per_second=1000)
    with pytest.raises(BadSignature):
        verify_age(str(NOW), NOW, per_second=1000)
