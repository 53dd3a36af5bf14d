"""The methods on contact groups ("labels" to their users) that the emulator plays.

Documented  pages of 30; the default masks; names are unique (409); lists leave members out
Observed    ``formattedName`` comes with ``name``; a count of 0 is left out, as proto3 JSON does
Inferred    which system groups there are today; the texts of the refusals
"""

from emulator.book import Book, Group
from emulator.errors import JSON, ApiError, not_found
from emulator.paging import read_page
from emulator.people import Ask, Operation
from emulator.person import SYSTEM_GROUPS

FIELDS = "metadata,groupType,memberCount,name"
MASK_PATHS = {"clientData", "groupType", "memberCount", "metadata", "name"}


def list_groups(ask: Ask) -> JSON:
    """Return a page of the account's labels, Google's own first."""
    mask = _mask(ask.query, "groupFields", FIELDS)
    if ask.query.get("syncToken"):
        raise ApiError(501, "The emulator has no sync tokens.")
    groups = [_system_group(ask.book, name) for name in SYSTEM_GROUPS]
    groups += [_user_group(ask.book, group) for group in ask.book.groups.values()]
    shown, following = read_page(ask.query, 30).cut(groups, [])
    return {
        "contactGroups": [_masked(group, mask) for group in shown],
        "totalItems": len(groups),
        **following,
    }


def get_group(ask: Ask) -> JSON:
    """Return one label, with up to ``maxMembers`` of its members."""
    mask = _mask(ask.query, "groupFields", FIELDS)
    name = f"contactGroups/{ask.path['contactGroupsId']}"
    if ask.path["contactGroupsId"] in SYSTEM_GROUPS:
        group = _system_group(ask.book, ask.path["contactGroupsId"])
    elif name in ask.book.groups:
        group = _user_group(ask.book, ask.book.groups[name])
    else:
        raise not_found()
    members = [person["resourceName"] for person in ask.book.members(name)]
    shown = members[: max(0, ask.query.get("maxMembers", 0))]
    return _masked(group, mask) | ({"memberResourceNames": shown} if shown else {})


def create_group(ask: Ask) -> JSON:
    """Create a label. ApiError 400, 409."""
    mask = _mask(ask.body, "readGroupFields", "metadata,groupType,name")
    group = ask.book.create_group(ask.body.get("contactGroup", {}).get("name", ""), ask.now)
    return _masked(_user_group(ask.book, group), mask)


def delete_group(ask: Ask) -> JSON:
    """Delete a label of the user. ApiError 400, 404."""
    name = f"contactGroups/{ask.path['contactGroupsId']}"
    ask.book.delete_group(name, with_contacts=bool(ask.query.get("deleteContacts")))
    return {}


def _mask(message: JSON, parameter: str, default: str) -> set[str]:
    mask = {path.strip() for path in (message.get(parameter) or default).split(",")}
    for path in sorted(mask - MASK_PATHS):
        raise ApiError(400, f'Invalid {parameter} mask path: "{path}".')
    return mask


def _system_group(book: Book, name: str) -> JSON:
    return {
        "resourceName": f"contactGroups/{name}",
        "groupType": "SYSTEM_CONTACT_GROUP",
        "name": name,
        "formattedName": SYSTEM_GROUPS[name],
        "memberCount": len(book.members(f"contactGroups/{name}")),
    }


def _user_group(book: Book, group: Group) -> JSON:
    return {
        "resourceName": group.resource_name,
        "etag": f"%{group.resource_name[-8:]}",
        "metadata": {"updateTime": group.updated},
        "groupType": "USER_CONTACT_GROUP",
        "name": group.name,
        "formattedName": group.name,
        "memberCount": len(book.members(group.resource_name)),
    }


def _masked(group: JSON, mask: set[str]) -> JSON:
    shown = mask | {"resourceName", "etag"} | ({"formattedName"} if "name" in mask else set())
    return {name: value for name, value in group.items() if name in shown and value != 0}


OPERATIONS = {  # by the method's id in the discovery document
    "contactGroups.list": Operation(
        "contactGroups.list", "ContactGroupsService.ListContactGroups", list_groups
    ),
    "contactGroups.get": Operation(
        "contactGroups.get", "ContactGroupsService.GetContactGroup", get_group
    ),
    "contactGroups.create": Operation(
        "contactGroups.create",
        "ContactGroupsService.CreateContactGroup",
        create_group,
        mutates=True,
    ),
    "contactGroups.delete": Operation(
        "contactGroups.delete",
        "ContactGroupsService.DeleteContactGroup",
        delete_group,
        mutates=True,
    ),
}
