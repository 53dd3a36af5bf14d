"""Bodies are read exactly, or refused with a place and never a value."""

import json
import sys
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import EXCLUDE, Schema, fields

from adapter.errors import AdapterError, MalformedBody, UnsupportedBody
from adapter.sources.decode import (
    FORM,
    MAX_FORM_FIELDS,
    decode_body,
    decode_form,
    decode_json,
    to_text,
)
from adapter.sources.shape import Id, Shape, load_shape

from .hostile import LAWFUL, MEBIBYTE, best_ms, json_values, latin_1
from .samples import delivery

PARTS = "multipart/form-data; boundary=x"
LIMIT_MS = 200 if sys.gettrace() is None else 1_000  # counting lines for coverage takes time


def read(body: bytes | str, content_type: str = "application/json") -> Any:
    """Return what a body holds."""
    return decode_body(delivery(body, content_type))


def part(name: str, value: str, *, more: str = "") -> str:
    """Return a part of a multipart form."""
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'


class TestContentType:
    """The content type decides how a body is read; where it says nothing, it is JSON."""

    @pytest.mark.parametrize(
        "content_type",
        [
            "",
            "text/plain",
            "application/json",
            "APPLICATION/JSON; charset=UTF-8",
            "application/vnd.api+json",
            "text/json",
        ],
    )
    def test_json_is_read_under_its_many_names(self, content_type: str) -> None:
        """Tools declare JSON as they like."""
        assert read('{"a": 1}', content_type) == {"a": 1}

    @pytest.mark.parametrize(
        "content_type",
        ["application/xml", "text/html", "image/png", "application/jsonp", "nonsense"],
    )
    def test_other_types_are_unsupported(self, content_type: str) -> None:
        """A 415 tells the author of a request what to change."""
        with pytest.raises(UnsupportedBody):
            read('{"a": 1}', content_type)

    def test_a_form_is_not_read_as_json(self) -> None:
        """A source that reads JSON alone refuses a form, whatever it holds."""
        with pytest.raises(UnsupportedBody):
            decode_json(delivery('{"a": 1}', FORM))


class TestNumbers:
    """Numbers reach the contact as they were written."""

    @pytest.mark.parametrize(
        ("written", "text"),
        [
            ("15550000000", "15550000000"),
            ("706405506930370084", "706405506930370084"),
            ("1.50", "1.50"),
            ("-0", "0"),
            ("1e3", "1000"),
            ("1E-3", "0.001"),
            ("1e400", "1E+400"),
            ("1e-400", "1E-400"),
            ("true", "Yes"),
            ("false", "No"),
            ('"1.0"', "1.0"),
        ],
    )
    def test_a_number_is_written_as_a_person_would(self, written: str, text: str) -> None:
        """No digit is lost or made up, and no number becomes a page of zeros."""
        assert to_text(read(written)) == text

    @pytest.mark.parametrize("length", [1_000, 1_001, 5_000])
    def test_a_number_of_any_length_keeps_its_digits(self, length: int) -> None:
        """Long ones stay text: a conversion takes quadratic time."""
        assert to_text(read("7" * length)) == "7" * length

    def test_an_exponent_beyond_reason_stays_text(self) -> None:
        """Even Decimal has limits."""
        assert to_text(read("1e9999999999999999999")) == "1e9999999999999999999"

    @pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
    def test_what_is_no_number_is_refused(self, word: str) -> None:
        """Python writes NaN into JSON; JSON has none."""
        with pytest.raises(MalformedBody, match="NaN and Infinity"):
            read(f'{{"a": {word}}}')

    @LAWFUL
    @given(st.integers())
    def test_every_integer_is_exact(self, number: int) -> None:
        """Phone numbers and ids do not pass through floating point."""
        assert read(str(number)) == number

    @LAWFUL
    @given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
    def test_every_decimal_is_exact(self, number: Decimal) -> None:
        """Neither do prices."""
        assert to_text(read(f"[{number:f}]")[0]) == format(number, "f")


