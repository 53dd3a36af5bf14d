"""Whatever breaks: a short run of ``make faults``, over the wire."""

import pytest

from faults.__main__ import main


def test_nobody_is_lost_and_nobody_is_doubled(capsys: pytest.CaptureFixture[str]) -> None:
    """Under everything at once, for some seconds; the report says what happened."""
    size = ["--deliveries=40", "--functions=2", "--workers=1", "--seconds=2", "--calm=20"]
    code = main([*size, "--speed=100", "--seed=7"])
    report = capsys.readouterr().out
    assert code == 0, report
    assert "| answered `queued` | 0 |" not in report
