"""What an operator types, and what comes back."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner, Result

from adapter.cli import desk as cli_desk
from adapter.cli.commands import cli
from adapter.errors import ConfigError
from tests.house import ROUTES, House, people, person

ROOT = Path(__file__).parent.parent.parent
BAD = {"name": "Ada Bad", "email": "ada at example.com"}
ODD = {"wie_heissen": "Ada Odd"}  # nobody, until a route says where it goes
MENDED = ROUTES.replace(
    "leads: {source: json}", "leads: {source: json, fields: {wie_heissen: name}}"
)


class Desk:
    """An operator's terminal, beside a house with a ledger in a file."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house = house
        self._folder = folder

    def type(self, *words: str, answer: str = "", **environ: str) -> Result:
        """Run a command."""
        quiet = lambda *_: None  # noqa: E731
        return CliRunner().invoke(
            cli,
            words,
            input=answer,
            env=environ,
            obj=cli_desk.Desk(
                {**self.house.environ, **environ}, self.house.now, lambda: self.house.build(quiet)
            ),
        )

    def json(self, *words: str, **environ: str) -> Any:
        """Run a command; return the document that it prints."""
        return json.loads(self.type(*words, "--json", **environ).stdout)

    def ids(self) -> list[str]:
        """Return what is parked."""
        return [one["id"] for one in self.json("parked", "list")["parked"]]

    def mend(self) -> None:
        """Change routes.yaml."""
        Path(self.house.environ["ROUTES_FILE"]).write_text(MENDED, "utf-8")


@pytest.fixture
def desk(build: Callable[..., House], tmp_path: Path) -> Desk:
    """Return a terminal."""
    house = build(LEDGER=f"sqlite:{tmp_path / 'ledger.db'}")
    house.stage.run(house.parts.ledger.list_parked(0))  # it exists
    return Desk(house, tmp_path)


class TestHelp:
    """It is short."""

    @pytest.mark.parametrize("words", [["--help"], ["-h"], ["parked", "--help"]])
    def test_it_fits_a_screen(self, desk: Desk, words: list[str]) -> None:
        """And names what there is."""
        helped = desk.type(*words)
        assert helped.exit_code == 0
        assert "parked" in helped.stdout
        assert len(helped.stdout.splitlines()) < 20

    @pytest.mark.parametrize("command", ["list", "show", "replay", "drop"])
    def test_every_command_can_print_json(self, desk: Desk, command: str) -> None:
        """And says so."""
        assert "--json" in desk.type("parked", command, "--help").stdout


class TestList:
    """What is there."""

    def test_nothing_is_said_to_be_nothing(self, desk: Desk) -> None:
        """In words, and in JSON."""
        listed = desk.type("parked", "list")
        assert (listed.exit_code, listed.stdout) == (0, "Nothing is parked.\n")
        assert desk.json("parked", "list") == {"parked": []}

    def test_columns_are_aligned(self, desk: Desk) -> None:
        """One delivery a line, oldest first."""
        desk.house.post("/leads", [BAD, ODD], idempotency_key="d1")
        desk.house.later_s = 60
        desk.house.post("/leads", BAD, idempotency_key="a-longer-one" * 10)
        heading, *lines = desk.type("parked", "list").stdout.splitlines()
        assert len(lines) == 2
        starts = {match.start() for match in re.finditer(r"(?<=  )\S|^\S", heading)}
        assert all(line[at - 1] == " " for line in lines for at in starts - {0})
        assert re.fullmatch(
            r"[0-9a-f]{16}  leads  json:d1 +2 +rejected  \d{4}-\d\d-\d\d \d\d:\d\d", lines[0]
        )
        assert "…" in lines[1]

    def test_its_json_is_stable(self, desk: Desk) -> None:
        """Nothing that a person wrote is in it."""
        desk.house.post("/leads", BAD, idempotency_key="d1")
        [one] = desk.json("parked", "list")["parked"]
        assert re.fullmatch(r"[0-9a-f]{16}", one.pop("id"))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one.pop("parkedAt"))
        assert one == {
            "route": "leads",
            "delivery": "json:d1",
            "rows": 1,
            "reason": "rejected",
            "detail": "What is wrong stands beside each row.",
        }


