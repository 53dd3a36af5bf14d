"""Requests are read, and answers shaped, as Google's description of the API has it."""

import json
from typing import Any

import pytest

from emulator import discovery
from emulator.app import OPERATIONS

from .driver import Driver, message

REQUEST = "BatchCreateContactsRequest"
UNBOUND = (
    'Invalid JSON payload received. Unknown name "NAME": Cannot bind query parameter. '
    "Field 'NAME' could not be found in request message."
)
ENTRY = {"value": "x", "type": "work", "metadata": {"sourcePrimary": True}}
PERSON: dict[str, Any] = {
    "names": [{"unstructuredName": "Ada Lovelace"}],
    "addresses": [{"streetAddress": "1 Main St", "type": "work"}],
    "birthdays": [{"date": {"year": 1815, "month": 12, "day": 10}}],
    "organizations": [{"name": "Example Ltd", "current": True, "startDate": {"year": 1840}}],
    "nicknames": [{"value": "A", "type": "ALTERNATE_NAME"}],
    "emailAddresses": [ENTRY],
    "phoneNumbers": [ENTRY],
    "clientData": [{"key": "contacts-adapter", "value": "1"}],
    "userDefined": [{"key": "Budget", "value": "10"}],
}


def strangers(value: object, spec: dict[str, Any], path: str = "$") -> list[str]:
    """Return the places of an answer that its schema does not describe."""
    if spec.get("type") == "any":
        return []
    if spec.get("type") == "array":
        items = value if isinstance(value, list) else [value, path]
        return [
            bad
            for n, item in enumerate(items)
            for bad in strangers(item, spec["items"], f"{path}[{n}]")
        ]
    if "$ref" in spec:
        if not isinstance(value, dict):
            return [path]
        fields = discovery.properties(spec["$ref"])
        unknown = [f"{path}.{name}" for name in value.keys() - fields.keys()]
        known = value.keys() & fields.keys()
        return unknown + [
            bad for name in known for bad in strangers(value[name], fields[name], f"{path}.{name}")
        ]
    kinds = {"string": str, "boolean": bool, "integer": int, "object": dict}
    right = type(value) is kinds[spec["type"]] and value in spec.get("enum", [value])
    return [] if right else [path]


def everything(google: Driver) -> list[tuple[str, dict[str, Any]]]:
    """Return an answer of every method that is played, with the method's id."""
    group = google.post("/v1/contactGroups", {"contactGroup": {"name": "Web leads"}}).json()
    member = {"contactGroupMembership": {"contactGroupResourceName": group["resourceName"]}}
    mask = ",".join(discovery.mask_paths())
    google.fault("row_failed", index=1)
    created = google.create(PERSON | {"memberships": [member]}, PERSON, readMask=mask).json()
    name = created["createdPeople"][0]["person"]["resourceName"]
    listed = google.get("/v1/people/me/connections", personFields=mask, pageSize=1).json()
    headers = google.headers()
    return [
        ("contactGroups.create", group),
        ("people.batchCreateContacts", created),
        ("people.createContact", google.create_one(PERSON, personFields=mask).json()),
        ("people.connections.list", listed),
        ("people.get", google.get(f"/v1/{name}", personFields=mask).json()),
        ("contactGroups.list", google.get("/v1/contactGroups", pageSize=2).json()),
        ("contactGroups.get", google.get(f"/v1/{group['resourceName']}", maxMembers=5).json()),
        (
            "contactGroups.delete",
            google.request("DELETE", f"/v1/{group['resourceName']}", headers=headers).json(),
        ),
    ]


def test_every_answer_has_the_shape_that_google_describes(google: Driver) -> None:
    """Every key known, every type and enum right."""
    answers = everything(google)
    assert {method for method, _ in answers} == OPERATIONS.keys()
    for method, answer in answers:
        assert strangers(answer, {"$ref": discovery.methods()[method].response}) == [], method


@pytest.mark.parametrize(
    ("answer", "places"),
    [
        ({"createdPeople": [{"nope": 1}]}, ["$.createdPeople[0].nope"]),
        ({"createdPeople": [{"httpStatusCode": "200"}]}, ["$.createdPeople[0].httpStatusCode"]),
        ({"createdPeople": [{"person": []}]}, ["$.createdPeople[0].person"]),
    ],
)
def test_a_wrong_shape_would_be_noticed(answer: dict[str, Any], places: list[str]) -> None:
    """The walk through the answers is itself held to account."""
    assert strangers(answer, {"$ref": "BatchCreateContactsResponse"}) == places


