"""The environment and routes.yaml to settings, or to every problem at once."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapter.compose import load_key
from adapter.config import Settings, load_settings
from adapter.errors import ConfigError
from adapter.route import Access, Authentication

USER = {
    "type": "authorized_user",
    "client_id": "client",
    "client_secret": "client-secret",
    "refresh_token": "refresh-secret",
}
KEY = {
    "type": "service_account",
    "client_email": "adapter@example.com",
    "private_key": "private-secret",
    "token_uri": "https://oauth2.googleapis.com/token",
}
ROUTE = {"source": "json", "account": "sales@example.com", "authentication": "none"}


class Deployment:
    """A folder with the files of a deployment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = {"ROUTES_FILE": str(folder / "routes.yaml")}
        self.routes({"leads": ROUTE})

    def routes(self, routes: Mapping[str, Any], **more: Any) -> None:
        """Write routes.yaml."""
        self.write("routes.yaml", yaml.safe_dump({"routes": routes, **more}, sort_keys=False))

    def write(self, name: str, text: str | bytes) -> str:
        """Write a file and return its path."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def key(self, key: Any) -> str:
        """Write a credentials file and return its path."""
        return self.write("key.json", json.dumps(key))

    def load(self, **environ: str) -> Settings:
        """Return the settings."""
        return load_settings(self.environ | environ)

    def problems(self, **environ: str) -> list[str]:
        """Return what is wrong."""
        with pytest.raises(ConfigError) as error:
            self.load(**environ)
        return list(error.value.problems)


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    """Return a deployment with nothing wrong."""
    return Deployment(tmp_path)


def test_the_defaults(deployment: Deployment) -> None:
    """What holds when nothing is said."""
    said = deployment.load()
    assert said.ledger == "sqlite:.data/ledger.db"
    assert said.batches_per_minute == 15
    assert said.answer_within_s is None
    assert said.public_url is None
    assert said.emulator is None
    assert said.firestore_emulator is None
    assert said.key is None
    assert said.routes["leads"].max_body_bytes == 1_048_576


def test_every_variable(deployment: Deployment) -> None:
    """What is said is what holds."""
    said = deployment.load(
        LEDGER="memory:",
        BATCHES_PER_MINUTE="0",
        ANSWER_WITHIN_S="2.5",
        PUBLIC_URL="https://hooks.example.com/base",
        GOOGLE_API_EMULATOR="http://127.0.0.1:8085",
        FIRESTORE_EMULATOR_HOST="127.0.0.1:8080",
        MAX_BODY_BYTES="99",
        GOOGLE_APPLICATION_CREDENTIALS=deployment.key(KEY),
    )
    assert said.ledger == "memory:"
    assert said.batches_per_minute == 0
    assert said.answer_within_s == 2.5
    assert said.public_url == "https://hooks.example.com/base"
    assert said.emulator == "http://127.0.0.1:8085"
    assert said.firestore_emulator == "127.0.0.1:8080"
    assert said.routes["leads"].max_body_bytes == 99
    assert said.key == KEY


def test_an_empty_variable_is_an_unset_one(deployment: Deployment) -> None:
    """Terraform and Compose files cannot leave one out."""
    names = (
        *("LEDGER", "BATCHES_PER_MINUTE", "ANSWER_WITHIN_S", "PUBLIC_URL", "MAX_BODY_BYTES"),
        *("GOOGLE_API_EMULATOR", "FIRESTORE_EMULATOR_HOST", "GOOGLE_APPLICATION_CREDENTIALS"),
    )
    assert deployment.load(**dict.fromkeys(names, " ")) == deployment.load()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEDGER", "postgres://ledger"),
        ("LEDGER", "sqlite:"),
        ("LEDGER", "memory:x"),
        ("LEDGER", "firestore:"),
        ("LEDGER", "firestore:project"),
        ("LEDGER", "firestore:project/"),
        ("LEDGER", "firestore:/(default)"),
        ("LEDGER", "firestore:project/(standard)"),
        ("LEDGER", "firestore:project/database/documents"),
        ("LEDGER", "firestore:projects/project/databases/database"),
        ("LEDGER", "firestore:Project/database?x"),
        ("MAX_BODY_BYTES", "0"),
        ("MAX_BODY_BYTES", "1 MiB"),
        ("MAX_BODY_BYTES", "9" * 5000),
        ("BATCHES_PER_MINUTE", "-1"),
        ("ANSWER_WITHIN_S", "0"),
        ("ANSWER_WITHIN_S", "nan"),
        ("ANSWER_WITHIN_S", "inf"),
        ("PUBLIC_URL", "hooks.example.com"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https:///base"),
        ("PUBLIC_URL", "https://hooks.example.com/our base"),
        ("PUBLIC_URL", "https://hooks.example.com:port"),
        ("PUBLIC_URL", "https://-.example.com"),
        ("PUBLIC_URL", "https://[::1"),
        ("GOOGLE_API_EMULATOR", "ftp://127.0.0.1"),
        ("FIRESTORE_EMULATOR_HOST", "localhost"),
        ("FIRESTORE_EMULATOR_HOST", "http://localhost:8080"),
        ("FIRESTORE_EMULATOR_HOST", "localhost:8080/v1"),
        ("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere/key.json"),
    ],
)
def test_a_variable_that_cannot_be_read_is_named(
    deployment: Deployment, name: str, value: str
) -> None:
    """One problem, at its variable."""
    [problem] = deployment.problems(**{name: value})
    assert problem.startswith(f"{name}: ")


@pytest.mark.parametrize(
    "url",
    [
        *("https://hooks.example.com", "https://hooks.example.com:8443/base/?a=1", "HTTP://hooks"),
        *("http://localhost:8080", "http://[::1]:8080/", "https://m\u00fcnchen.example"),
    ],
)
def test_every_kind_of_url_can_be_ours(deployment: Deployment, url: str) -> None:
    """Behind whatever proxy."""
    assert deployment.load(PUBLIC_URL=url).public_url == url


@pytest.mark.parametrize(
    "ledger",
    [
        *("memory:", "sqlite:ledger.db", "firestore:my-project/(default)"),
        *("firestore:my-project/contacts-adapter", "firestore:example.com:my-project/ledger1"),
    ],
)
def test_every_kind_of_ledger_can_be_named(deployment: Deployment, ledger: str) -> None:
    """Firestore's default database too."""
    assert deployment.load(LEDGER=ledger).ledger == ledger


