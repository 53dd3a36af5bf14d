"""json: whatever shape an author chose, the records in it are found."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from adapter.errors import AdapterError, BadSignature, MalformedBody
from adapter.sources.decode import FORM
from adapter.sources.freeform import find_records, parse
from adapter.sources.json import JsonOptions, verify

from .hostile import LAWFUL, json_values, latin_1
from .samples import delivery

BODY = '{"form":"demo","email":"ada@example.com","name":"Zoë"}'.encode()
HEX = "40f53b07edb8b7275b3caaed8728390598ae160a6152f2b4ff6bc7e7eb9e4b2f"  # by @octokit
BASE64 = "QPU7B+24tydbPKrthyg5BZiuFgphUvK0/2vH5+ueSy8="
SECRETS = [b"s3cr3t-key"]


def options(**given: Any) -> Any:
    """Return a route's options as they are loaded."""
    return JsonOptions().load(given)


def each(expression: str) -> Any:
    """Return the compiled path."""
    return options(each=expression)["each"]


class TestRecords:
    """One record, a list of them, or a list under ``contacts``."""

    @pytest.mark.parametrize(
        ("body", "records"),
        [
            ({"a": 1}, [{"a": 1}]),
            ([{"a": 1}, {"a": 2}], [{"a": 1}, {"a": 2}]),
            ([], []),
            ({"contacts": [{"a": 1}]}, [{"a": 1}]),
            ({"contacts": []}, []),
            ({"contacts": [{"a": 1}], "page": 1}, [{"a": 1}]),
            ({"contacts": {"a": 1}}, [{"contacts": {"a": 1}}]),
            ([1, None, {"a": 1}], [1, None, {"a": 1}]),
        ],
    )
    def test_records_are_found(self, body: Any, records: list[Any]) -> None:
        """Odd rows keep their place: the sender counts them."""
        assert find_records(body) == records

    @pytest.mark.parametrize("body", [None, "Ada", 5, True])
    def test_a_scalar_holds_no_record(self, body: Any) -> None:
        """JSON it is, a person it is not."""
        with pytest.raises(MalformedBody, match="an object or a list"):
            find_records(body)

    @pytest.mark.parametrize(
        ("expression", "body", "records"),
        [
            ("leads[*]", {"leads": [{"a": 1}, {"a": 2}]}, [{"a": 1}, {"a": 2}]),
            ("lead", {"lead": {"a": 1}}, [{"a": 1}]),
            ("leads[*].person", {"leads": [{"person": {"a": 1}}, {}]}, [{"a": 1}]),
            ("leads[?ok]", {"leads": [{"ok": True}, {"ok": False}]}, [{"ok": True}]),
            ("@", {"a": 1}, [{"a": 1}]),
            ("{name: a}", {"a": 1, "b": 2}, [{"name": 1}]),
        ],
    )
    def test_each_finds_records_anywhere(
        self, expression: str, body: Any, records: list[Any]
    ) -> None:
        """A JMESPath of the route leads to them."""
        assert find_records(body, each(expression)) == records

    @pytest.mark.parametrize("expression", ["leads", "length(@)", "[0]"])
    def test_each_that_finds_no_record_is_refused(self, expression: str) -> None:
        """The sender's shape has changed: better told than answered as nobody."""
        with pytest.raises(MalformedBody, match="finds no record"):
            find_records({"lead": 1}, each(expression))

    @pytest.mark.parametrize("expression", ["abs(a)", "[::0]", "sort_by(b, &c)"])
    def test_each_that_does_not_fit_is_refused(self, expression: str) -> None:
        """Whatever the path stumbles over is the body's fault or the route's, not ours."""
        body: Any = [1] if expression == "[::0]" else {"a": "x", "b": [{"c": 1}, {"c": "x"}]}
        with pytest.raises(MalformedBody, match="does not fit"):
            find_records(body, each(expression))

    @LAWFUL
    @given(
        json_values,
        st.sampled_from(["a", "*", "[*].a", "a[?b>`1`]", "keys(@)", "sort(@)", "a.b || [0]", "[]"]),
    )
    def test_each_on_any_body_is_read_or_refused(self, body: Any, expression: str) -> None:
        """Nothing but MalformedBody leaves."""
        with suppress(MalformedBody):
            assert isinstance(find_records(body, each(expression)), list)


