"""What 200 contacts cost us: ``python -m bench.convert``.

Parse, map, validate and serialise one delivery of 200 people, as they come from a form of eight
questions. Google is not part of it. The ratio is to decoding the same JSON and nothing else.
"""

import json
import statistics
import time
from collections.abc import Callable

from adapter.contacts.convert import convert
from adapter.contacts.mapping import Rules
from adapter.model import Contact, Delivery
from adapter.people.flow import create
from adapter.people.labels import Labels
from adapter.people.wire import Call
from adapter.sources import SOURCES

ROUNDS = 31
PEOPLE = [
    {
        "First name": "Ada",
        "Last name": f"Lovelace {number}",
        "Email": f"ada{number}@example.com",
        "Phone": f"(212) 555-01{number % 100:02}",
        "Company": "Analytical Engines",
        "Job title": "Countess",
        "Message": "Please call after five.",
        "Budget": 15000 + number,
    }
    for number in range(200)
]
BODY = json.dumps(PEOPLE).encode()
DELIVERY = Delivery(
    method="POST", url="", headers={"content-type": "application/json"}, query={}, body=BODY
)
RULES = Rules(region="US")


def whole() -> bytes:
    """Take a delivery from its bytes to the bytes of the request to Google."""
    submissions = SOURCES["json"].parse(DELIVERY, {}).submissions
    people = [convert(submission, RULES).person for submission in submissions]
    contacts = [Contact(f"stamp.{index}", person) for index, person in enumerate(people)]
    call = next(create(contacts, Labels()))
    assert isinstance(call, Call)  # noqa: S101
    return json.dumps(call.json, ensure_ascii=False, separators=(",", ":")).encode()


def milliseconds(work: Callable[[], object]) -> float:
    """Return the median time of ``work``."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return 1000 * statistics.median(taken)


def main() -> None:
    """Measure, and print a line."""
    whole()
    ours, floor = milliseconds(whole), milliseconds(lambda: json.loads(BODY))
    print(f"200 contacts: {ours:.1f} ms, {ours / floor:.0f} times json.loads of the same body")


if __name__ == "__main__":
    main()