def test_everything_that_is_wrong_is_told_at_once(deployment: Deployment) -> None:
    """Each problem with its place, none twice."""
    deployment.routes(
        {
            "a": {"source": "json", "account": "nobody", "region": "XX", "colour": "red"},
            "b": {"source": "fax"},
            "C": ROUTE,
            "d": None,
            "e": {"source": "json", "fields": {"Name": "nme", "Budget": "custom"}},
        },
        default={},
    )
    told = deployment.problems(LEDGER="x", PUBLIC_URL="y")
    assert [problem.partition(": ")[0] for problem in told] == [
        "LEDGER",
        "PUBLIC_URL",
        "default",
        "routes.d",
        "routes.a.account",
        "routes.a.region",
        "routes.a.colour",
        "WEBHOOK_SECRETS_A",
        "routes.b.source",
        "routes.C",
        "routes.e.account",
        "routes.e.fields.Name",
        "WEBHOOK_SECRETS_E",
    ]


def test_the_message_counts_and_lists(deployment: Deployment) -> None:
    """As it is printed when the process ends."""
    with pytest.raises(ConfigError) as error:
        deployment.load(LEDGER="x", MAX_BODY_BYTES="y")
    first, *rest = str(error.value).splitlines()
    assert first == "2 configuration problems:"
    assert [line[:4] for line in rest] == ["  - "] * 2