class TestJson:
    """JSON of any shape is read whole."""

    def test_a_repeated_key_keeps_all_its_values(self) -> None:
        """Templates are typed by hand; the last one does not win."""
        assert read('{"a": 1, "b": 2, "a": 3, "a": [4]}') == {"a": [1, 3, [4]], "b": 2}

    def test_half_a_surrogate_pair_is_read(self) -> None:
        """Whether text can be written is decided where it is."""
        assert read('{"a\\ud83d": "\\ude00"}') == {"a\ud83d": "\ude00"}

    @pytest.mark.parametrize(
        ("body", "place"),
        [
            ("", "line 1, column 1"),
            ('{"a": 1,\n "secret"}', "line 2, column 10"),
            ("{'a': 1}", "line 1, column 2"),
            ('{"a": "so "big" it is"}', "line 1, column 12"),
            ('{"a": 1} x', "line 1, column 10"),
        ],
    )
    def test_broken_json_is_refused_with_its_place(self, body: str, place: str) -> None:
        """An unescaped quote in a template is found by line and column."""
        with pytest.raises(MalformedBody) as refused:
            read(body)
        assert refused.value.detail == f"Not valid JSON: {place}."

    def test_a_line_break_inside_a_text_is_one(self) -> None:
        """A template typed by hand escapes none, and people write several lines."""
        assert read('{"a": "one\ntwo"}') == {"a": "one\ntwo"}

    @LAWFUL
    @given(json_values)
    def test_any_json_is_read_or_refused(self, value: Any) -> None:
        """Nothing but our own errors leaves."""
        with suppress(MalformedBody):  # NaN
            read(json.dumps(value))


class TestCharset:
    """Text is read in the charset it declares, UTF-8 by default."""

    @pytest.mark.parametrize(
        ("charset", "encoding"),
        [
            ("utf-8", "utf-8"),
            ("UTF8", "utf-8-sig"),
            ("utf-8-sig", "utf-8-sig"),
            ("iso-8859-1", "latin-1"),
            ("latin1", "latin-1"),
            ("windows-1252", "cp1252"),
            ("utf-16", "utf-16"),
            ("utf-16le", "utf-16-le"),
            ('"utf-8"', "utf-8"),
        ],
    )
    def test_a_declared_charset_is_obeyed(self, charset: str, encoding: str) -> None:
        """Zoë is Zoë in all of them."""
        body = '{"name": "Zoë"}'.encode(encoding)
        assert read(body, f"application/json; charset={charset}") == {"name": "Zoë"}

    @pytest.mark.parametrize(
        "charset",
        [
            "klingon",
            "punycode",
            "idna",
            "unicode_escape",
            "utf-7",
            "rot13",
            "hex",
            "undefined",
            "zip",
        ],
    )
    def test_other_charsets_are_unsupported(self, charset: str) -> None:
        """Among Python's codecs are some that no sender means, and that take very long."""
        with pytest.raises(UnsupportedBody):
            read("{}", f"application/json; charset={charset}")

    @pytest.mark.parametrize("charset", ["\x00", "\xe9", "a" * 1000, "\ud800"])
    def test_a_charset_that_is_no_word_is_unsupported(self, charset: str) -> None:
        """A header holds anything."""
        with pytest.raises(UnsupportedBody):
            read("{}", f'application/json; charset="{charset}"')

    def test_bytes_of_another_charset_are_refused_with_their_place(self) -> None:
        """A sender that writes Latin-1 and says nothing is told where."""
        with pytest.raises(MalformedBody, match=r"at byte 11\.$"):
            read('{"name": "Zoë"}'.encode("latin-1").replace(b" ", b""), "application/json")

    def test_a_form_in_latin_1_is_obeyed_behind_percent_signs_too(self) -> None:
        """Old forms escape bytes of their own charset."""
        assert read("name=Zo%EB", f"{FORM}; charset=iso-8859-1") == {"name": "Zoë"}

    def test_a_form_escapes_utf_8_by_default(self) -> None:
        """As every browser does."""
        assert read("name=Zo%C3%AB&x=%FF", FORM) == {"name": "Zoë", "x": "\ufffd"}


