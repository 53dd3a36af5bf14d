"""Whatever breaks: a short run of ``make faults``, over the wire."""

import pytest

from faults.__main__ import main


def test_nobody_is_lost_and_nobody_is_doubled(capsys: pytest.CaptureFixture[str]) -> None:
    """Under everything at once, for some seconds; the report says what happened."""
    short = ["--deliveries=60", "--seconds=2.5", "--calm=20", "--speed=80", "--seed=7"]
    code = main(short)
    assert code == 0, capsys.readouterr().out
