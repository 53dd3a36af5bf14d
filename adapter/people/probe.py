"""Whether an account can be written to, found out without writing: one contact is asked for.

It takes a token, the API, the scope and the mailbox, as writing does.
Source: people.connections.list, discovery document people v1.
"""

from adapter.people.answers import Verdict, judge
from adapter.people.labels import ask, refusal
from adapter.people.wire import Call, Flow

CALL = Call(
    "people.people.connections.list",
    "GET",
    "/v1/people/me/connections",
    {"personFields": "metadata", "pageSize": "1"},
)


def probe() -> Flow[None]:
    """Return if contacts can be read; raise ``NotConfigured`` or ``PeopleBusy`` if not."""
    answered = yield from ask(CALL)
    if judge(answered).verdict is not Verdict.DONE:
        raise refusal(answered)
