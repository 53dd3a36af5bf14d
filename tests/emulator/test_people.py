"""Contacts: what is created, what is refused, what is read back."""

from typing import Any

import pytest

from .driver import SALES, Driver, message, named

LIST = "/v1/people/me/connections"


def test_contacts_are_created_in_order(google: Driver) -> None:
    """A row of createdPeople says who was created, with a status that is empty for success."""
    rows = google.create(*named("Ada", "Grace")).json()["createdPeople"]
    assert [row["person"]["names"][0]["displayName"] for row in rows] == ["Ada", "Grace"]
    assert [(row["httpStatusCode"], row["status"]) for row in rows] == [(200, {})] * 2
    assert rows[0]["requestedResourceName"] == rows[0]["person"]["resourceName"]


def test_the_order_of_created_people_can_be_mixed(google: Driver) -> None:
    """Nothing documents the order, so a caller must not lean on it."""
    google.google.settings.shuffle = True
    rows = google.create(*named("A", "B", "C")).json()["createdPeople"]
    assert [row["person"]["names"][0]["givenName"] for row in rows] == ["B", "A", "C"]


def test_resource_names_are_the_source_id_in_decimal(google: Driver) -> None:
    """As with Google: people/c and the decimal of the hexadecimal id."""
    google.create(*named("Ada"))
    person = google.google.book(SALES).people[0]
    source = person["metadata"]["sources"][0]
    assert person["resourceName"] == f"people/c{int(source['id'], 16)}"


def test_the_read_mask_limits_what_comes_back(google: Driver) -> None:
    """Besides resourceName and etag only the named fields are answered."""
    person = {"names": [{"givenName": "Ada"}], "emailAddresses": [{"value": "ada@example.com"}]}
    row = google.create(person, readMask="emailAddresses,metadata").json()["createdPeople"][0]
    assert row["person"].keys() == {"resourceName", "etag", "emailAddresses", "metadata"}


@pytest.mark.parametrize("mask", ["", None], ids=["empty", "left out"])
def test_without_a_read_mask_nothing_comes_back(google: Driver, mask: str | None) -> None:
    """The contact is created and the answer is empty."""
    assert google.create(*named("Ada"), readMask=mask).json() == {}
    assert google.names() == ["Ada"]


def test_without_the_contact_source_no_field_comes_back(google: Driver) -> None:
    """Profiles hold nothing of a contact."""
    sources = ["READ_SOURCE_TYPE_PROFILE"]
    row = google.create(*named("Ada"), sources=sources).json()["createdPeople"][0]
    assert row["person"].keys() == {"resourceName", "etag"}
    assert google.get(LIST, personFields="names", sources=sources).json() == {}


def test_a_duplicate_is_created_again(google: Driver) -> None:
    """The API knows no uniqueness and no idempotency key."""
    google.create(*named("Ada", "Ada"))
    google.create(*named("Ada"))
    assert google.names() == ["Ada"] * 3


@pytest.mark.parametrize("count", [0, 201])
def test_a_batch_holds_1_to_200(google: Driver, count: int) -> None:
    """Anything else is refused as a whole."""
    response = google.create(*named(*["Ada"] * count))
    assert (response.status_code, google.names()) == (400, [])


def test_a_full_batch_is_created(google: Driver) -> None:
    """200 is the documented maximum."""
    assert len(google.create(*named(*["Ada"] * 200)).json()["createdPeople"]) == 200


@pytest.mark.parametrize("path", ["etag", "names.givenName", "fileAses", "nope"])
def test_an_invalid_mask_path_is_refused(google: Driver, path: str) -> None:
    """In Google's words, and nothing is created."""
    response = google.create(*named("Ada"), readMask=f"names,{path}")
    assert message(response).startswith(f'Invalid personFields mask path: "{path}". Valid paths')
    assert google.names() == []


def test_a_bad_contact_fails_the_whole_batch(google: Driver) -> None:
    """The indexes of the bad ones are named, and none of the good ones is created."""
    response = google.create(*named("Ada"), {}, *named("Grace"))
    detail = response.json()["error"]["details"][0]
    assert response.status_code == 400
    assert detail["@type"].endswith("google.people.v1.BatchCreateContactsErrorDetails")
    assert detail["contactErrors"].keys() == {"1"}
    assert detail["contactErrors"]["1"]["message"] == "Request must contain a person."
    assert google.names() == []


def test_an_unknown_label_fails_the_whole_batch(google: Driver) -> None:
    """404, with no word on which contact or label."""
    gone = {"contactGroupMembership": {"contactGroupResourceName": "contactGroups/gone"}}
    response = google.create(*named("Ada"), {**named("Grace")[0], "memberships": [gone]})
    assert response.status_code == 404
    assert message(response) == "Requested entity was not found."
    assert google.names() == []


def test_a_full_account_takes_no_more(google: Driver) -> None:
    """429 with the word that users match, and nothing of the batch is created."""
    google.google.settings.contact_limit = 2
    google.create(*named("Ada"))
    response = google.create(*named("Grace", "Katherine"))
    assert response.status_code == 429
    assert message(response) == "MY_CONTACTS_OVERFLOW_COUNT"
    assert google.names() == ["Ada"]


def test_an_account_holds_25000_contacts(google: Driver) -> None:
    """The documented limit is the default."""
    assert google.google.settings.contact_limit == 25_000