class TestForm:
    """Form fields become plain JSON, PHP's brackets objects and lists."""

    @pytest.mark.parametrize(
        ("body", "tree"),
        [
            ("a=1&b=2", {"a": "1", "b": "2"}),
            ("a=1&a=2&a=3", {"a": ["1", "2", "3"]}),
            ("a=&b", {"a": "", "b": ""}),
            ("a[]=1", {"a": ["1"]}),
            ("a[]=1&a[]=2", {"a": ["1", "2"]}),
            ("a[b]=1&a[c][d]=2", {"a": {"b": "1", "c": {"d": "2"}}}),
            ("a[0]=x&a[1]=y", {"a": ["x", "y"]}),
            ("a[0][name]=x&a[1][name]=y", {"a": [{"name": "x"}, {"name": "y"}]}),
            ("a[b][]=1&a[b][]=2", {"a": {"b": ["1", "2"]}}),
            ("a[][b]=1", {"a": [{"b": "1"}]}),
            ("%5Ba%5D=1", {"[a]": "1"}),
            ("a[b=1&a]b=2&a[b]c=3", {"a[b": "1", "a]b": "2", "a[b]c": "3"}),
            ("=1", {"": "1"}),
            ("a.b=1&a+b=2", {"a.b": "1", "a b": "2"}),
            ("", {}),
        ],
    )
    def test_a_form_is_read(self, body: str, tree: dict[str, Any]) -> None:
        """Every field has its place, in the order in which it came."""
        assert read(body, FORM) == tree

    @pytest.mark.parametrize(
        ("body", "tree"),
        [
            ("a=1&a[b]=2", {"a": "1", "a[b]": "2"}),
            ("a[b]=1&a=2", {"a": {"b": "1", "": "2"}}),
            ("a[b]=1&a=2&a=3", {"a": {"b": "1", "": ["2", "3"]}}),
            ("a[]=1&a[b]=2", {"a": {"": "1", "b": "2"}}),
            ("a[b]=1&a[b][c]=2&a[b][c]=3", {"a": {"b": "1"}, "a[b][c]": ["2", "3"]}),
            ("a=1&a=2&a[b]=3", {"a": ["1", "2"], "a[b]": "3"}),
        ],
    )
    def test_keys_of_conflicting_shapes_keep_all_values(
        self, body: str, tree: dict[str, Any]
    ) -> None:
        """A field is never overwritten by another that is spelled nearly alike."""
        assert read(body, FORM) == tree

    @LAWFUL
    @given(
        st.lists(
            st.tuples(
                st.lists(st.sampled_from(["a", "b", "0", "1", ""]), min_size=1, max_size=4),
                st.integers(0, 999).map("v{}".format),
            ),
            max_size=12,
            unique_by=lambda pair: pair[1],
        )
    )
    def test_no_value_is_ever_lost(self, pairs: list[tuple[list[str], str]]) -> None:
        """Whatever keys collide, each value stands somewhere in the result."""
        body = "&".join(
            path[0] + "".join(f"[{step}]" for step in path[1:]) + f"={value}"
            for path, value in pairs
        )
        written = json.dumps(read(body, FORM))
        assert all(f'"{value}"' in written for _, value in pairs)

    def test_brackets_deeper_than_anybody_nests_are_a_plain_key(self) -> None:
        """33 levels are a name, not an object."""
        key = "a" + "[b]" * 33
        assert read(f"{key}=1", FORM) == {key: "1"}

    def test_too_many_fields_are_refused(self) -> None:
        """Each costs memory."""
        assert (
            len(read("&".join(f"k{i}=" for i in range(MAX_FORM_FIELDS)), FORM)) == MAX_FORM_FIELDS
        )
        with pytest.raises(MalformedBody, match="More than 10000 form fields"):
            read("a&" * MAX_FORM_FIELDS + "a", FORM)


