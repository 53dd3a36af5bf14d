"""routes.yaml: every key, its default, and what is said about a mistake in it."""

from pathlib import Path
from typing import Any

import pytest

from adapter.contacts.mapping import Unmapped
from adapter.contacts.targets import CUSTOM, EMAILS, Target
from adapter.problems import Problems
from adapter.route import Access, Authentication, Route
from adapter.routes import load_route, read_routes, variable
from adapter.sources import SLUGS

SECRETS = {"WEBHOOK_SECRETS_LEADS": "one"}
BASE = {"source": "json", "account": "sales@example.com", "max_body_bytes": 1000}


def load(environ: dict[str, str] | None = None, name: str = "leads", **keys: Any) -> Route:
    """Return a route with nothing wrong."""
    problems = Problems()
    route = load_route(name, BASE | keys, SECRETS if environ is None else environ, problems)
    assert problems == []
    assert route is not None
    return route


def wrong(environ: dict[str, str] | None = None, name: str = "leads", **keys: Any) -> list[str]:
    """Return what is wrong with a route."""
    problems = Problems()
    environ = SECRETS if environ is None else environ
    assert load_route(name, BASE | keys, environ, problems) is None
    return problems


def read(folder: Path, text: str) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Return the entries of a routes.yaml, and what is wrong with it."""
    problems = Problems()
    path = folder / "routes.yaml"
    path.write_text(text, "utf-8")
    return read_routes(path, problems), problems


class TestTheFile:
    """What stands around the routes."""

    def test_defaults_fill_in_what_a_route_leaves_out(self, tmp_path: Path) -> None:
        """The route's own keys win."""
        text = "defaults: {region: US, labels: [A]}\nroutes: {a: {labels: [B]}}"
        assert read(tmp_path, text) == ({"a": {"region": "US", "labels": ["B"]}}, [])

    def test_empty_defaults_are_none(self, tmp_path: Path) -> None:
        """A key with only comments below it holds null."""
        assert read(tmp_path, "defaults:\nroutes: {a: {}}") == ({"a": {}}, [])

    def test_a_callers_route_inherits_no_account(self, tmp_path: Path) -> None:
        """Each caller writes into contacts of its own, whatever the others' account is."""
        text = "defaults: {account: a@example.com}\nroutes: {own: {credentials: caller}}"
        assert read(tmp_path, text) == ({"own": {"credentials": "caller"}}, [])

    @pytest.mark.parametrize("text", ["", "- routes", "routes:", "routes: [a]", "leads: {}"])
    def test_a_file_without_routes_is_told(self, tmp_path: Path, text: str) -> None:
        """Whatever else it may be."""
        told = ["routes.yaml: Expected a mapping with the key `routes`."]
        assert read(tmp_path, text) == ({}, told)

    def test_no_routes_are_too_few(self, tmp_path: Path) -> None:
        """A deployment nobody can post to."""
        assert read(tmp_path, "routes: {}") == ({}, ["routes: Expected at least one route."])

    def test_a_key_beside_them_is_unknown(self, tmp_path: Path) -> None:
        """A route that was not indented, most likely."""
        _, told = read(tmp_path, "routes: {a: {}}\nleads: {source: json}")
        assert told == ["leads: Unknown key; expected `defaults` and `routes`."]

    def test_defaults_are_a_mapping(self, tmp_path: Path) -> None:
        """A list is none."""
        assert read(tmp_path, "defaults: [a]\nroutes: {a: {}}") == (
            {"a": {}},
            ["defaults: Expected a mapping."],
        )

    def test_a_key_that_stands_twice_is_told_with_its_line(self, tmp_path: Path) -> None:
        """YAML would take the last one without a word."""
        text = "routes:\n  a: {source: json}\n  b: {source: json}\n  a: {source: people}\n"
        _, [told] = read(tmp_path, text)
        assert told == "routes.yaml: Not valid YAML: line 4: the key 'a' stands twice."

    def test_a_key_that_stands_twice_deep_inside_is_told(self, tmp_path: Path) -> None:
        """In a route, too."""
        _, [told] = read(tmp_path, "routes:\n  a:\n    region: US\n    region: DE\n")
        assert "line 4: the key 'region' stands twice" in told

    def test_what_is_no_yaml_is_told_with_its_line(self, tmp_path: Path) -> None:
        """In PyYAML's own words."""
        _, [told] = read(tmp_path, "routes:\n  a: [\n")
        assert told.startswith("routes.yaml: Not valid YAML: ")
        assert "line 3" in told

    def test_a_tag_runs_nothing(self, tmp_path: Path) -> None:
        """No object is made of what the file says."""
        _, [told] = read(tmp_path, "routes: !!python/object/apply:os.getcwd []")
        assert told.startswith("routes.yaml: Not valid YAML")

    def test_a_file_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        """With its path."""
        problems = Problems()
        assert read_routes(tmp_path / "none.yaml", problems) == {}
        assert problems == [f"{tmp_path / 'none.yaml'}: Cannot be read; set ROUTES_FILE."]

    def test_bytes_that_are_no_text_are_told(self, tmp_path: Path) -> None:
        """Nobody writes UTF-16 by intent."""
        path = tmp_path / "routes.yaml"
        path.write_bytes("routes: {}".encode("utf-16"))
        problems = Problems()
        assert read_routes(path, problems) == {}
        assert problems == [f"{path}: Cannot be read; set ROUTES_FILE."]


