"""Lines of the log: one JSON object each, and no value of a person."""

import contextlib
import io
import json

import pytest

from adapter.log import MAX_TEXT, log, trace_fields, where


def test_a_line_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    """In Cloud Logging's fields."""
    log("INFO", "leads: created", ms=1.5, counts={"created": 1})
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out) == {
        "severity": "INFO",
        "message": "leads: created",
        "ms": 1.5,
        "counts": {"created": 1},
    }


def test_a_line_stays_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Line breaks and half characters from outside cannot forge another."""
    log("INFO", 'x\n{"severity": "ERROR"}\r\u2028\ud83d')
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert out.isascii()


def test_long_texts_are_capped(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever sends them pays for none of our storage."""
    log("INFO", "x" * 10_000, origin="y" * 10_000)
    line = json.loads(capsys.readouterr().out)
    assert (len(line["message"]), len(line["origin"])) == (MAX_TEXT, MAX_TEXT)


def test_lines_go_where_stdout_is_at_the_time() -> None:
    """The functions framework puts its own stream there."""
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        log("INFO", "here")
    assert "here" in stream.getvalue()


@pytest.mark.parametrize(
    ("header", "project", "fields"),
    [
        (
            "105445aa7843bc8bf206b12000100000/1;o=1",
            "p",
            {
                "logging.googleapis.com/trace": (
                    "projects/p/traces/105445aa7843bc8bf206b12000100000"
                )
            },
        ),
        ("105445aa7843bc8bf206b12000100000/1", None, {}),
        ("", "p", {}),
        ("../../x/1", "p", {}),
    ],
)
def test_a_trace_ties_a_line_to_its_request(
    header: str, project: str | None, fields: dict[str, str]
) -> None:
    """Where the project is known and the header is one of Google's."""
    assert trace_fields(header, project) == fields


def test_an_unexpected_error_is_told_by_its_place() -> None:
    """Its message may hold what a person wrote."""
    try:
        json.loads("{ada@example.com")
    except ValueError as error:
        told = where(error)
    assert told.startswith("JSONDecodeError at test_log.py:")
    assert "decoder.py:" in told
    assert "ada@" not in told


def test_only_the_last_places_are_told() -> None:
    """Four frames, the innermost last."""

    def dig(depth: int) -> None:
        if not depth:
            raise RuntimeError("hush")
        dig(depth - 1)

    with pytest.raises(RuntimeError) as error:
        dig(10)
    assert where(error.value).count("test_log.py:") == 4