class TestMultipart:
    """Multipart forms are read like any form; of a file, its name."""

    def test_fields_and_files_are_read(self) -> None:
        """A file's content is nobody's contact."""
        body = (
            part("a", "1")
            + part("a", "two\r\nlines")
            + part("b[c]", "Zoë")
            + part("cv", "%PDF", more='; filename="zoë.pdf"')
            + "--x--\r\n"
        )
        assert read(body, PARTS) == {
            "a": ["1", "two\r\nlines"],
            "b": {"c": "Zoë"},
            "cv": "zoë.pdf",
        }

    def test_a_part_without_a_name_keeps_its_value(self) -> None:
        """Nothing that was sent is lost for want of a name."""
        body = "--x\r\nContent-Disposition: form-data\r\n\r\nlost?\r\n--x--\r\n"
        assert read(body, PARTS) == {"": "lost?"}

    @pytest.mark.parametrize(
        "content_type",
        [
            "multipart/form-data",
            "multipart/form-data; boundary=",
            'multipart/form-data; boundary=""',
        ],
    )
    def test_a_missing_boundary_is_refused(self, content_type: str) -> None:
        """Without it nobody can tell parts apart."""
        with pytest.raises(MalformedBody, match="names no boundary"):
            read(part("a", "1") + "--x--\r\n", content_type)

    @pytest.mark.parametrize(
        "body",
        [
            "",
            "nothing",
            "--x",
            "--x\r\n",
            "--x\r\n\r\n1\r\n--x--\r\n",
            part("a", "1"),
            "--x\r\nContent-Disposition: form-data; name=a",
            "--x\r\nno header\r\n\r\n1\r\n--x--",
            b"--x\r\nContent-Disposition: form-data; name=\xff\r\n\r\n1\r\n--x--",
        ],
    )
    def test_broken_parts_are_refused(self, body: bytes | str) -> None:
        """What was cut off is not half created."""
        with pytest.raises(MalformedBody):
            read(body, PARTS)

    def test_a_boundary_that_is_not_ascii_is_refused(self) -> None:
        """RFC 2046 has none."""
        with pytest.raises(MalformedBody):
            read(part("a", "1"), "multipart/form-data; boundary=\xe9")

    def test_too_many_parts_are_refused(self) -> None:
        """Each costs memory."""
        with pytest.raises(MalformedBody, match="More than 10000 form fields"):
            read(part("a", "") * (MAX_FORM_FIELDS + 1) + "--x--\r\n", PARTS)

    @LAWFUL
    @given(
        st.lists(
            st.sampled_from(
                [
                    *(b"--x", b"--x--", b"\r\n", b"\n", b"\r", b" ", b";", b":", b'"', b"%"),
                    *(b"Content-Disposition: form-data", b"; name=a", b'; name="', b"; filename=f"),
                    *(b"Content-Type: text/plain; charset=x", b"name*=utf-8''a", b"name*0=a"),
                    *(b"\x00", b"\xff", b"v"),
                ]
            ),
            max_size=20,
        ).map(b"".join)
    )
    def test_any_parts_are_read_or_refused(self, body: bytes) -> None:
        """Whatever werkzeug stumbles over, only our errors leave."""
        with suppress(MalformedBody):
            assert isinstance(read(body, PARTS), dict)


class TestAnything:
    """Whatever is posted, only an AdapterError leaves."""

    @LAWFUL
    @given(
        st.binary(max_size=200)
        | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")),
        latin_1
        | st.sampled_from([FORM, PARTS, "application/json"]).flatmap(
            lambda known: latin_1.map(lambda more: f"{known};{more}")
        )
        | latin_1.map("application/json; charset={}".format)
        | latin_1.map("multipart/form-data; boundary={}".format),
    )
    def test_any_bytes_under_any_type_are_read_or_refused(
        self, body: bytes, content_type: str
    ) -> None:
        """400 or 415, and never a fault of ours."""
        with suppress(MalformedBody, UnsupportedBody):
            read(body, content_type)


TINY = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
OPEN = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'