class TestDefaults:
    """What holds when a key is left out."""

    def test_all_of_them(self) -> None:
        """A source and an account are enough."""
        route = load()
        assert (route.name, route.source.slug) == ("leads", "json")
        assert route.account == "sales@example.com"
        assert route.access is Access.DELEGATED
        assert route.labels == ()
        assert route.rules.fields == {}
        assert route.rules.region is None
        assert route.rules.unmapped is Unmapped.CUSTOM
        assert route.read_mask == frozenset()
        assert route.authentication is Authentication.TOKEN
        assert route.secrets == (b"one",)
        assert route.max_body_bytes == 1000
        assert route.options == {}
        assert route.user_credentials is None


class TestKeys:
    """What each key does, and what is said about a wrong one."""

    def test_a_source_must_be_known(self) -> None:
        """The known ones are named."""
        [told] = wrong(source="fax")
        assert told == f"routes.leads.source: Must be one of: {', '.join(SLUGS)}."

    def test_a_source_must_be_named(self) -> None:
        """Nothing else is checked without it."""
        problems = Problems()
        assert load_route("leads", {}, {}, problems) is None
        assert problems == ["routes.leads.source: Missing data for required field."]

    @pytest.mark.parametrize("name", ["Leads", "1a", "a_b", "", "a" * 64, "health", "a/b", "ä"])
    def test_a_name_is_a_path(self, name: str) -> None:
        """What a URL can hold without escapes, and no path of our own."""
        told = wrong({f"WEBHOOK_SECRETS_{name.upper()}": "s"}, name)
        assert told == [
            f"routes.{name}: A name is a-z, 0-9 and -, begins with a letter; `health` is ours."
        ]

    def test_an_account_is_an_address(self) -> None:
        """Not a name, not a number."""
        assert wrong(account="sales") == ["routes.leads.account: Not a valid email address."]

    @pytest.mark.parametrize("access", ["delegated", "user", "service-account"])
    def test_an_account_is_needed(self, access: str) -> None:
        """By everybody whose contacts are not the caller's."""
        problems = Problems()
        entry = {"source": "json", "credentials": access, "max_body_bytes": 1}
        load_route("leads", entry, SECRETS, problems)
        assert problems == [
            "routes.leads.account: Missing: whose contacts? An e-mail address.",
        ]

    def test_a_caller_is_its_own_account(self) -> None:
        """So none is needed."""
        problems = Problems()
        entry = {"source": "json", "credentials": "caller", "max_body_bytes": 1}
        route = load_route("leads", entry, SECRETS, problems)
        assert problems == []
        assert route is not None
        assert (route.access, route.account) == (Access.CALLER, "")

    def test_credentials_are_one_of_four(self) -> None:
        """The four are named."""
        [told] = wrong(credentials="root")
        assert told == (
            "routes.leads.credentials: Must be one of: delegated, user, caller, service-account."
        )

    def test_labels_stand_once_each(self) -> None:
        """In their order."""
        assert load(labels=["B", "A", "B"]).labels == ("B", "A")

    def test_a_label_is_not_empty(self) -> None:
        """Its place is told."""
        assert wrong(labels=["A", ""]) == ["routes.leads.labels.1: Shorter than minimum length 1."]

    def test_a_region_is_one_that_phone_numbers_know(self) -> None:
        """As ISO 3166 writes it."""
        assert load(region="DE").rules.region == "DE"
        assert wrong(region="de") == [
            "routes.leads.region: Not an ISO 3166 region such as US or DE."
        ]

    def test_norway_has_to_be_quoted(self, tmp_path: Path) -> None:
        """YAML reads a bare NO as false."""
        entries, _ = read(tmp_path, 'routes: {bare: {region: NO}, quoted: {region: "NO"}}')
        assert load(**entries["quoted"]).rules.region == "NO"
        assert wrong(**entries["bare"]) == [
            'routes.leads.region: Write it in quotes: "NO". YAML reads a bare NO as false.'
        ]

    def test_fields_lead_to_targets(self) -> None:
        """Case and blanks of the sender's name are free; `drop` leads nowhere."""
        fields = {" What's  Your Mail?": "email.work", "Budget": "custom", "utm_source": "drop"}
        assert load(fields=fields).rules.fields == {
            "what's your mail?": Target(EMAILS, "value", "work"),
            "budget": Target(CUSTOM, "value"),
            "utm_source": None,
        }

    def test_a_target_must_be_known(self) -> None:
        """The nearest one is proposed."""
        assert wrong(fields={"Mail": "emial"}) == [
            "routes.leads.fields.Mail: `emial`: unknown field, did you mean email?."
        ]

    def test_each_is_compiled(self) -> None:
        """Once, at the start."""
        assert load(each="leads[*]").options["each"].search({"leads": [1]}) == [1]

    def test_each_must_be_jmespath(self) -> None:
        """The mistake is found at the start."""
        assert wrong(each="leads[") == ["routes.leads.options.each: Not a JMESPath expression."]

    def test_each_is_not_for_every_source(self) -> None:
        """Only where the author of the body chooses its shape."""
        assert wrong(source="people", each="a") == ["routes.leads.options.each: Unknown field."]

    @pytest.mark.parametrize("word", list(Unmapped))
    def test_unmapped_answers_go_where_it_says(self, word: Unmapped) -> None:
        """There are three places."""
        assert load(unmapped=word.value).rules.unmapped is word
        assert wrong(unmapped="keep")[0].startswith("routes.leads.unmapped: Must be one of")

    def test_mode_is_direct_or_queued(self) -> None:
        """Direct, unless it is said."""
        assert (load().mode, load(mode="queued").mode) == ("direct", "queued")
        assert wrong(mode="later") == ["routes.leads.mode: Must be one of: direct, queued."]

    def test_a_callers_deliveries_are_not_queued(self) -> None:
        """Their token would have to be kept."""
        [problem] = wrong(mode="queued", credentials="caller")
        assert problem.startswith("routes.leads.mode: A caller's token")

    def test_a_read_mask_names_fields(self) -> None:
        """Those that Google knows."""
        assert load(read_mask="names, emailAddresses").read_mask == {"names", "emailAddresses"}
        assert wrong(read_mask="name")[0].startswith("routes.leads.read_mask: Allowed: addresses,")

    @pytest.mark.parametrize("limit", [0, -1, 1.5, "many", True, None])
    def test_a_limit_is_a_number_of_bytes(self, limit: object) -> None:
        """A whole one, and at least one."""
        [told] = wrong(max_body_bytes=limit)
        assert told.startswith("routes.leads.max_body_bytes: ")

    def test_a_limit_may_be_raised(self) -> None:
        """For bulk routes."""
        assert load(max_body_bytes=16_777_216).max_body_bytes == 16_777_216

    def test_options_are_checked_by_their_source(self) -> None:
        """Deep inside, too."""
        signature = {"header": "X-Sign", "encoding": "rot13"}
        assert wrong(options={"signature": signature, "colour": "red"}) == [
            "routes.leads.options.signature.encoding: Must be one of: hex, base64.",
            "routes.leads.options.colour: Unknown field.",
        ]

    def test_an_unknown_key_is_an_error(self) -> None:
        """It was meant to do something."""
        assert wrong(acount="a@example.com") == ["routes.leads.acount: Unknown field."]