class TestShow:
    """What one delivery holds."""

    def test_it_shows_answers_and_what_is_wrong(self, desk: Desk) -> None:
        """To an operator's own eyes."""
        desk.house.post("/leads", [person(), BAD], idempotency_key="d1")
        [one] = desk.ids()
        shown = desk.type("parked", "show", one).stdout
        assert f"{one}: 1 row of json:d1 to leads" in shown
        assert "\nrow 1\n  name: Ada Bad\n  email: ada at example.com\n" in shown
        assert "  ! emailAddresses[0].value: Not a valid e-mail address.\n" in shown

    def test_its_json_is_stable(self, desk: Desk) -> None:
        """The list's, with the rows."""
        desk.house.post("/leads", BAD, idempotency_key="d1")
        [listed] = desk.json("parked", "list")["parked"]
        shown = desk.json("parked", "show", listed["id"])
        [row] = shown["rows"]
        assert shown | {"rows": 1} == listed
        assert row.pop("errors")[0].keys() == {"field", "code", "message"}
        assert row == {
            "index": 0,
            "ref": "",
            "person": None,
            "answers": [
                {"key": "name", "label": "", "kind": "", "value": "Ada Bad"},
                {"key": "email", "label": "", "kind": "", "value": "ada at example.com"},
            ],
        }

    def test_a_program_sees_its_person(self, desk: Desk) -> None:
        """As it came."""
        desk.house.post("/bulk", {"contacts": [{"contactPerson": {"names": "Ada"}}]})
        assert '{"names": "Ada"}' in desk.type("parked", "show", desk.ids()[0]).stdout

    def test_no_answer_commands_the_terminal(self, desk: Desk) -> None:
        """Nor does an id that a sender made up."""
        desk.house.post("/leads", {"x\x1b[2J": "\x1b]0;gotcha\x07\r\n", "y": ["\x9b", "\x7f"]})
        shown = desk.type("parked", "show", desk.ids()[0]).stdout
        assert not re.search(r"[^\n\x20-\x7e\ufffd…]", shown)

    def test_the_beginning_of_an_id_is_enough(self, desk: Desk) -> None:
        """As long as it is one's only."""
        desk.house.post("/leads", BAD)
        [one] = desk.ids()
        assert desk.type("parked", "show", one[:1].upper()).exit_code == 0

    def test_an_ambiguous_one_is_refused(self, desk: Desk) -> None:
        """With all that it may be."""
        for number in range(17):  # ids of sixteen digits: two begin alike
            desk.house.post("/leads", ODD, idempotency_key=f"d{number}")
        ids = desk.ids()
        twice = next(a[0] for a in ids for b in ids if a != b and a[0] == b[0])
        refused = desk.type("parked", "show", twice)
        assert refused.exit_code == 2
        assert all((one in refused.stderr) is (one[0] == twice) for one in ids)

    @pytest.mark.parametrize("unknown", ["f00", "", "zz"])
    def test_an_unknown_one_is_refused(self, desk: Desk, unknown: str) -> None:
        """An empty one too: it would be any."""
        refused = desk.type("parked", "show", unknown)
        assert refused.exit_code == 2
        assert "Nothing is parked whose id begins with" in refused.stderr