HOSTILE = {
    "open lists": (b"[" * MEBIBYTE, "application/json"),
    "lists in lists": (b"[" * (MEBIBYTE // 2) + b"]" * (MEBIBYTE // 2), "application/json"),
    "objects in objects": (b'{"a":' * (MEBIBYTE // 5), "application/json"),
    "a million fields": (b"a=&" * 1_000_000, FORM),
    "a million ampersands": (b"&" * 1_000_000, FORM),
    "digits": (b"1" * MEBIBYTE, "application/json"),
    "decimals": (b"1." + b"1" * MEBIBYTE, "application/json"),
    "tiny parts": (TINY * (MEBIBYTE // len(TINY)), PARTS),
    "newlines for parts": (b"\r\n" * (MEBIBYTE // 2), PARTS),
    "newlines in a part": (OPEN + b"\r\n" * (MEBIBYTE // 2), PARTS),
    "bare line feeds": (OPEN + b"\n" * MEBIBYTE + b"--x--", PARTS),
    "near boundaries": (OPEN + b"\r\n--y" * (MEBIBYTE // 5), PARTS),
    "header lines": (b"--x\r\n" + b"A: b\r\n" * (MEBIBYTE // 6), PARTS),
    "brackets": (b"a" + b"[b]" * (MEBIBYTE // 3) + b"=1", FORM),
    "open brackets": (b"a" + b"[" * MEBIBYTE + b"=1", FORM),
    "deep keys": (b"&".join(b"a" + b"[b]" * 30 + b"=%d" % i for i in range(9_999)), FORM),
    "repeated keys": (b"{" + b",".join([b'"a":1'] * 200_000) + b"}", "application/json"),
    "repeated fields": (b"&".join([b"a=1"] * 200_000), FORM),
    "percent signs": (b"a=" + b"%41" * (MEBIBYTE // 3), FORM),
    "a slow codec": (b"a-" + b"z" * MEBIBYTE, "application/json; charset=punycode"),
    "blanks": (b" " * MEBIBYTE, "application/json"),
}


@pytest.mark.parametrize(("body", "content_type"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_mebibyte_is_over_soon(body: bytes, content_type: str) -> None:
    """No body takes more than linear time: one sender cannot stop the others."""

    def work() -> None:
        with suppress(AdapterError):
            read(body, content_type)

    assert best_ms(work) < LIMIT_MS


class Inner(Schema):
    """A sender's nested object."""

    class Meta:
        unknown = EXCLUDE

    email = fields.String(required=True)


class Outer(Schema):
    """A sender's body; unknown keys are an error."""

    rows = fields.List(fields.Nested(Inner))


class TestShape:
    """A body of another shape is refused with the path of the first wrong place."""

    @pytest.mark.parametrize(
        ("value", "detail"),
        [
            ([], "body: Invalid input type."),
            ({"rows": 1}, "rows: Not a valid list."),
            ({"rows": [{"email": "a"}, {}]}, "rows[1].email: Missing data for required field."),
            ({"rows": ["Ada"]}, "rows[0]: Invalid input type."),
            ({"x" * 100: 1}, f"{'x' * 60}: Unknown field."),
            ({"\ud800": 1}, "?: Unknown field."),
        ],
    )
    def test_the_first_wrong_place_is_named(self, value: Any, detail: str) -> None:
        """The path is told, the value is not; the answer can be written as UTF-8."""
        with pytest.raises(MalformedBody) as refused:
            load_shape(Outer(), value)
        assert refused.value.detail == detail
        assert detail.encode()


def test_numbers_may_be_names_of_fields() -> None:
    """Some senders number what their users add."""
    posted = delivery("a[39]=x&a[40][]=y", FORM)
    assert decode_form(posted, lists=False) == {"a": {"39": "x", "40": {"": "y"}}}


class Card(Shape):
    """What has an id."""

    id = Id()


@pytest.mark.parametrize("told", [7, "7"])
def test_an_id_is_a_text(told: Any) -> None:
    """With quotes or without."""
    assert load_shape(Card(), {"id": told}) == {"id": "7"}


@pytest.mark.parametrize("told", [True, 7.5, ["7"], {}])
def test_what_is_no_id_is_refused(told: Any) -> None:
    """Nothing else names anybody."""
    with pytest.raises(MalformedBody):
        load_shape(Card(), {"id": told})


def test_json_that_is_called_a_form_is_json() -> None:
    """`curl -d` says so of everything."""
    assert read(' {"name": "Ada"}', FORM) == {"name": "Ada"}
    assert read('[{"name": "Ada"}]', FORM) == [{"name": "Ada"}]
    assert read("name=%7BAda%7D", FORM) == {"name": "{Ada}"}