def test_an_answer_never_holds_what_it_must_not(google: Driver) -> None:
    """Every played answer but an empty one has content to walk through."""
    assert all(answer for method, answer in everything(google) if method != "contactGroups.delete")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"parent": 1}, 'Invalid JSON payload received. Unknown name "parent": Cannot find field.'),
        (
            {"contacts": [{"contactPerson": {"eMail": []}}]},
            (
                'Invalid JSON payload received. Unknown name "eMail" at '
                "'contacts[0].contact_person': Cannot find field."
            ),
        ),
        (
            {"contacts": [{"contactPerson": []}]},
            (
                "Invalid JSON payload received. Unknown name \"contactPerson\" at 'contacts[0]': "
                "Proto field is not repeating, cannot start list."
            ),
        ),
        (
            {"contacts": [{"contactPerson": {"names": {"givenName": "Ada"}}}]},
            (
                "Invalid value at 'contacts[0].contact_person.names' "
                '(type.googleapis.com/google.people.v1.Name), {"givenName": "Ada"}'
            ),
        ),
        (
            {"contacts": [{"contactPerson": {"nicknames": [{"value": 5}]}}]},
            "Invalid value at 'contacts[0].contact_person.nicknames[0].value' (TYPE_STRING), 5",
        ),
        (
            {"contacts": [{"contactPerson": {"locations": [{"current": 1}]}}]},
            "Invalid value at 'contacts[0].contact_person.locations[0].current' (TYPE_BOOL), 1",
        ),
        (
            {"contacts": [{"contactPerson": {"events": [{"date": {"day": True}}]}}]},
            "Invalid value at 'contacts[0].contact_person.events[0].date.day' (TYPE_INT32), true",
        ),
        ({"sources": ["NOWHERE"]}, "Invalid value at 'sources[0]' (TYPE_ENUM), \"NOWHERE\""),
        ({"sources": "CONTACT"}, "Invalid value at 'sources' (TYPE_STRING), \"CONTACT\""),
        ([], 'Invalid JSON payload received. Unknown name "": Root element must be a message.'),
    ],
)
def test_a_body_that_does_not_fit_is_refused(google: Driver, body: object, text: str) -> None:
    """In Google's words, the field named in snake case."""
    response = google.post("/v1/people:batchCreateContacts", body)
    violation = response.json()["error"]["details"][0]["fieldViolations"][0]
    assert (response.status_code, message(response)) == (400, text)
    assert violation["description"] == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            {"contactPerson": PERSON},
            (
                "Invalid JSON payload received. Unknown name \"contactPerson\" at 'person': "
                "Cannot find field."
            ),
        ),
        (
            {"names": {"givenName": "Ada"}},
            (
                "Invalid value at 'person.names' (type.googleapis.com/google.people.v1.Name), "
                '{"givenName": "Ada"}'
            ),
        ),
    ],
)
def test_a_person_that_does_not_fit_is_refused(
    google: Driver, body: dict[str, Any], text: str
) -> None:
    """A body that is a field of the request is named in the paths."""
    assert message(google.create_one(body)) == text


def test_every_violation_is_reported_at_once(google: Driver) -> None:
    """One line each in the message, one entry each in the details."""
    response = google.post("/v1/people:batchCreateContacts", {"a": 1, "b": 2})
    assert len(message(response).splitlines()) == 2
    assert len(response.json()["error"]["details"][0]["fieldViolations"]) == 2


@pytest.mark.parametrize(
    "raw", [b"{", b"\xff", b'{"readMask": "\\ud800"}', b"[" * 100_000], ids=range(4)
)
def test_what_is_not_json_is_refused(google: Driver, raw: bytes) -> None:
    """400, whatever the bytes are."""
    headers = google.headers()
    response = google.request(
        "POST", "/v1/people:batchCreateContacts", content=raw, headers=headers
    )
    assert message(response) == "Invalid JSON payload received. Expected a value."


def test_output_only_fields_are_dropped() -> None:
    """Google ignores them in requests."""
    person = {"names": [{"displayName": "A", "givenName": "Ada"}], "metadata": {}, "ageRange": "x"}
    read = discovery.read_body(json.dumps(person).encode(), "Person")
    assert read == {"names": [{"givenName": "Ada"}]}


def test_a_null_is_an_absent_field() -> None:
    """As in all JSON of protocol buffers."""
    assert discovery.read_body(b'{"contacts": null}', REQUEST) == {}


def test_names_may_be_written_in_snake_case() -> None:
    """As in all JSON of protocol buffers."""
    assert discovery.read_body(b'{"read_mask": "names"}', REQUEST) == {"readMask": "names"}


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"parent": "x"}, UNBOUND.replace("NAME", "parent")),
        ({"pageSize": "many"}, "Invalid value at 'page_size' (TYPE_INT32), \"many\""),
        ({"sortOrder": "UP"}, "Invalid value at 'sort_order' (TYPE_ENUM), \"UP\""),
        (
            {"requestSyncToken": "maybe"},
            "Invalid value at 'request_sync_token' (TYPE_BOOL), \"maybe\"",
        ),
        ({"peopleId": "x"}, UNBOUND.replace("NAME", "peopleId")),
    ],
)
def test_a_query_that_does_not_fit_is_refused(
    google: Driver, query: dict[str, str], text: str
) -> None:
    """Unknown parameters too."""
    response = google.get("/v1/people/me/connections", personFields="names", **query)
    assert (response.status_code, message(response)) == (400, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"readMask": "names"}, UNBOUND.replace("NAME", "readMask")),
        ({"sources": "CONTACT"}, "Invalid value at 'sources' (TYPE_ENUM), \"CONTACT\""),
    ],
)
def test_each_method_has_parameters_of_its_own(
    google: Driver, query: dict[str, str], text: str
) -> None:
    """What goes into the body of a batch goes into the query here, under other names."""
    response = google.create_one(PERSON, **query)
    assert (response.status_code, message(response)) == (400, text)


def test_parameters_of_every_google_api_are_known(google: Driver) -> None:
    """Google's own clients send alt=json."""
    assert google.get("/v1/contactGroups", alt="json", prettyPrint="false").status_code == 200


def test_masks_name_the_29_readable_fields() -> None:
    """Read from the description, so it is checked that the reading works."""
    assert len(discovery.mask_paths()) == 29
    assert {"names", "clientData", "skills"} <= discovery.mask_paths()
