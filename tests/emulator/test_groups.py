"""Labels: found, made once, deleted by their user."""

from typing import Any

import pytest

from .driver import SALES, Driver, message, named

GROUPS = "/v1/contactGroups"


def make(google: Driver, name: str) -> dict[str, Any]:
    """Create a label and return it."""
    group: dict[str, Any] = google.post(GROUPS, {"contactGroup": {"name": name}}).json()
    return group


def labelled(name: str) -> dict[str, Any]:
    """Return a person in one label, and in no other group."""
    return named("Ada")[0] | {
        "memberships": [{"contactGroupMembership": {"contactGroupResourceName": name}}]
    }


def delete(google: Driver, name: str, **query: str) -> int:
    """Delete a label; return the status."""
    path = f"/v1/{name}"
    return google.request("DELETE", path, params=query, headers=google.headers()).status_code


def test_googles_own_groups_come_first(google: Driver) -> None:
    """They can be told from labels by their type."""
    make(google, "Web leads")
    groups = google.get(GROUPS).json()["contactGroups"]
    assert groups[0]["resourceName"] == "contactGroups/myContacts"
    labels = [group["name"] for group in groups if group["groupType"] == "USER_CONTACT_GROUP"]
    assert labels == ["Web leads"]


def test_a_page_of_groups_holds_30(google: Driver) -> None:
    """A caller who does not turn the page misses labels."""
    for number in range(25):
        make(google, f"Label {number}")
    first = google.get(GROUPS).json()
    second = google.get(GROUPS, pageToken=first["nextPageToken"]).json()
    assert [len(page["contactGroups"]) for page in (first, second)] == [30, 3]
    assert first["totalItems"] == 33


@pytest.mark.parametrize("name", ["Web leads", " Web leads ", "myContacts"])
def test_a_name_exists_once(google: Driver, name: str) -> None:
    """409 ALREADY_EXISTS."""
    make(google, "Web leads")
    response = google.post(GROUPS, {"contactGroup": {"name": name}})
    assert response.status_code == 409
    assert response.json()["error"]["status"] == "ALREADY_EXISTS"


def test_two_accounts_may_use_the_same_name(google: Driver) -> None:
    """Names are unique within an account only."""
    make(google, "Web leads")
    response = google.post(GROUPS, {"contactGroup": {"name": "Web leads"}}, "support@example.com")
    assert response.status_code == 200


def test_a_group_needs_a_name(google: Driver) -> None:
    """400 without."""
    assert google.post(GROUPS, {"contactGroup": {}}).status_code == 400


def test_a_group_knows_its_members(google: Driver) -> None:
    """As many as are asked for; none by default."""
    name = make(google, "Web leads")["resourceName"]
    google.create(labelled(name), labelled(name))
    group = google.get(f"/v1/{name}", maxMembers=1).json()
    assert group["memberCount"] == 2
    assert group["memberResourceNames"] == [google.google.book(SALES).people[0]["resourceName"]]
    assert "memberResourceNames" not in google.get(f"/v1/{name}").json()


def test_a_contact_without_memberships_goes_to_my_contacts(google: Driver) -> None:
    """One with a label only does not."""
    name = make(google, "Web leads")["resourceName"]
    google.create(*named("Ada"), labelled(name))
    assert google.get("/v1/contactGroups/myContacts").json()["memberCount"] == 1


def test_group_fields_limit_what_comes_back(google: Driver) -> None:
    """The field formattedName comes with name."""
    name = make(google, "Web leads")["resourceName"]
    group = google.get(f"/v1/{name}", groupFields="name").json()
    assert group.keys() == {"resourceName", "etag", "name", "formattedName"}
    group = google.get(f"/v1/{name}", groupFields="groupType").json()
    assert group.keys() == {"resourceName", "etag", "groupType"}


def test_an_invalid_group_field_is_refused(google: Driver) -> None:
    """400, naming the path."""
    assert '"members"' in message(google.get(GROUPS, groupFields="members"))


def test_a_deleted_label_is_gone(google: Driver) -> None:
    """Creating with its name is then a 404."""
    name = make(google, "Web leads")["resourceName"]
    assert delete(google, name) == 200
    assert google.get(f"/v1/{name}").status_code == 404
    assert google.create(labelled(name)).status_code == 404


def test_contacts_outlive_their_label(google: Driver) -> None:
    """Each stays in at least one group."""
    name = make(google, "Web leads")["resourceName"]
    google.create(labelled(name))
    delete(google, name)
    assert google.get("/v1/contactGroups/myContacts").json()["memberCount"] == 1


def test_contacts_can_go_with_their_label(google: Driver) -> None:
    """Others stay."""
    name = make(google, "Web leads")["resourceName"]
    google.create(labelled(name), *named("Grace"))
    delete(google, name, deleteContacts="true")
    assert google.names() == ["Grace"]


def test_googles_own_groups_cannot_be_deleted(google: Driver) -> None:
    """400; and 404 for what never was."""
    statuses = [delete(google, f"contactGroups/{name}") for name in ("starred", "gone")]
    assert statuses == [400, 404]


def test_groups_have_no_sync_tokens_either(google: Driver) -> None:
    """What the emulator cannot do it says."""
    assert google.get(GROUPS, syncToken="x").status_code == 501