def test_contacts_of_one_account_are_not_seen_by_another(google: Driver) -> None:
    """Every user has a book of their own."""
    google.create(*named("Ada"), account="support@example.com")
    assert google.names() == []


def test_an_empty_book_lists_as_an_empty_object(google: Driver) -> None:
    """There is no empty list in the answer."""
    assert google.get(LIST, personFields="names").json() == {}


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("LAST_MODIFIED_ASCENDING", ["Cleo", "ada", "Bea"]),
        ("LAST_MODIFIED_DESCENDING", ["Bea", "ada", "Cleo"]),
        ("FIRST_NAME_ASCENDING", ["ada", "Bea", "Cleo"]),
        ("LAST_NAME_ASCENDING", ["Bea", "Cleo", "ada"]),
    ],
)
def test_lists_are_sorted(google: Driver, order: str, names: list[str]) -> None:
    """Names sort whatever their case, those without one come last."""
    family = {"Cleo": "Young", "Bea": "Abel"}
    for name in ("Cleo", "ada", "Bea"):
        google.create({"names": [{"givenName": name, "familyName": family.get(name, "")}]})
    assert google.names(sortOrder=order) == names


def test_the_oldest_come_first_by_default(google: Driver) -> None:
    """LAST_MODIFIED_ASCENDING is the documented default."""
    google.create(*named("Ada", "Bea"))
    assert google.names() == ["Ada", "Bea"]


def test_pages_join_to_the_whole_list(google: Driver) -> None:
    """What is created between two pages is not in the listing."""
    google.create(*named("A", "B", "C"))
    query: dict[str, Any] = {"personFields": "names", "pageSize": 2}
    query["sortOrder"] = "LAST_MODIFIED_DESCENDING"
    first = google.get(LIST, **query).json()
    google.create(*named("D"))
    last = google.get(LIST, **query, pageToken=first["nextPageToken"]).json()
    names = [
        person["names"][0]["givenName"] for page in (first, last) for person in page["connections"]
    ]
    assert names == ["C", "B", "A"]
    assert "nextPageToken" not in last
    assert first["totalItems"] == first["totalPeople"] == 3


def test_a_page_holds_100_by_default(google: Driver) -> None:
    """So does pageSize=0."""
    google.create(*named(*["Ada"] * 101))
    assert [len(google.names()), len(google.names(pageSize=0))] == [100, 100]
    assert len(google.names(pageSize=1000)) == 101


@pytest.mark.parametrize("size", [-1, 1001])
def test_a_page_size_out_of_range_is_refused(google: Driver, size: int) -> None:
    """1 to 1000 are documented."""
    assert google.get(LIST, personFields="names", pageSize=size).status_code == 400


def test_a_page_token_belongs_to_its_parameters(google: Driver) -> None:
    """With a token, all other parameters must be as they were."""
    google.create(*named("A", "B"))
    token = google.get(LIST, personFields="names", pageSize=1).json()["nextPageToken"]
    other = google.get(LIST, personFields="metadata", pageSize=1, pageToken=token)
    assert other.status_code == 400


def test_an_invented_page_token_is_refused(google: Driver) -> None:
    """Tokens come from Google."""
    response = google.get(LIST, personFields="names", pageToken="AAAA")
    assert message(response) == "Invalid page token."


@pytest.mark.parametrize("path", [LIST, "/v1/people/me"])
def test_person_fields_are_required(google: Driver, path: str) -> None:
    """In Google's words."""
    assert message(google.get(path)).startswith("personFields mask is required.")


@pytest.mark.parametrize("query", [{"requestSyncToken": "true"}, {"syncToken": "x"}])
def test_sync_tokens_are_not_played(google: Driver, query: dict[str, str]) -> None:
    """What the emulator cannot do it says."""
    assert google.get(LIST, personFields="names", **query).status_code == 501


def test_only_ones_own_connections_can_be_listed(google: Driver) -> None:
    """Only people/me is valid."""
    assert google.get("/v1/people/c1/connections", personFields="names").status_code == 400


def test_lists_cut_addresses_and_numbers_at_100(google: Driver) -> None:
    """people.get shows them all."""
    mails = [{"value": f"{number}@example.com"} for number in range(101)]
    google.create({"emailAddresses": mails})
    listed = google.get(LIST, personFields="emailAddresses").json()["connections"][0]
    alone = google.get(f"/v1/{listed['resourceName']}", personFields="emailAddresses").json()
    assert (len(listed["emailAddresses"]), len(alone["emailAddresses"])) == (100, 101)


def test_lists_can_lag_behind(google: Driver) -> None:
    """A new contact is missed by the next lists, but found by its name at once."""
    google.create(*named("Ada"))
    google.google.settings.stale_reads = 2
    row = google.create(*named("Bea")).json()["createdPeople"][0]
    assert [google.names() for _ in range(3)] == [["Ada"], ["Ada"], ["Ada", "Bea"]]
    assert (
        google.get(f"/v1/{row['person']['resourceName']}", personFields="names").status_code == 200
    )


def test_an_unknown_person_is_not_found(google: Driver) -> None:
    """404."""
    assert google.get("/v1/people/c1", personFields="names").status_code == 404


def test_people_me_says_whose_token_it_is(google: Driver) -> None:
    """The address of the account, and no contact."""
    me = google.get("/v1/people/me", personFields="emailAddresses").json()
    assert me["emailAddresses"][0]["value"] == SALES
