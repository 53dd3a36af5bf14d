"""Labels: contact groups by name, listed once, created when missing.

"A contact must always have at least one contact group membership": one that lacks myContacts is
stored but not shown, so it is always added. A label that its owner deletes leaves a resource name
that Google answers with 404; ``forget`` then makes the next contact read the list again.

Source: contactGroups.list and .create, discovery document people v1.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from adapter.errors import NotConfigured, PeopleBusy
from adapter.people.answers import Verdict, judge
from adapter.people.wire import Answered, Call, Flow, RenewToken, Reply, objects, put

MY_CONTACTS = "contactGroups/myContacts"
ADDABLE = ("contactGroups/starred", MY_CONTACTS)  # the only system groups that may be set
PAGE = 1000  # contactGroups.list: "a maximum of 1000"
MAX_PAGES = 50  # far more labels than anybody has; a listing without end shall end


class Labels:
    """The groups of one account, as far as they are known. Names are compared without case."""

    def __init__(self) -> None:
        self._groups: dict[str, str] | None = None

    def forget(self) -> None:
        """Take nothing for granted: read the list again before the next contact."""
        self._groups = None

    def resolve(self, names: Iterable[str]) -> Flow[dict[str, str]]:
        """Return the resource name of each label, creating what is missing.

        A label that Google refuses is left out. Raises ``PeopleBusy`` or ``NotConfigured``: a
        contact without its labels is not written.
        """
        wanted = set(names)
        if not wanted:
            return {}
        if self._groups is None:
            self._groups = yield from _list()
        for name in sorted(wanted):
            if name.casefold() not in self._groups:
                yield from self._create(name)
        groups = self._groups
        known = {name: groups.get(name.casefold()) for name in wanted}
        return {name: group for name, group in known.items() if group}

    def _create(self, name: str) -> Flow[None]:
        body = {"contactGroup": {"name": name}, "readGroupFields": "name"}
        reply = yield from ask(
            Call("people.contactGroups.create", "POST", "/v1/contactGroups", json=body)
        )
        assert self._groups is not None  # noqa: S101 - resolve() has just filled it
        if isinstance(reply, Reply) and reply.status == 409:  # noqa: PLR2004 - somebody was faster
            self._groups = yield from _list()
        elif group := _resource_name(reply):
            self._groups[name.casefold()] = group
        elif judge(reply).verdict is not Verdict.HALVE:  # a 400: Google refuses the name
            self.forget()
            raise refusal(reply)


def memberships(groups: Iterable[str]) -> list[dict[str, dict[str, str]]]:
    """Return ``Person.memberships`` for resource names, myContacts first, each once."""
    return [
        {"contactGroupMembership": {"contactGroupResourceName": group}}
        for group in dict.fromkeys((MY_CONTACTS, *groups))
    ]


def ask(call: Call) -> Flow[Answered]:
    """Make a call, with one new token if the first is refused."""
    answered = yield from put(call)
    if judge(answered).verdict is Verdict.RENEW_TOKEN:
        yield RenewToken()
        answered = yield from put(call)
    return answered


def refusal(answered: Answered) -> PeopleBusy | NotConfigured:
    """Return the error for an answer that was no success, to a call that creates no contact."""
    judgement = judge(answered)
    if judgement.verdict in (Verdict.STOP, Verdict.RENEW_TOKEN):
        advice = judgement.advice or "Google refuses the access token."
        return NotConfigured(advice, retry_after_s=max(judgement.pause_s, 60))
    return PeopleBusy(
        judgement.advice or "Google cannot take contacts now; nothing was created.",
        retry_after_s=max(judgement.pause_s, 2),
        lasting=bool(judgement.advice),
    )


def _list() -> Flow[dict[str, str]]:
    groups: dict[str, str] = {}
    query = {"pageSize": str(PAGE), "groupFields": "name,groupType"}
    for _ in range(MAX_PAGES):
        call = Call("people.contactGroups.list", "GET", "/v1/contactGroups", query)
        reply = yield from ask(call)
        body = _succeeded(reply)
        if body is None:
            raise refusal(reply)
        groups.update(_named(body))
        if not (token := body.get("nextPageToken")):
            break
        query = {**query, "pageToken": str(token)}
    return groups


def _succeeded(answered: Answered) -> dict[str, Any] | None:
    """Return the body of a success, ``None`` for anything else."""
    if not isinstance(answered, Reply) or answered.status != 200:  # noqa: PLR2004
        return None
    return answered.body if isinstance(answered.body, dict) else None


def _resource_name(answered: Answered) -> str:
    name = (_succeeded(answered) or {}).get("resourceName")
    return name if isinstance(name, str) else ""


def _named(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for group in objects(body.get("contactGroups")):
        name, resource_name = group.get("name"), group.get("resourceName")
        if not (isinstance(name, str) and isinstance(resource_name, str)):
            continue
        if group.get("groupType") == "USER_CONTACT_GROUP" or resource_name in ADDABLE:
            yield name.casefold(), resource_name
