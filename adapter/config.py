"""routes.yaml and the environment to ``Settings``, or every problem at once.

Each problem names its place: ``routes.leads.region: …``, ``MAX_BODY_BYTES: …``. None quotes a
secret. Nothing else in the program reads the environment.
"""

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, validate

from adapter.errors import ConfigError
from adapter.problems import Problems
from adapter.route import Access, Mode, Route
from adapter.routes import load_route, read_routes, variable
from adapter.tasks import Address

ROUTES_FILE = Path(__file__).parent.parent / "routes.yaml"

# fields.Url says the same with every letter of Unicode, which takes 30 ms to compile at each start.
_url = validate.Regexp(
    r"https?://([^\s/?#@]*@)?(\w([\w.-]*\w)?\.?|\[[0-9a-f:.]+\])(:[0-9]+)?(/|[/?#]\S+)?\Z",
    re.IGNORECASE,
    error="Not a valid URL.",
)
_KEYS = {  # what a credentials file of each type must hold
    "service_account": {"client_email", "private_key", "token_uri"},
    "authorized_user": {"client_id", "client_secret", "refresh_token"},
}


class Environment(Schema):
    """The environment variables that are the same for all routes."""

    ROUTES_FILE = fields.String(load_default=str(ROUTES_FILE))
    GOOGLE_APPLICATION_CREDENTIALS = fields.String(load_default="")
    LEDGER = fields.String(
        load_default="sqlite:.data/ledger.db",
        validate=validate.Regexp(
            r"memory:\Z|sqlite:.|firestore:[a-z][a-z0-9.:-]+/(\(default\)|[a-z][a-z0-9-]+)\Z",
            error="Expected sqlite:PATH, firestore:PROJECT/DATABASE or memory:.",
        ),
    )
    MAX_BODY_BYTES = fields.Integer(load_default=1_048_576, validate=validate.Range(min=1))
    BATCHES_PER_MINUTE = fields.Integer(load_default=15, validate=validate.Range(min=0))
    ANSWER_WITHIN_S = fields.Float(load_default=None, validate=validate.Range(min=0.1))
    PUBLIC_URL = fields.String(load_default=None, validate=_url)
    GOOGLE_API_EMULATOR = fields.String(load_default=None, validate=_url)
    TASKS_QUEUE = fields.String(
        load_default="",
        validate=validate.Regexp(
            r"projects/[^/]+/locations/[^/]+/queues/[A-Za-z0-9-]+\Z",
            error="Expected projects/PROJECT/locations/LOCATION/queues/QUEUE.",
        ),
    )
    WORKER_URL = fields.String(load_default="", validate=_url)
    TASKS_SERVICE_ACCOUNT = fields.Email(load_default="")
    TASKS_MAX_ATTEMPTS = fields.Integer(load_default=100, validate=validate.Range(min=-1))
    K_SERVICE = fields.String(load_default="")
    FIRESTORE_EMULATOR_HOST = fields.String(
        load_default=None,
        validate=validate.Regexp(r"[A-Za-z0-9.\[\]:-]+:[0-9]{1,5}\Z", error="Expected HOST:PORT."),
    )

    class Meta:
        unknown = EXCLUDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that the deployment says, checked."""

    routes: Mapping[str, Route]
    ledger: str  # "sqlite:PATH", "firestore:PROJECT/DATABASE" or "memory:"
    batches_per_minute: int  # per account; 0: no pacing
    answer_within_s: float | None  # None: the source's own budget
    public_url: str | None
    emulator: str | None  # origin
    firestore_emulator: str | None  # host:port
    queue: Address | None
    max_attempts: int  # of the queue at a task
    behind_iam: bool  # whether Cloud Run has checked who calls the worker
    key: Mapping[str, Any] | None  # of the service account; None: the metadata server


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings, or raise ``ConfigError`` with every problem found."""
    problems = Problems()
    # An empty variable is an unset one: Terraform and Compose files know no other.
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    environment = problems.load(Environment(), given, "")
    key = None
    if path := environment.get("GOOGLE_APPLICATION_CREDENTIALS"):
        key = _read_key(Path(path), problems)
    limit = environment.get("MAX_BODY_BYTES", 1)
    routes = []
    for name, entry in read_routes(Path(environment["ROUTES_FILE"]), problems).items():
        if route := load_route(name, {"max_body_bytes": limit} | entry, given, problems):
            routes.append(_with_credentials(route, given, key, problems))
    _check_accounts(routes, problems)
    queue = _load_queue(environment, given, routes, problems)
    if problems:
        raise ConfigError(problems)
    return Settings(
        routes={route.name: route for route in routes},
        ledger=environment["LEDGER"],
        batches_per_minute=environment["BATCHES_PER_MINUTE"],
        answer_within_s=environment["ANSWER_WITHIN_S"],
        public_url=environment["PUBLIC_URL"],
        emulator=environment["GOOGLE_API_EMULATOR"],
        firestore_emulator=environment["FIRESTORE_EMULATOR_HOST"],
        queue=queue,
        max_attempts=environment["TASKS_MAX_ATTEMPTS"],
        behind_iam=bool(environment["K_SERVICE"]),
        key=key if key and key["type"] == "service_account" else None,
    )


