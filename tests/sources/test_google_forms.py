"""Google Forms: our script, run with stand-ins for Google's services, and what others post."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from adapter.model import Answer
from adapter.sources.decode import FORM
from adapter.sources.google_forms import SOURCE, parse

from .samples import as_json, delivery, prove, sample

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs/sources/google-forms.md"
NODE = shutil.which("node") or ""
NOW = 1768228066
SECRET = "…".encode()  # what stands in the script before somebody writes theirs

with_node = pytest.mark.skipif(not NODE, reason="The script is run by node.")


def run(call: str, *statuses: int) -> dict[str, Any]:
    """Return what the script sent, its pauses and its error, answered with ``statuses``."""
    [script] = re.findall(r"```javascript\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    services = (HERE / "apps_script.js").read_text("utf-8")
    program = f"{services}\n{script}\nplay(() => {call}, {json.dumps(statuses)});"
    done = subprocess.run(  # noqa: S603
        [NODE, "-"], input=program, capture_output=True, encoding="utf-8", check=True
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def answers(body: Any) -> tuple[Answer, ...]:
    """Return what is read in a body."""
    return parse(as_json(body), {}).submissions[0].answers


@with_node
class TestScript:
    """The script on the page does what the page says."""

    def test_it_sends_what_the_sample_holds_and_signs_it(self) -> None:
        """Google's services sign like node's."""
        [request] = run("onResponse({response})", 200)["sent"]
        signature = request["headers"]["X-Webhook-Signature"]
        posted = delivery(request["payload"], x_webhook_signature=signature)
        prove(SOURCE, posted, [SECRET], now=NOW)
        assert posted.body == sample("google-forms/script").delivery.body
        assert (request["method"], request["contentType"]) == ("post", "application/json")

    @pytest.mark.parametrize("status", [0, 429, 500, 503])
    def test_it_comes_again_after_what_may_pass(self, status: int) -> None:
        """No answer, too many at once, an error."""
        played = run("onResponse({response})", status, 200)
        assert len(played["sent"]) == 2
        assert not played["error"]

    def test_it_gives_up_in_time_and_says_so(self) -> None:
        """Four times 60 s and the pauses are within the six minutes of a script."""
        played = run("onResponse({response})", 503, 503, 503, 503)
        assert 4 * 60 + sum(played["pauses"]) < 360
        assert played["error"] == "The response was not received: 503"

    @pytest.mark.parametrize("status", [302, 401, 422])
    def test_it_says_so_at_once_when_nothing_will_pass(self, status: int) -> None:
        """Google writes to the form's owner then."""
        played = run("onResponse({response})", status)
        assert len(played["sent"]) == 1
        assert played["error"]

    def test_it_sends_a_week_again_when_asked_to(self) -> None:
        """After a failure."""
        assert len(run("sendLastWeek()", 200, 200)["sent"]) == 2


FORMS_API = {"questionId": "5bd", "textAnswers": {"answers": [{"value": "Ada"}, {"value": "L"}]}}
FILE = {"fileUploadAnswers": {"answers": [{"fileId": "1a2b", "fileName": "plans.pdf"}]}}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"Name": "Ada"}, Answer("Name", "Ada")),
        ({"Name": ["Ada"], "Timestamp": ["1/12/2026 9:00:00"]}, Answer("Name", ("Ada",))),
        ({"formId": "f", "data": "Ada"}, Answer("data", "Ada")),
        ({"responses": [{"question": "Name", "answer": "Ada"}]}, Answer("Name", "Ada", "Name")),
        ([{"title": "Name", "response": "Ada"}], Answer("Name", "Ada", "Name")),
        ({"response": {"answers": {"Name": "Ada"}}}, Answer("Name", "Ada")),
        ({"answers": {"5bd": FORMS_API}}, Answer("5bd", ("Ada", "L"))),
        ({"answers": {"6ce": FILE}}, Answer("6ce", ("https://drive.google.com/open?id=1a2b",))),
        ({"items": ["Engine", "Loom"]}, Answer("items", ("Engine", "Loom"))),
        ({"source": "A friend"}, Answer("source", "A friend")),
        ({"namedValues": {"Name": ["Ada"]}, "values": ["Ada"]}, Answer("Name", ("Ada",))),
    ],
)
def test_answers_are_found_wherever_a_script_has_put_them(body: Any, expected: Answer) -> None:
    """There are as many shapes as authors."""
    assert answers(body) == (expected,)


def test_a_form_is_read_that_apps_script_makes_without_a_content_type() -> None:
    """It turns an object into one."""
    [answer] = parse(delivery("Your+name=Zo%C3%AB", FORM), {}).submissions[0].answers
    assert answer == Answer("Your name", "Zoë")