class TestParse:
    """Each record is a submission."""

    def test_a_record_keeps_its_own_id(self) -> None:
        """The result names rows by it."""
        reading = parse(delivery('[{"id": 1}, {"id": "b"}, 5]'), {})
        assert [submission.ref for submission in reading.submissions] == ["1", "b", ""]

    @pytest.mark.parametrize("header", ["idempotency_key", "webhook_id"])
    def test_a_header_names_the_delivery(self, header: str) -> None:
        """A repeat under the same key is a repeat."""
        assert parse(delivery("{}", **{header: "k1"}), {}).id == "k1"

    @LAWFUL
    @given(st.binary(max_size=300), st.sampled_from(["", FORM, "multipart/form-data; boundary=x"]))
    def test_any_body_is_read_or_refused(self, body: bytes, content_type: str) -> None:
        """Nothing but our errors leaves."""
        with suppress(AdapterError):
            parse(delivery(body, content_type), {})

    def test_nesting_that_python_can_read_and_nobody_means_is_refused(self) -> None:
        """Between our limit and Python's."""
        body = '{"a":' * 300 + "1" + "}" * 300
        with pytest.raises(MalformedBody, match="32 levels"):
            parse(delivery(body), {})


class TestSignature:
    """A tool that can sign describes how in the route's options."""

    @pytest.mark.parametrize(
        ("described", "header"),
        [
            ({}, HEX),
            ({}, HEX.upper()),
            ({"prefix": "sha256="}, f"sha256={HEX}"),
            ({"encoding": "base64"}, BASE64),
            ({"algorithm": "sha1"}, "0d5ecdc2935525c7da8577ee59c03a6c73fdd448"),
        ],
    )
    def test_a_described_signature_is_accepted(self, described: Any, header: str) -> None:
        """Vectors of other libraries."""
        loaded = options(signature={"header": "X-Sign", **described})
        verify(delivery(BODY, x_sign=header), SECRETS, 0, loaded)

    @pytest.mark.parametrize(
        ("described", "header"),
        [
            ({}, ""),
            ({}, BASE64),
            ({"prefix": "sha256="}, HEX),
            ({"encoding": "base64"}, HEX),
            ({"algorithm": "sha512"}, HEX),
        ],
    )
    def test_a_signature_of_another_kind_is_refused(self, described: Any, header: str) -> None:
        """What the route says is what holds."""
        loaded = options(signature={"header": "X-Sign", **described})
        with pytest.raises(BadSignature):
            verify(delivery(BODY, x_sign=header), SECRETS, 0, loaded)

    @LAWFUL
    @given(latin_1, st.sampled_from(["hex", "base64"]), st.sampled_from(["", "v1="]))
    def test_any_header_is_refused(self, header: str, encoding: str, prefix: str) -> None:
        """Nothing but BadSignature leaves."""
        loaded = options(signature={"header": "x-sign", "encoding": encoding, "prefix": prefix})
        with pytest.raises(BadSignature):
            verify(delivery(BODY, x_sign=prefix + header), SECRETS, 0, loaded)


class TestOptions:
    """Options are checked when the function starts."""

    @pytest.mark.parametrize(
        "given",
        [
            {"each": "leads["},
            {"each": 5},
            {"each": None},
            {"each": ""},
            {"signature": {}},
            {"signature": {"header": "X", "algorithm": "md5"}},
            {"signature": {"header": "X", "encoding": "base32"}},
            {"signature": {"header": "X", "salt": "y"}},
            {"events": []},
        ],
    )
    def test_a_wrong_option_is_refused(self, given: Any) -> None:
        """Before the first lead is lost by it."""
        with pytest.raises(ValidationError):
            options(**given)