class TestKeys:
    """Whose key it is that GOOGLE_APPLICATION_CREDENTIALS names."""

    def test_a_service_account_is_kept(self, deployment: Deployment) -> None:
        """It acts for every delegated account."""
        said = deployment.load(GOOGLE_APPLICATION_CREDENTIALS=deployment.key(KEY))
        assert said.key == KEY

    def test_a_private_key_that_cannot_be_read_stops_the_start(
        self, deployment: Deployment
    ) -> None:
        """Before the first lead comes; none of it is quoted."""
        said = deployment.load(GOOGLE_APPLICATION_CREDENTIALS=deployment.key(KEY))
        with pytest.raises(ConfigError) as error:
            load_key(said)
        [told] = error.value.problems
        assert told == "GOOGLE_APPLICATION_CREDENTIALS: The private key cannot be read."

    def test_a_users_grant_is_no_delegation(self, deployment: Deployment) -> None:
        """The route is told which kind it would take."""
        [told] = deployment.problems(GOOGLE_APPLICATION_CREDENTIALS=deployment.key(USER))
        assert told.startswith("routes.leads.credentials: `delegated` needs a service account")

    def test_a_users_grant_serves_a_users_route(self, deployment: Deployment) -> None:
        """Where the route has none of its own."""
        deployment.routes({"leads": ROUTE | {"credentials": "user"}})
        said = deployment.load(GOOGLE_APPLICATION_CREDENTIALS=deployment.key(USER))
        assert said.routes["leads"].user_credentials == USER
        assert said.key is None

    def test_a_routes_own_grant_wins(self, deployment: Deployment) -> None:
        """Routes may belong to different users."""
        deployment.routes({"web-leads": ROUTE | {"credentials": "user"}})
        own = USER | {"refresh_token": "another"}
        said = deployment.load(
            GOOGLE_APPLICATION_CREDENTIALS=deployment.key(USER),
            GOOGLE_USER_CREDENTIALS_WEB_LEADS=json.dumps(own),
        )
        assert said.routes["web-leads"].user_credentials == own

    @pytest.mark.parametrize("grant", [None, KEY])
    def test_a_users_route_needs_a_users_grant(
        self, deployment: Deployment, grant: dict[str, str] | None
    ) -> None:
        """A service account is none."""
        deployment.routes({"leads": ROUTE | {"credentials": "user"}})
        given = {"GOOGLE_USER_CREDENTIALS_LEADS": json.dumps(grant)} if grant else {}
        [told] = deployment.problems(**given)
        assert told.startswith("GOOGLE_USER_CREDENTIALS_LEADS: Missing: authorized_user JSON")

    def test_callers_need_no_key_at_all(self, deployment: Deployment) -> None:
        """Any key will do, too."""
        deployment.routes({"leads": ROUTE | {"credentials": "caller"}})
        assert deployment.load(GOOGLE_APPLICATION_CREDENTIALS=deployment.key(USER)).key is None

    @pytest.mark.parametrize(
        "text",
        ["", "{", "[]", "null", '{"type": "external_account"}', '{"type": []}', "[" * 100_000],
    )
    def test_what_is_no_key_is_told(self, deployment: Deployment, text: str) -> None:
        """Whatever shape it has."""
        path = deployment.write("key.json", text)
        [told] = deployment.problems(GOOGLE_APPLICATION_CREDENTIALS=path)
        assert told == (
            "GOOGLE_APPLICATION_CREDENTIALS:"
            " Expected the JSON of a service account or of an authorized user."
        )

    def test_bytes_that_are_no_text_cannot_be_read(self, deployment: Deployment) -> None:
        """A .p12 key, for one."""
        path = deployment.write("key.p12", b"\xff\xfe\x00")
        [told] = deployment.problems(GOOGLE_APPLICATION_CREDENTIALS=path)
        assert told == "GOOGLE_APPLICATION_CREDENTIALS: The file cannot be read."

    def test_what_a_key_lacks_is_named(self, deployment: Deployment) -> None:
        """All of it."""
        path = deployment.key({"type": "service_account", "token_uri": "x"})
        [told] = deployment.problems(GOOGLE_APPLICATION_CREDENTIALS=path)
        assert told.endswith("Missing in the JSON: client_email, private_key.")