class TestReplay:
    """Bringing people back."""

    def test_all_created(self, desk: Desk) -> None:
        """Exit code 0, and nothing is parked any more."""
        desk.house.post("/leads", ODD, idempotency_key="d1")
        [one] = desk.ids()
        desk.mend()
        ended = desk.type("parked", "replay", "--all")
        assert ended.exit_code == 0
        assert ended.stdout.splitlines() == [
            f"{one}  1 of 1 row created",
            "1 of 1 created; nothing of it is parked any more.",
        ]
        assert desk.ids() == []
        assert len(desk.house.contacts()) == 1

    def test_half_of_it_fails(self, desk: Desk) -> None:
        """Exit code 1, and it says what is in whose way."""
        desk.house.post("/leads", [ODD, BAD], idempotency_key="d1")
        desk.house.later_s = 60
        desk.house.post("/leads", [ODD], idempotency_key="d2")
        first, _second = desk.ids()
        desk.mend()
        ended = desk.type("parked", "replay", "--all")
        assert ended.exit_code == 1
        assert ended.stdout.splitlines()[-2:] == [
            "2 of 3 created; 1 is still parked:",
            f"  {first}  row 1: emailAddresses[0].value: Not a valid e-mail address.",
        ]
        assert desk.ids() == [first]
        assert len(desk.house.contacts()) == 2

    def test_many_errors_are_not_all_listed(self, desk: Desk) -> None:
        """`show` has them."""
        desk.house.post("/leads", [BAD] * 9, idempotency_key="d1")
        ended = desk.type("parked", "replay", "--all")
        assert "… and 4 more" in ended.stdout
        assert len(ended.stdout.splitlines()) == 8

    def test_one_of_them(self, desk: Desk) -> None:
        """Named twice, it is replayed once."""
        for number in range(2):
            desk.house.post("/leads", ODD, idempotency_key=f"d{number}")
        first, second = desk.ids()
        desk.mend()
        assert desk.type("parked", "replay", second, second[:10]).exit_code == 0
        assert desk.ids() == [first]
        assert len(desk.house.contacts()) == 1

    def test_what_exists_is_said_to(self, desk: Desk) -> None:
        """Its sender was faster, by a process that could not drop it."""
        desk.house.fault("service_disabled")
        desk.house.post("/leads", people(2), idempotency_key="d1")
        [old] = desk.house.stage.run(desk.house.parts.ledger.list_parked(0))
        desk.house.post("/leads", people(2), idempotency_key="d1")
        desk.house.stage.run(desk.house.parts.ledger.park(old))
        ended = desk.type("parked", "replay", "--all")
        assert "2 of 2 created (2 of them before); nothing" in ended.stdout
        assert len(desk.house.contacts()) == 2

    def test_its_json_is_stable(self, desk: Desk) -> None:
        """One document, whatever is logged meanwhile."""
        desk.house.post("/leads", [ODD, BAD], idempotency_key="d1")
        [one] = desk.ids()
        desk.mend()
        ended = desk.json("parked", "replay", one)
        [left] = ended["deliveries"][0]["parked"]
        assert left["errors"].pop()["code"] == "invalid_email"
        assert ended == {
            "created": 1,
            "duplicate": 0,
            "parked": 1,
            "deliveries": [
                {
                    "id": one,
                    "created": 1,
                    "duplicate": 0,
                    "parked": [{"index": 1, "errors": []}],
                    "code": "",
                    "detail": "",
                }
            ],
        }

    def test_nothing_to_replay_is_fine(self, desk: Desk) -> None:
        """Exit code 0, for those who do it every hour."""
        ended = desk.type("parked", "replay", "--all")
        assert (ended.exit_code, ended.stdout) == (0, "Nothing is parked.\n")

    @pytest.mark.parametrize("words", [[], ["--all", "f00"], ["--access-token-env", "NONE", "f0"]])
    def test_a_misunderstanding_does_nothing(self, desk: Desk, words: list[str]) -> None:
        """Exit code 2."""
        desk.house.post("/leads", ODD)
        assert desk.type("parked", "replay", *words).exit_code == 2
        assert len(desk.ids()) == 1

    def test_an_unknown_id_stops_all(self, desk: Desk) -> None:
        """Before anything is created."""
        desk.house.post("/leads", ODD)
        [one] = desk.ids()
        desk.mend()
        assert desk.type("parked", "replay", one, "zz").exit_code == 2
        assert desk.house.contacts() == []

    def test_a_callers_contacts_need_a_token(self, desk: Desk) -> None:
        """Out of a variable: command lines are seen by everybody."""
        token = desk.house.token("ada@example.com")
        desk.house.fault("service_disabled")
        desk.house.post("/own", person(), x_google_access_token=token)
        desk.house.stage.wait(10)  # until the function's turn at the account has ended
        refused = desk.type("parked", "replay", "--all")
        assert refused.exit_code == 1
        assert "--access-token-env" in refused.stdout
        words = ("parked", "replay", "--all", "--access-token-env", "TOKEN")
        ended = desk.type(*words, TOKEN=token)
        assert ended.exit_code == 0
        assert token not in ended.output
        assert len(desk.house.contacts("ada@example.com")) == 1

    def test_a_refusal_is_told(self, desk: Desk) -> None:
        """With what has to be done."""
        desk.house.post("/leads", ODD)
        desk.mend()
        desk.house.fault("service_disabled")
        ended = desk.type("parked", "replay", "--all")
        assert ended.exit_code == 1
        assert "1 row: not_configured: Enable the People API" in ended.stdout


