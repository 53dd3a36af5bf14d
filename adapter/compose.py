"""The composition root: a deployment's settings to the parts that do its work."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from adapter import tasks
from adapter.accounts import Accounts
from adapter.callers import Callers
from adapter.config import Settings, load_settings
from adapter.errors import ConfigError
from adapter.ledger.documents import SCOPE, Documents, EmulatorTokens
from adapter.ledger.firestore import FirestoreLedger
from adapter.ledger.ledger import Ledger
from adapter.ledger.sqlite import SqliteLedger
from adapter.log import log
from adapter.lookups import Lookups
from adapter.outbox import Outbox
from adapter.people.answers import Verdict, judge
from adapter.people.client import Observe
from adapter.people.credentials import Key, Token, open_key, service_account
from adapter.people.flow import CREATE
from adapter.people.transport import open_client
from adapter.people.wire import Answered, Call, Reply
from adapter.route import Authentication
from adapter.service import Service
from adapter.tasks import Tasks
from adapter.web import Web
from adapter.worker import Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a function or a command is made of."""

    settings: Settings
    client: httpx.AsyncClient
    ledger: Ledger
    accounts: Accounts
    service: Service

    async def close(self) -> None:
        """Let go of the ledger and of all connections, once what is in flight has ended."""
        await self.accounts.close()
        await self.ledger.close()
        await self.client.aclose()


@dataclass(frozen=True, slots=True)
class Functions:
    """The functions of a deployment; each instance is one of them."""

    webhook: Web
    worker: Worker


def compose(
    environ: Mapping[str, str],
    *,
    now: Callable[[], float],
    nonce: Callable[[], str],
    transport: httpx.AsyncBaseTransport | None = None,
) -> Functions:
    """Return the functions for an environment, or raise ``ConfigError`` with every problem."""
    parts = build(environ, now=now, nonce=nonce, transport=transport)
    announce(parts.settings)
    return to_functions(parts, now=now, project=environ.get("GOOGLE_CLOUD_PROJECT"))


def to_functions(parts: Parts, *, now: Callable[[], float], project: str | None) -> Functions:
    """Return the functions that are made of some parts."""
    settings = parts.settings
    worker = Worker(
        settings.routes,
        parts.service,
        open_callers(settings, parts.client, now),
        max_attempts=settings.max_attempts,
        project=project,
    )
    return Functions(Web(settings, parts.service, parts.accounts, project=project), worker)


def build(
    environ: Mapping[str, str],
    *,
    now: Callable[[], float],
    nonce: Callable[[], str],
    observe: Observe | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Parts:
    """Return the parts for an environment, or raise ``ConfigError`` with every problem.

    ``now`` returns Unix time in seconds, ``nonce`` a new unguessable text. ``observe`` is told of
    calls to Google instead of the log; ``transport`` replaces the network in tests.
    """
    settings = load_settings(environ)
    key = load_key(settings)
    client = open_client(settings.emulator, transport)
    ledger = open_ledger(settings, key, client, now)
    accounts = Accounts(
        client,
        key=key,
        batches_per_minute=settings.batches_per_minute,
        observe=observe or log_call,
        now=now,
        ledger=ledger,
        holder=uuid.uuid4().hex,
    )
    outbox = Outbox(open_tasks(settings, key, client, now))
    service = Service(ledger, accounts, Lookups(client, now=now), outbox, now=now, nonce=nonce)
    return Parts(
        settings=settings, client=client, ledger=ledger, accounts=accounts, service=service
    )


def load_key(settings: Settings) -> Key | None:
    """Return the service account's key where there is one; ``ConfigError`` if it is unusable."""
    try:
        return open_key(settings.key) if settings.key else None
    except ValueError:
        place = "GOOGLE_APPLICATION_CREDENTIALS"
        raise ConfigError([f"{place}: The private key cannot be read."]) from None


def open_tasks(
    settings: Settings, key: Key | None, client: httpx.AsyncClient, now: Callable[[], float]
) -> Tasks | None:
    """Return the queue, if there is one."""
    if settings.queue is None:
        return None
    tokens = Token(service_account(key, tasks.SCOPE), client, now=now)
    return Tasks(client, tokens, settings.queue)


def open_callers(
    settings: Settings, client: httpx.AsyncClient, now: Callable[[], float]
) -> Callers | None:
    """Return who may call the worker, if there is one."""
    if settings.queue is None:
        return None
    return Callers(
        client,
        audience=settings.queue.worker_url,
        email=settings.queue.service_account,
        behind_iam=settings.behind_iam,
        now=now,
    )


def open_ledger(
    settings: Settings, key: Key | None, client: httpx.AsyncClient, now: Callable[[], float]
) -> Ledger:
    """Return the ledger that ``LEDGER`` names; ``key`` and ``client`` are for one at Google."""
    scheme, _, place = settings.ledger.partition(":")
    if scheme == "firestore":
        return FirestoreLedger(open_documents(place, settings, key, client, now))
    return SqliteLedger(":memory:" if scheme == "memory" else place)


def open_documents(
    place: str,
    settings: Settings,
    key: Key | None,
    client: httpx.AsyncClient,
    now: Callable[[], float],
) -> Documents:
    """Return a Firestore database, ``place`` being ``PROJECT/DATABASE``; or that of an emulator."""
    project, _, name = place.partition("/")
    database = f"projects/{project}/databases/{name}"
    if host := settings.firestore_emulator:
        return Documents(client, EmulatorTokens(), database, origin=f"http://{host}")
    tokens = Token(service_account(key, SCOPE), client, now=now)
    return Documents(client, tokens, database)


def announce(settings: Settings) -> None:
    """Log what an operator should see at every start."""
    for route in settings.routes.values():
        if route.authentication is Authentication.NONE:
            log("WARNING", "route takes deliveries from anybody", route=route.name)
    if settings.emulator:
        log("WARNING", "Google is replaced by an emulator", origin=settings.emulator)
    if settings.firestore_emulator and settings.ledger.startswith("firestore:"):
        log("WARNING", "Firestore is replaced by an emulator", origin=settings.firestore_emulator)


def log_call(call: Call, answered: Answered, seconds: float) -> None:
    """Log a call to Google: its batch and its time; why, when it did not succeed."""
    verdict = judge(answered).verdict
    succeeded = verdict is Verdict.DONE
    fields: dict[str, object] = {"ms": round(1000 * seconds, 1)}
    if call.name == CREATE:
        fields["batch"] = len(call.json["contacts"])
    if isinstance(answered, Reply):
        fields["http"] = answered.status
    if not succeeded:
        fields["verdict"] = verdict.name.lower()
    log("INFO" if succeeded else "WARNING", call.name, **fields)