class TestAccounts:
    """One account, one writer, one kind of credentials."""

    def test_routes_may_share_an_account(self, deployment: Deployment) -> None:
        """As long as they write by the same right."""
        deployment.routes({"a": ROUTE, "b": ROUTE})
        assert set(deployment.load().routes) == {"a", "b"}

    def test_one_account_has_one_kind_of_credentials(self, deployment: Deployment) -> None:
        """Two writers would get in each other's way."""
        deployment.routes({"a": ROUTE, "b": ROUTE | {"credentials": "service-account"}})
        [told] = deployment.problems()
        assert told == "routes.b.credentials: Route a writes for the same account with `delegated`."

    def test_callers_write_for_themselves(self, deployment: Deployment) -> None:
        """Their routes share nothing."""
        deployment.routes({"a": ROUTE, "b": ROUTE | {"credentials": "caller"}})
        assert deployment.load().routes["b"].access is Access.CALLER


def test_no_problem_quotes_a_secret(deployment: Deployment) -> None:
    """Not of a route, not of a key, however wrong it is."""
    deployment.routes(
        {
            "a": {"source": "standard-webhooks", "account": "sales@example.com"},
            "b": ROUTE | {"credentials": "user"},
            "c": ROUTE | {"credentials": "user"},
        }
    )
    told = deployment.problems(
        GOOGLE_APPLICATION_CREDENTIALS=deployment.key({"type": "service_account", "x": "hush-1"}),
        WEBHOOK_SECRETS_A="whsec_hush-2!",
        GOOGLE_USER_CREDENTIALS_B="{hush-3",
        GOOGLE_USER_CREDENTIALS_C='{"type": "authorized_user", "client_secret": "hush-4"}',
    )
    assert len(told) >= 4
    assert "hush" not in "".join(told)


def test_the_file_of_the_repository_is_good() -> None:
    """With the secrets that it asks for."""
    said = load_settings({"WEBHOOK_SECRETS_TYPEFORM": "s", "WEBHOOK_SECRETS_ZAPIER": "t"})
    assert said.routes["typeform"].authentication is Authentication.SIGNATURE
    assert said.routes["zapier"].authentication is Authentication.TOKEN


NAMES = (
    *("ROUTES_FILE", "GOOGLE_APPLICATION_CREDENTIALS", "LEDGER", "MAX_BODY_BYTES"),
    *("BATCHES_PER_MINUTE", "ANSWER_WITHIN_S", "PUBLIC_URL", "GOOGLE_API_EMULATOR"),
    "FIRESTORE_EMULATOR_HOST",
    *("WEBHOOK_SECRETS_LEADS", "GOOGLE_USER_CREDENTIALS_LEADS"),
)
# What an environment can hold: no NUL, and bytes that are no UTF-8 as lone surrogates.
texts = st.text(st.characters(exclude_characters="\0"), max_size=30)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts | st.dates()
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
)
KEYS = (
    *("source", "account", "credentials", "labels", "region", "fields", "each", "unmapped"),
    *("mode", "read_mask", "authentication", "max_body_bytes", "options"),
)
WORDS = ("json", "people", "typeform", "standard-webhooks", "user", "caller", "token", "NO", "US")
entries = st.dictionaries(
    st.sampled_from(KEYS) | texts, st.sampled_from(WORDS) | values, max_size=6
)
names = st.sampled_from(["leads", "health", "Leads"]) | texts
documents = (
    st.fixed_dictionaries(
        {"routes": st.dictionaries(names, entries | values, max_size=3)},
        optional={"defaults": entries | values},
    )
    | values
)
ANYTHING = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def loads_or_says_why(environ: Mapping[str, str]) -> None:
    """Load; whatever goes wrong is a list of problems."""
    try:
        load_settings(environ)
    except ConfigError as error:
        if not error.problems:
            raise