class TestAuthentication:
    """How a sender proves who it is, and with which secrets."""

    @pytest.mark.parametrize(
        ("source", "chosen"),
        [("json", "token"), ("people", "token"), ("typeform", "signature")],
    )
    def test_the_strongest_is_the_default(self, source: str, chosen: str) -> None:
        """A signature where the sender can sign."""
        assert load(source=source).authentication == chosen

    def test_json_signs_where_its_signature_is_described(self) -> None:
        """Then it is the default, too."""
        assert load(options={"signature": {"header": "X-Sign"}}).authentication == "signature"

    def test_a_token_can_be_chosen(self) -> None:
        """For a sender that could sign."""
        assert load(source="typeform", authentication="token").authentication == "token"

    def test_none_needs_no_secret(self) -> None:
        """It must be written out."""
        assert load({}, authentication="none").secrets == ()

    @pytest.mark.parametrize(
        ("source", "hint"), [("json", "set options.signature"), ("people", "people cannot sign")]
    )
    def test_a_signature_that_nobody_makes_is_refused(self, source: str, hint: str) -> None:
        """The way out is told."""
        assert wrong(source=source, authentication="signature") == [
            f"routes.leads.authentication: No signature to check: {hint}, or use token."
        ]

    def test_a_secret_is_needed(self) -> None:
        """Its variable is named, hyphens and all."""
        assert wrong({}, name="web-leads") == [
            "WEBHOOK_SECRETS_WEB_LEADS: Missing: the secret of route web-leads (token)."
        ]

    def test_only_commas_are_no_secret(self) -> None:
        """An empty secret would let everybody in."""
        assert wrong({"WEBHOOK_SECRETS_LEADS": " , ,"}) == [
            "WEBHOOK_SECRETS_LEADS: Missing: the secret of route leads (token)."
        ]

    def test_secrets_are_rotated(self) -> None:
        """Old and new, separated by a comma."""
        assert load({"WEBHOOK_SECRETS_LEADS": "new, old,"}).secrets == (b"new", b"old")

    def test_a_secret_is_read_as_its_sender_writes_it(self) -> None:
        """Standard Webhooks: the base64 after whsec_."""
        secrets = {"WEBHOOK_SECRETS_LEADS": "whsec_b25l,dHdv"}
        assert load(secrets, source="standard-webhooks").secrets == (b"one", b"two")

    def test_a_token_is_taken_as_it_is(self) -> None:
        """Even where the sender's own secrets are written in another way."""
        route = load(source="standard-webhooks", authentication="token")
        assert route.secrets == (b"one",)

    def test_a_malformed_secret_is_counted_and_not_quoted(self) -> None:
        """The second of two."""
        secrets = {"WEBHOOK_SECRETS_LEADS": "whsec_b25l,whsec_hush!"}
        assert wrong(secrets, source="standard-webhooks") == [
            "WEBHOOK_SECRETS_LEADS: Secret 2: Expected whsec_ and base64."
        ]

    def test_a_variable_is_named_after_its_route(self) -> None:
        """In the spelling of environments."""
        assert variable("WEBHOOK_SECRETS", "web-leads-2") == "WEBHOOK_SECRETS_WEB_LEADS_2"
