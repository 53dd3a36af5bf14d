"""Labels: contact groups by name, listed once, created when missing.

"A contact must always have at least one contact group membership": one that lacks myContacts is
stored but not shown, so it is always added. A label that its owner deletes leaves a resource name
that Google answers with 404; ``forget`` then makes the next contact read the list again.

Source: contactGroups.list and .create, discovery document people v1.
"""

from collections.abc import Iterable, Iterator

from adapter.errors import NotConfigured, PeopleBusy
from adapter.people.answers import Verdict, judge
from adapter.people.wire import Answered, Call, Flow, RenewToken, Reply

MY_CONTACTS = "contactGroups/myContacts"
ADDABLE = ("contactGroups/starred", MY_CONTACTS)  # the only system groups that may be set
PAGE = 1000  # contactGroups.list: "a maximum of 1000"


class Labels:
    """The groups of one account, as far as they are known. Names are compared without case."""

    def __init__(self) -> None:
        self._groups: dict[str, str] | None = None

    def forget(self) -> None:
        """Take nothing for granted: read the list again before the next contact."""
        self._groups = None

    def resolve(self, names: Iterable[str]) -> Flow[dict[str, str]]:
        """Return the resource name of each label, creating what is missing.

        Raises ``PeopleBusy`` or ``NotConfigured``: a contact without its labels is not written.
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
        return {name: groups[name.casefold()] for name in wanted}

    def _create(self, name: str) -> Flow[None]:
        body = {"contactGroup": {"name": name}, "readGroupFields": "name"}
        reply = yield from ask(
            Call("people.contactGroups.create", "POST", "/v1/contactGroups", json=body)
        )
        assert self._groups is not None  # noqa: S101 - resolve() has just filled it
        if isinstance(reply, Reply) and reply.status == 200:  # noqa: PLR2004
            self._groups[name.casefold()] = reply.body["resourceName"]
            return
        if isinstance(reply, Reply) and reply.status == 409:  # noqa: PLR2004 - somebody was faster
            self._groups = yield from _list()
            if name.casefold() in self._groups:
                return
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
    answered = yield call
    if judge(answered).verdict is Verdict.RENEW_TOKEN:
        yield RenewToken()
        answered = yield call
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
    )


def _list() -> Flow[dict[str, str]]:
    groups: dict[str, str] = {}
    query = {"pageSize": str(PAGE), "groupFields": "name,groupType"}
    while True:
        call = Call("people.contactGroups.list", "GET", "/v1/contactGroups", query)
        reply = yield from ask(call)
        if not isinstance(reply, Reply) or reply.status != 200:  # noqa: PLR2004
            raise refusal(reply)
        groups.update(_named(reply.body))
        if not (token := reply.body.get("nextPageToken")):
            return groups
        query = {**query, "pageToken": token}


def _named(body: dict[str, object]) -> Iterator[tuple[str, str]]:
    listed = body.get("contactGroups")
    for group in listed if isinstance(listed, list) else ():
        resource_name = group["resourceName"]
        if group.get("groupType") == "USER_CONTACT_GROUP" or resource_name in ADDABLE:
            yield group.get("name", "").casefold(), resource_name
