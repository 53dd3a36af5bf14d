"""The methods on people that the emulator plays: a request message in, an answer out.

Documented  200 contacts a batch; an empty readMask is answered with nothing; createContact answers
            every field when personFields is left out; sizes and orders of lists, which show at
            most 100 e-mail addresses and phone numbers a person
Observed    ``personFields mask is required``; ``status`` is empty for a created contact; a refusal
            of createContact has a text and no details
Inferred    the texts on 0 and on more than 200 contacts; a readMask left out is an empty one; a
            read without the CONTACT source shows no contact fields; of several things wrong with
            a person, createContact names the first
Left out    sync tokens, and every method that is in no table OPERATIONS: answered 501
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from emulator.book import Book, View
from emulator.discovery import mask_paths, read_mask
from emulator.errors import JSON, RPC_CODES, ApiError, invalid_contacts
from emulator.google import Settings
from emulator.paging import read_page
from emulator.person import check, masked

MAX_BATCH = 200
MAX_LISTED = 100
CONTACT = "READ_SOURCE_TYPE_CONTACT"


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that was authenticated and read. ``failed``: rows that a fault makes fail."""

    book: Book
    path: Mapping[str, str]
    query: JSON
    body: JSON
    now: float
    settings: Settings
    failed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Operation:
    """A method: its name in the log and in faults, its name in gRPC, its work, if it writes.

    ``contacts`` finds those that a body asks to create, as ContactToCreate messages.
    """

    name: str
    rpc: str
    work: Callable[[Ask], JSON]
    mutates: bool = False
    contacts: Callable[[JSON], list[JSON]] = lambda _: []


def create(ask: Ask) -> JSON:
    """Create a contact and return it. ApiError 400, 404, 429."""
    mask = read_mask(ask.query.get("personFields", "")) or mask_paths()
    if found := check(ask.body):
        raise ApiError(400, found[0][1])
    [kept] = _keep([ask.body], ask)
    return masked(kept, _fields(mask, ask.query))


def batch_create(ask: Ask) -> JSON:
    """Create up to 200 contacts, all or none. ApiError 400, 404, 429."""
    contacts = _batch(ask.body)
    if not contacts:
        raise ApiError(400, "Request must contain at least one contact.")
    if len(contacts) > MAX_BATCH:
        raise ApiError(400, f"Request must contain at most {MAX_BATCH} contacts.")
    mask = read_mask(ask.body.get("readMask", ""))
    persons = [contact.get("contactPerson", {}) for contact in contacts]
    refused = {row: found for row, person in enumerate(persons) if (found := check(person))}
    if refused:
        raise invalid_contacts(refused)
    good = [person for row, person in enumerate(persons) if row not in ask.failed]
    kept = iter(_keep(good, ask))
    if not mask:
        return {}
    shown = _fields(mask, ask.body)
    answers = [
        _failed_row() if row in ask.failed else _created_row(masked(next(kept), shown))
        for row in range(len(persons))
    ]
    return {"createdPeople": answers[1::2] + answers[::2] if ask.settings.shuffle else answers}


def _batch(body: JSON) -> list[JSON]:
    contacts: list[JSON] = body.get("contacts", [])
    return contacts


def _keep(persons: list[JSON], ask: Ask) -> list[JSON]:
    limit, stale = ask.settings.contact_limit, ask.settings.stale_reads
    return ask.book.create(persons, ask.now, limit=limit, stale=stale)


def _created_row(person: JSON) -> JSON:
    name = person["resourceName"]
    return {"httpStatusCode": 200, "person": person, "requestedResourceName": name, "status": {}}


def _failed_row() -> JSON:
    status = {"code": RPC_CODES[500], "message": "Internal error encountered."}
    return {"httpStatusCode": 500, "status": status}


def _fields(mask: frozenset[str], message: JSON) -> frozenset[str]:
    sources = message.get("sources", [CONTACT])
    return mask if CONTACT in sources else frozenset()


def _person_fields(query: JSON) -> frozenset[str]:
    mask = read_mask(query.get("personFields", ""))
    if not mask:
        docs = "https://developers.google.com/people/api/rest/v1/people/get"
        text = "personFields mask is required. Please specify one or more valid paths."
        raise ApiError(400, f"{text} Valid paths are documented at {docs}.")
    return mask


def get_person(ask: Ask) -> JSON:
    """Return one contact; for ``people/me`` the account's address and nothing else (inferred)."""
    mask = _person_fields(ask.query)
    if ask.path["peopleId"] == "me":
        address = {"value": ask.book.account, "metadata": {"primary": True, "verified": True}}
        me = {"resourceName": "people/me", "etag": "%me", "emailAddresses": [address]}
        return masked(me, mask)
    return masked(ask.book.find(f"people/{ask.path['peopleId']}"), _fields(mask, ask.query))


def list_connections(ask: Ask) -> JSON:
    """Return a page of the account's contacts."""
    if ask.path["peopleId"] != "me":
        raise ApiError(400, "Resource name must be people/me.")
    if ask.query.get("requestSyncToken") or ask.query.get("syncToken"):
        raise ApiError(501, "The emulator has no sync tokens.")
    mask = _person_fields(ask.query)
    page = read_page(ask.query, 100)
    view = View(*page.view) if page.view else ask.book.look()
    if not _fields(mask, ask.query):
        return {}
    sort = ask.query.get("sortOrder", "LAST_MODIFIED_ASCENDING")
    seen = ask.book.visible(view, sort)
    people, following = page.cut(seen, [view.listing, view.newest])
    if not seen:
        return {}
    connections = [masked(person, mask, MAX_LISTED) for person in people]
    total = len(seen)
    return {"connections": connections, "totalPeople": total, "totalItems": total, **following}


OPERATIONS = {  # by the method's id in the discovery document
    "people.batchCreateContacts": Operation(
        "batchCreateContacts",
        "PeopleService.BatchCreateContacts",
        batch_create,
        mutates=True,
        contacts=_batch,
    ),
    "people.connections.list": Operation(
        "connections.list", "PeopleService.ListConnections", list_connections
    ),
    "people.createContact": Operation(
        "createContact",
        "PeopleService.CreateContact",
        create,
        mutates=True,
        contacts=lambda body: [{"contactPerson": body}],
    ),
    "people.get": Operation("people.get", "PeopleService.GetPerson", get_person),
}