def load_one(environ: Mapping[str, str], name: str) -> Route:
    """Return one route, or raise ``ConfigError``; nothing but its own secrets need be there."""
    problems = Problems()
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    routes = read_routes(Path(given.get("ROUTES_FILE", ROUTES_FILE)), problems)
    if not problems and name not in routes:
        problems.add(f"routes.{name}", f"There is no such route; there is {', '.join(routes)}.")
    entry = {"max_body_bytes": 1} | routes.get(name, {})
    route = load_route(name, entry, given, problems) if not problems else None
    if route is None:
        raise ConfigError(problems)
    return route


def _with_credentials(
    route: Route,
    environ: Mapping[str, str],
    key: Mapping[str, Any] | None,
    problems: Problems,
) -> Route:
    """Return the route with the user's grant where it needs one."""
    file_is = key["type"] if key else ""
    if route.access is Access.USER:
        place = variable("GOOGLE_USER_CREDENTIALS", route.name)
        if written := environ.get(place):
            grant = _parse_key(written, place, problems)
        else:
            grant = key if file_is == "authorized_user" else None
        if grant is None or grant["type"] != "authorized_user":
            problems.add(place, f"Missing: authorized_user JSON for route {route.name}.")
        return dataclasses.replace(route, user_credentials=grant)
    if file_is == "authorized_user" and route.access is not Access.CALLER:
        problems.add(
            f"routes.{route.name}.credentials",
            f"`{route.access}` needs a service account;"
            " GOOGLE_APPLICATION_CREDENTIALS holds a user's grant (`user`).",
        )
    return route


def _load_queue(
    environment: Mapping[str, Any],
    given: Mapping[str, str],
    routes: list[Route],
    problems: Problems,
) -> Address | None:
    """Return the queue: its three variables are all set, or none of them."""
    names = ("TASKS_QUEUE", "WORKER_URL", "TASKS_SERVICE_ACCOUNT")
    missing = [name for name in names if name not in given]
    if missing and len(missing) < len(names):
        problems.add(missing[0], "Missing: the queue needs it.")
    for route in routes if missing else ():
        if route.mode is Mode.QUEUED:
            problems.add(f"routes.{route.name}.mode", "There is no queue: set TASKS_QUEUE.")
    if missing or problems:
        return None
    queue, worker_url, service_account = (environment[name] for name in names)
    return Address(queue=queue, worker_url=worker_url.rstrip("/"), service_account=service_account)


def _check_accounts(routes: list[Route], problems: Problems) -> None:
    """One account is written by one writer, so its routes share one kind of credentials."""
    kinds: dict[str, Route] = {}
    for route in routes:
        if route.access is Access.CALLER:
            continue
        other = kinds.setdefault(route.account, route)
        if other.access is not route.access:
            problems.add(
                f"routes.{route.name}.credentials",
                f"Route {other.name} writes for the same account with `{other.access}`.",
            )


def _read_key(path: Path, problems: Problems) -> Mapping[str, Any] | None:
    place = "GOOGLE_APPLICATION_CREDENTIALS"
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError):
        problems.add(place, "The file cannot be read.")
        return None
    return _parse_key(text, place, problems)


def _parse_key(text: str, place: str, problems: Problems) -> Mapping[str, Any] | None:
    try:
        key = json.loads(text)
    except (ValueError, RecursionError):
        key = None
    kind = key.get("type") if isinstance(key, dict) else None
    if not isinstance(key, dict) or not isinstance(kind, str) or kind not in _KEYS:
        problems.add(place, "Expected the JSON of a service account or of an authorized user.")
        return None
    if missing := _KEYS[kind] - key.keys():
        problems.add(place, f"Missing in the JSON: {', '.join(sorted(missing))}.")
        return None
    return key