class TestDrop:
    """Forgetting people."""

    def test_it_asks(self, desk: Desk) -> None:
        """And takes no for an answer."""
        desk.house.post("/leads", ODD)
        [one] = desk.ids()
        refused = desk.type("parked", "drop", one, answer="n\n")
        assert refused.exit_code == 1
        assert one in refused.stderr
        assert desk.ids() == [one]
        assert desk.type("parked", "drop", one, answer="y\n").exit_code == 0
        assert desk.ids() == []

    def test_it_need_not_ask(self, desk: Desk) -> None:
        """Who says yes before."""
        desk.house.post("/leads", ODD)
        [one] = desk.ids()
        assert desk.type("parked", "drop", one, "--yes").stdout == f"{one} is forgotten.\n"
        assert desk.ids() == []

    def test_its_json_is_stable(self, desk: Desk) -> None:
        """Questions go elsewhere."""
        desk.house.post("/leads", ODD)
        [one] = desk.ids()
        dropped = desk.type("parked", "drop", one, "--json", answer="y\n")
        assert json.loads(dropped.stdout) == {"dropped": [one]}


class TestTrouble:
    """Exit code 2, a sentence, and no traceback."""

    def test_a_bad_configuration_is_listed(self) -> None:
        """All of it."""

        def refuse() -> NoReturn:
            raise ConfigError(["LEDGER: This.", "routes.leads: That."])

        desk = cli_desk.Desk({}, lambda: 0.0, refuse)
        refused = CliRunner().invoke(cli, ["parked", "list"], obj=desk)
        assert refused.exit_code == 2
        assert "LEDGER: This." in refused.stderr
        assert "routes.leads: That." in refused.stderr

    @pytest.mark.parametrize("ledger", ["memory:", "sqlite:/nowhere/ledger.db"])
    def test_a_ledger_that_cannot_be_the_functions_is_refused(
        self, build: Callable[..., House], tmp_path: Path, ledger: str
    ) -> None:
        """To see nothing parked there would be no comfort."""
        desk = Desk(build(LEDGER=ledger), tmp_path)
        refused = desk.type("parked", "list")
        assert refused.exit_code == 2
        assert "LEDGER" in refused.stderr

    def test_a_ledger_that_is_none_is_told(
        self, build: Callable[..., House], tmp_path: Path
    ) -> None:
        """Some other file."""
        (tmp_path / "notes.txt").write_text("not a database " * 100, "utf-8")
        desk = Desk(build(LEDGER=f"sqlite:{tmp_path / 'notes.txt'}"), tmp_path)
        refused = desk.type("parked", "list")
        assert refused.exit_code == 2
        assert "The ledger cannot be used" in refused.stderr
        assert "Traceback" not in refused.output


def test_it_runs_as_a_module(desk: Desk) -> None:
    """With the function's environment, and nothing left open."""
    desk.house.post("/leads", BAD, idempotency_key="d1")
    environ = {**os.environ, **desk.house.environ, "PYTHONWARNINGS": "error::ResourceWarning"}

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-X", "dev", "-m", "adapter", *words]
        return subprocess.run(  # noqa: S603
            command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
        )

    listed = run("parked", "list", "--json")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert json.loads(listed.stdout)["parked"][0]["delivery"] == "json:d1"
    environ["ROUTES_FILE"] = "/nowhere/routes.yaml"
    refused = run("parked", "list")
    assert refused.returncode == 2
    assert "routes.yaml" in refused.stderr or "ROUTES_FILE" in refused.stderr
    assert "Traceback" not in refused.stderr