@ANYTHING
@given(documents)
def test_any_routes_are_good_or_have_problems(tmp_path: Path, document: Any) -> None:
    """Whatever shape they have."""
    path = tmp_path / "routes.yaml"
    path.write_text(yaml.dump(document, allow_unicode=False), "utf-8")
    loads_or_says_why({"ROUTES_FILE": str(path), "WEBHOOK_SECRETS_LEADS": "s"})


@ANYTHING
@given(st.binary(max_size=60) | st.text("[]{}:,-&*!<|>?'\"%@` \n0x_ab~=.#", max_size=40))
@example("routes: {leads: 2026-13-45}")
@example("routes: {leads: 0b_}")
@example("routes: {leads: !!bool maybe}")
@example("routes: {leads: !!timestamp soon}")
@example("routes: &r {leads: *r}")
@example("routes: {leads: &l {fields: *l, options: *l, labels: [*l]}}")
@example("{[]: 1}")
@example("{{}: 1}")
@example("<<: 1")
@example("[" * 5000)
def test_any_bytes_are_good_or_have_problems(tmp_path: Path, text: str | bytes) -> None:
    """What is no YAML is said to be none."""
    path = tmp_path / "routes.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    loads_or_says_why({"ROUTES_FILE": str(path)})


@ANYTHING
@given(st.dictionaries(st.sampled_from(NAMES), texts | values.map(repr)))
def test_any_environment_is_good_or_has_problems(
    deployment: Deployment, environ: dict[str, str]
) -> None:
    """Every variable may hold anything."""
    deployment.routes({"leads": ROUTE | {"authentication": "token", "credentials": "user"}})
    loads_or_says_why(deployment.environ | environ)


class TestQueue:
    """Three variables, all of them or none."""

    QUEUE: ClassVar[dict[str, str]] = {
        "TASKS_QUEUE": "projects/p/locations/europe-west1/queues/contacts",
        "WORKER_URL": "https://worker.example.com/",
        "TASKS_SERVICE_ACCOUNT": "tasks@p.iam.gserviceaccount.com",
    }

    def test_there_is_none_by_default(self, deployment: Deployment) -> None:
        """Small installations need none."""
        assert deployment.load().queue is None

    def test_it_has_an_address(self, deployment: Deployment) -> None:
        """Where tasks wait, where they go, and as whom."""
        queue = deployment.load(**self.QUEUE).queue
        assert queue is not None
        assert queue.worker_url == "https://worker.example.com"

    @pytest.mark.parametrize("name", QUEUE)
    def test_a_part_of_it_is_not_enough(self, deployment: Deployment, name: str) -> None:
        """What is missing is named."""
        [problem] = deployment.problems(**self.QUEUE | {name: ""})
        assert problem == f"{name}: Missing: the queue needs it."

    def test_a_queue_has_a_full_name(self, deployment: Deployment) -> None:
        """Its short name says not where it is."""
        [problem] = deployment.problems(**self.QUEUE | {"TASKS_QUEUE": "contacts"})
        assert problem.startswith("TASKS_QUEUE: Expected projects/")

    def test_a_queued_route_needs_one(self, deployment: Deployment) -> None:
        """Nothing would ever be carried out."""
        deployment.routes({"leads": {**ROUTE, "mode": "queued"}})
        assert deployment.problems() == ["routes.leads.mode: There is no queue: set TASKS_QUEUE."]
        assert deployment.load(**self.QUEUE).routes["leads"].mode == "queued"
