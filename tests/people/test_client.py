"""The thin edge: what a flow asks for becomes a request, and what happens to it an answer."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from adapter.errors import AdapterError, LedgerUnavailable, NotConfigured, PeopleBusy
from adapter.people.client import People
from adapter.people.flow import CREATE
from adapter.people.pace import Pace
from adapter.people.wire import (
    Answered,
    Call,
    Flow,
    Lost,
    NotSent,
    RenewToken,
    Reply,
    Step,
    Wait,
    Waited,
    put,
)

from .play import Clock

pytestmark = pytest.mark.anyio

READ = Call("people.contactGroups.list", "GET", "/v1/contactGroups", {"pageSize": "1000"})
WRITE = Call(CREATE, "POST", "/v1/people:batchCreateContacts", json={"contacts": [{"né": 1}]})

Handler = Callable[[httpx.Request], httpx.Response]

FOREVER = float("inf")  # no deadline


class Purse:
    """Tokens, one after another; ``empty`` is raised instead when there is none."""

    def __init__(self, empty: AdapterError | None = None) -> None:
        self.number = 1
        self.empty = empty

    async def get(self) -> str:
        """Return the token of now."""
        if self.empty:
            raise self.empty
        return f"token-{self.number}"

    def renew(self) -> None:
        """Take the next."""
        self.number += 1


class Queue:
    """Turns: ``waits`` are the seconds that each attempt has to wait, 0 when it is ours."""

    def __init__(self, *waits: float) -> None:
        self.waits = list(waits)
        self.taken = 0
        self.given_back = 0

    async def take(self) -> float:
        """Take it, or be told to wait."""
        self.taken += 1
        return self.waits.pop(0) if self.waits else 0.0

    async def give_back(self) -> None:
        """Give it back."""
        self.given_back += 1


class Bench:
    """A client over a network that a test plays."""

    def __init__(
        self, handler: Handler, *, per_minute: int = 0, tokens: Any = None, turn: Any = None
    ) -> None:
        self.clock = Clock()
        self.seen: list[httpx.Request] = []
        self.told: list[tuple[Call, Answered, float]] = []

        def handle(request: httpx.Request) -> httpx.Response:
            self.seen.append(request)
            self.clock.now += 0.25
            return handler(request)

        self.people = People(
            httpx.AsyncClient(transport=httpx.MockTransport(handle)),
            tokens or Purse(),
            turn or Queue(),
            Pace(per_minute),
            observe=lambda *told: self.told.append(told),
            clock=self.clock,
            sleep=self.clock.sleep,
        )

    async def ask(self, *steps: Step, until: float = FOREVER) -> list[Answered | Waited]:
        """Carry out steps and return what came back for each."""
        return await self.people.run(asking(*steps), until)


def asking(*steps: Step) -> Flow[list[Answered | Waited]]:
    """Ask for each step and return the answers."""
    answers: list[Answered | Waited] = []
    for step in steps:
        answered = yield step
        answers += [answered]
    return answers


def ok(_request: httpx.Request) -> httpx.Response:
    """Answer an empty success."""
    return httpx.Response(200, json={})


def failing(error: Exception) -> Handler:
    """Return a network that fails."""

    def fail(_request: httpx.Request) -> httpx.Response:
        raise error

    return fail


class TestRequests:
    """What goes out."""

    async def test_a_read_is_a_get_with_its_query(self) -> None:
        """And no body."""
        bench = Bench(ok)
        await bench.ask(READ)
        [request] = bench.seen
        assert request.method == "GET"
        assert str(request.url) == "https://people.googleapis.com/v1/contactGroups?pageSize=1000"
        assert request.content == b""

    async def test_a_write_is_json_in_utf_8(self) -> None:
        """Letters are sent as they are."""
        bench = Bench(ok)
        await bench.ask(WRITE)
        [request] = bench.seen
        assert str(request.url) == "https://people.googleapis.com/v1/people:batchCreateContacts"
        assert request.headers["content-type"] == "application/json"
        assert request.content == '{"contacts":[{"né":1}]}'.encode()

    async def test_the_token_is_in_the_header(self) -> None:
        """Where RFC 6750 wants it, and not in the URL."""
        bench = Bench(ok)
        await bench.ask(READ)
        assert bench.seen[0].headers["authorization"] == "Bearer token-1"
        assert "token" not in str(bench.seen[0].url)

    async def test_after_a_renewal_the_next_call_has_a_new_token(self) -> None:
        """The step itself is no request."""
        bench = Bench(ok)
        await bench.ask(READ, RenewToken(), READ)
        carried = [request.headers["authorization"] for request in bench.seen]
        assert carried == ["Bearer token-1", "Bearer token-2"]


class TestAnswers:
    """What comes back."""

    async def test_an_answer_is_its_status_body_and_headers(self) -> None:
        """Header names in lower case."""

        def busy(_request: httpx.Request) -> httpx.Response:
            return httpx.Response(429, json={"error": {}}, headers={"Retry-After": "7"})

        [reply] = await Bench(busy).ask(READ)
        assert isinstance(reply, Reply)
        assert (reply.status, reply.body) == (429, {"error": {}})
        assert reply.headers["retry-after"] == "7"

    @pytest.mark.parametrize(
        "body", [b"", b"<html>", b"\xff\xfe\xfa", b"{", b"[" * 100_000, b"\x1f\x8b"]
    )
    async def test_a_body_that_is_no_json_is_none(self, body: bytes) -> None:
        """A proxy's page, or nothing."""
        answers = await Bench(lambda _: httpx.Response(502, content=body)).ask(READ)
        assert [reply.body for reply in answers if isinstance(reply, Reply)] == [None]

    @pytest.mark.parametrize("kind", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
    async def test_without_a_connection_nothing_was_sent(self, kind: Any) -> None:
        """It may be tried again."""
        assert await Bench(failing(kind("no way"))).ask(WRITE) == [NotSent()]

    @pytest.mark.parametrize(
        "kind",
        [
            *(httpx.ReadError, httpx.ReadTimeout, httpx.WriteError, httpx.WriteTimeout),
            *(httpx.RemoteProtocolError, httpx.LocalProtocolError, httpx.CloseError),
            *(httpx.ProxyError, httpx.DecodingError, httpx.TooManyRedirects),
        ],
    )
    async def test_any_other_failure_loses_the_answer(self, kind: Any) -> None:
        """The request may have arrived, whole or not."""
        assert await Bench(failing(kind("gone"))).ask(WRITE) == [Lost()]

    async def test_a_redirect_is_an_answer_like_any_other(self) -> None:
        """The token goes nowhere else."""

        def away(_request: httpx.Request) -> httpx.Response:
            return httpx.Response(302, headers={"location": "https://example.com/"})

        bench = Bench(away)
        [reply] = await bench.ask(READ)
        assert isinstance(reply, Reply)
        assert reply.status == 302
        assert len(bench.seen) == 1

    async def test_without_a_token_the_flow_is_told_where_it_stands(self) -> None:
        """The error is raised at the call, where the flow can end its rows by it."""
        missing = NotConfigured("no key", retry_after_s=300)

        def flow() -> Flow[str]:
            try:
                yield WRITE
            except AdapterError as error:
                return error.detail
            return "sent"

        bench = Bench(ok, tokens=Purse(missing))
        assert await bench.people.run(flow(), FOREVER) == "no key"
        assert bench.seen == []

    async def test_a_flow_may_go_on_after_an_error(self) -> None:
        """It is thrown in, not out."""

        def flow() -> Flow[Answered]:
            try:
                yield WRITE
            except AdapterError:
                purse.empty = None
            return (yield from put(READ))

        purse = Purse(NotConfigured("no key", retry_after_s=300))
        assert isinstance(await Bench(ok, tokens=purse).people.run(flow(), FOREVER), Reply)

    async def test_a_flow_that_asks_for_nothing_ends(self) -> None:
        """Its result is the result."""
        assert await Bench(ok).ask() == []


class TestPacing:
    """Only what costs quota is held back."""

    async def test_creates_wait_for_their_turn(self) -> None:
        """Three a minute: one at once, the next after half a minute."""
        bench = Bench(ok, per_minute=3)
        await bench.ask(WRITE, WRITE)
        assert bench.clock.naps == [pytest.approx(29.75)]

    async def test_other_calls_do_not_wait(self) -> None:
        """Labels have quotas of their own."""
        bench = Bench(ok, per_minute=1)
        await bench.ask(READ, WRITE, READ, READ)
        assert bench.clock.naps == []


class TestTelling:
    """Every call is told of."""

    async def test_every_call_is_told_of_with_its_answer_and_time(self) -> None:
        """Renewals are none."""
        bench = Bench(ok)
        answers = await bench.ask(READ, RenewToken(), WRITE)
        assert bench.told == [(READ, answers[0], 0.25), (WRITE, answers[2], 0.25)]

    async def test_the_time_of_a_call_has_no_waiting_in_it(self) -> None:
        """It is Google's time."""
        bench = Bench(ok, per_minute=1)
        await bench.ask(WRITE, WRITE)
        assert [seconds for _, _, seconds in bench.told] == [0.25, 0.25]

    async def test_a_lost_call_is_told_of(self) -> None:
        """It is the one that somebody will look for."""
        bench = Bench(failing(httpx.ReadTimeout("gone")))
        await bench.ask(WRITE)
        assert [answered for _, answered, _ in bench.told] == [Lost()]


async def test_what_was_sent_is_read_as_it_was_meant() -> None:
    """JSON out is JSON in."""
    bench = Bench(lambda request: httpx.Response(200, content=request.content))
    [reply] = await bench.ask(WRITE)
    assert isinstance(reply, Reply)
    assert reply.body == json.loads(json.dumps(WRITE.json))


class TestTurn:
    """Other processes write into the same book."""

    async def test_every_change_is_made_in_turn(self) -> None:
        """A lease that was good for the last call may have run out."""
        turn = Queue()
        await Bench(ok, turn=turn).ask(WRITE, WRITE)
        assert turn.taken == 2

    async def test_reading_needs_no_turn(self) -> None:
        """It disturbs nobody."""
        turn = Queue()
        await Bench(ok, turn=turn).ask(READ)
        assert turn.taken == 0

    async def test_another_process_is_waited_for(self) -> None:
        """And asked often whether it is done."""
        bench = Bench(ok, turn=Queue(60.0, 0.1))
        await bench.ask(WRITE)
        assert bench.clock.naps == [0.5, 0.1]
        assert len(bench.seen) == 1

    async def test_nobody_waits_past_their_time(self) -> None:
        """Nothing was sent, so it may be sent later."""
        bench = Bench(ok, turn=Queue(*[60.0] * 9))
        with pytest.raises(PeopleBusy):
            await bench.ask(WRITE, until=bench.clock.now + 1)
        assert bench.seen == []

    async def test_a_turn_that_nobody_can_give_is_an_error(self) -> None:
        """Nothing is written then."""

        class Broken(Queue):
            async def take(self) -> float:
                raise LedgerUnavailable("gone", retry_after_s=5)

        bench = Bench(ok, turn=Broken())
        with pytest.raises(LedgerUnavailable):
            await bench.ask(WRITE)
        assert bench.seen == []

    async def test_others_may_write_while_a_flow_waits(self) -> None:
        """It looks for what was lost, and that takes its time."""
        turn = Queue()
        await Bench(ok, turn=turn).ask(WRITE, Wait(4), WRITE)
        assert (turn.taken, turn.given_back) == (2, 1)

    async def test_others_may_write_while_this_one_is_paced(self) -> None:
        """It would only hold them up."""
        turn = Queue()
        await Bench(ok, per_minute=1, turn=turn).ask(WRITE, WRITE)
        assert turn.given_back == 1
