"""Creating a batch: what is asked of Google, and what becomes of every contact."""

from typing import Any

import pytest

from adapter.errors import BadAccessToken, PeopleBusy
from adapter.model import Contact, FieldError, Outcome, Status
from adapter.people.flow import create
from adapter.people.labels import Labels
from adapter.people.wire import Call, Lost, NotSent, Reply

from . import recorded as google
from .play import Play, Played, contact, contacts, fates, play, told
from .recorded import created, group, groups, response

LEADS = groups(group("Web leads", "leads"))
GOOD = ["created"]


def write(given: list[Contact], *answers: Played, **more: Any) -> Play[Any]:
    """Play the creation of contacts in an account of which nothing is known yet."""
    return play(create(given, Labels()), *answers, **more)


def sent(given: list[Contact], *before: Played) -> Any:
    """Return the body of the create call for contacts."""
    return write(given, *before, created).requests[-1].json


def memberships(body: Any) -> list[str]:
    """Return the groups of the first contact in a request."""
    return [
        membership["contactGroupMembership"]["contactGroupResourceName"]
        for membership in body["contacts"][0]["contactPerson"]["memberships"]
    ]


def member(name: str) -> dict[str, Any]:
    """Return a membership as a sender writes it."""
    return {"contactGroupMembership": {"contactGroupResourceName": f"contactGroups/{name}"}}


class TestWhatIsSent:
    """One call, and what every contact in it carries."""

    def test_a_batch_is_one_call(self) -> None:
        """As many as Google takes go at once, to the documented method and path."""
        played = write(contacts(200), created)
        [call] = played.requests
        assert (call.method, call.path) == ("POST", "/v1/people:batchCreateContacts")
        assert fates(played.result) == GOOD * 200

    def test_nobody_is_no_call(self) -> None:
        """Nothing is asked for an empty batch."""
        assert write([]).steps == []

    def test_the_stamp_stands_beside_the_senders_own_client_data(self) -> None:
        """Keys may repeat, so what was there stays."""
        own = {"key": "crm", "value": "7"}
        body = sent([contact("stamp-1", clientData=[own])])
        client_data = body["contacts"][0]["contactPerson"]["clientData"]
        assert client_data == [own, {"key": "contacts-adapter", "value": "stamp-1"}]

    def test_the_contact_itself_is_not_changed(self) -> None:
        """What is sent is a copy: the same contact may be sent again."""
        given = contact(clientData=[{"key": "crm", "value": "7"}])
        sent([given])
        assert given.person["clientData"] == [{"key": "crm", "value": "7"}]
        assert "memberships" not in given.person

    def test_everybody_is_in_my_contacts(self) -> None:
        """Without it, a contact is stored and not shown."""
        assert memberships(sent(contacts(1))) == ["contactGroups/myContacts"]

    def test_labels_come_after_my_contacts_and_own_memberships(self) -> None:
        """All are kept."""
        given = contact("s0", "Web leads", memberships=[member("own")])
        assert memberships(sent([given], LEADS)) == [
            "contactGroups/myContacts",
            "contactGroups/own",
            "contactGroups/leads",
        ]

    def test_no_membership_is_sent_twice(self) -> None:
        """A sender may name myContacts or the route's label itself."""
        own = [member("leads"), member("myContacts")]
        given = contact("s0", "Web leads", memberships=own)
        assert memberships(sent([given], LEADS)) == [
            "contactGroups/myContacts",
            "contactGroups/leads",
        ]

    def test_each_contact_gets_its_own_labels(self) -> None:
        """Routes of one account share its batches, not their labels."""
        listed = groups(group("Web leads", "leads"), group("Fair", "fair"))
        body = sent([contact("s0", "Fair"), contact("s1", "Web leads")], listed)
        assert memberships(body) == ["contactGroups/myContacts", "contactGroups/fair"]

    def test_what_is_needed_to_match_is_always_read_back(self) -> None:
        """The read mask is the union of all rows', with metadata and clientData."""
        names = Contact("s0", {}, read_mask=frozenset({"names"}))
        photos = Contact("s1", {}, read_mask=frozenset({"photos", "metadata"}))
        assert sent([names, photos])["readMask"] == "clientData,metadata,names,photos"
        assert sent(contacts(1))["readMask"] == "clientData,metadata"

    def test_profiles_are_not_mixed_in(self) -> None:
        """Google would add what it knows of the person from elsewhere."""
        assert sent(contacts(1))["sources"] == ["READ_SOURCE_TYPE_CONTACT"]


class TestWhoIsWho:
    """Which line of the answer is whose."""

    def test_every_row_learns_its_name(self) -> None:
        """And has the person that Google returned, if it asked for any of it."""
        asked = Contact("s0", {"names": [{}]}, read_mask=frozenset({"names"}))
        first, second = write([asked, contact("s1")], created).result
        assert first == Outcome(Status.CREATED, "people/cs0", person=response("s0")["person"])
        assert second == Outcome(Status.CREATED, "people/cs1")

    def test_a_shuffled_answer_is_matched_by_stamp(self) -> None:
        """No document promises the order."""
        shuffled = Reply(200, {"createdPeople": [response(f"s{n}") for n in (2, 0, 1)]})
        ends = write(contacts(3), shuffled).result
        assert [end.resource_name for end in ends] == ["people/cs0", "people/cs1", "people/cs2"]

    def test_without_stamps_the_position_counts(self) -> None:
        """Every client that was found relies on it."""
        bare = Reply(200, {"createdPeople": [response(f"s{n}", stamped=False) for n in range(2)]})
        ends = write(contacts(2), bare).result
        assert [end.resource_name for end in ends] == ["people/cs0", "people/cs1"]

    def test_who_is_not_in_the_answer_is_unknown(self) -> None:
        """Perhaps created: not sent again."""
        partial = Reply(200, {"createdPeople": [response("s1")]})
        assert fates(write(contacts(2), partial).result) == ["people_unknown", "created"]

    def test_a_row_that_failed_alone_says_so(self) -> None:
        """A 200 may hold rows with a bad status."""
        failed = {"status": {"code": 3, "message": "Invalid argument."}}
        answer = Reply(200, {"createdPeople": [response("s0"), failed]})
        assert fates(write(contacts(2), answer).result) == ["created", "failed"]


class TestBadRows:
    """One bad contact never sinks the others."""

    def test_the_named_rows_are_left_out_and_the_rest_sent_at_once(self) -> None:
        """Google says which rows made it reject the batch."""
        refused = google.rows_refused(1, 3, path="contacts[1].contact_person.names[0].given_name")
        played = write(contacts(5), refused, created)
        assert played.batches[1:] == [["s0", "s2", "s4"]]
        assert fates(played.result) == ["created", "invalid", "created", "invalid", "created"]

    def test_a_refused_row_names_its_field(self) -> None:
        """As we name fields, and in our words."""
        refused = google.rows_refused(0, path="contacts[0].contact_person.email_addresses[1].value")
        [end] = write(contacts(1), refused).result
        field = FieldError("emailAddresses[1].value", "refused", "Google refused this field.")
        assert end.errors == (field,)

    def test_rows_are_dropped_again_until_the_rest_is_good(self) -> None:
        """The indexes of the second answer count in the second request."""
        once = google.rows_refused(0)
        played = write(contacts(4), once, once, created)
        assert played.batches == [["s0", "s1", "s2", "s3"], ["s1", "s2", "s3"], ["s2", "s3"]]
        assert fates(played.result) == ["failed", "failed", "created", "created"]

    @pytest.mark.parametrize("nonsense", ["-1", "2", "x", "", "1.0", "²", "9" * 5000, "-0"])
    def test_an_index_that_is_none_leads_to_halving(self, nonsense: str) -> None:
        """What names no row of the request says only that something is bad."""
        played = write(contacts(2), google.rows_refused(nonsense), created, created)
        assert played.batches[1:] == [["s0"], ["s1"]]

    def test_a_bad_row_that_is_not_named_is_found_by_halving(self) -> None:
        """Everybody else is created, and the bad one ends alone."""

        def bad_is_s5(call: Call) -> Reply:
            return google.OPAQUE if "s5" in google.stamps(call) else created(call)

        played = write(contacts(8), *[bad_is_s5] * 7)
        assert fates(played.result) == [*GOOD * 5, "failed", *GOOD * 2]
        assert [len(batch) for batch in played.batches] == [8, 4, 4, 2, 1, 1, 2]

    def test_the_reason_of_a_single_refused_row_is_read(self) -> None:
        """Some messages name the field in words."""
        [end] = write(contacts(1), google.TWO_NAMES).result
        assert end == Outcome(
            Status.INVALID, errors=(FieldError("names", "refused", "Google refused this field."),)
        )

    def test_a_body_that_is_too_long_is_halved(self) -> None:
        """A 413 created nothing."""
        played = write(contacts(2), google.TOO_LARGE, created, created)
        assert fates(played.result) == GOOD * 2

    def test_a_single_row_that_is_too_long_fails(self) -> None:
        """There is nothing left to halve."""
        assert fates(write(contacts(1), google.TOO_LARGE).result) == ["failed"]


class TestTokens:
    """A 401 created nothing."""

    def test_a_refused_token_is_renewed_and_the_same_call_made_again(self) -> None:
        """Once."""
        played = write(contacts(2), google.UNAUTHENTICATED, created)
        assert played.calls == ["batchCreateContacts", "renew", "batchCreateContacts"]
        assert played.steps[0] == played.steps[2]
        assert fates(played.result) == GOOD * 2

    def test_a_second_refusal_is_the_operators_business(self) -> None:
        """A token that is refused when it is fresh will be refused for ever."""
        played = write(contacts(1), google.UNAUTHENTICATED, google.UNAUTHENTICATED)
        assert fates(played.result) == ["not_configured"]

    def test_a_callers_token_has_no_successor(self) -> None:
        """Its owner is told that Google refuses it."""
        refused = BadAccessToken("refused")
        played = write(contacts(2), google.UNAUTHENTICATED, renewal=refused)
        assert played.result == [refused, refused]

    def test_without_a_token_nothing_is_sent(self) -> None:
        """Every row ends with the reason."""
        busy = PeopleBusy("no token", retry_after_s=30)
        assert write(contacts(2), busy).result == [busy, busy]


class TestLabelsThatWent:
    """A 404 created nothing: a group is gone."""

    def test_labels_are_read_again(self) -> None:
        """A label that its owner deleted is made anew."""
        labels = Labels()
        play(create([contact("s0", "Web leads")], labels), LEADS, created)
        made = Reply(200, {"resourceName": "contactGroups/new", "name": "Web leads"})
        played = play(
            create([contact("s1", "Web leads")], labels), google.NOT_FOUND, groups(), made, created
        )
        assert played.calls == [
            "batchCreateContacts",
            "contactGroups.list",
            "contactGroups.create",
            "batchCreateContacts",
        ]
        assert memberships(played.requests[-1].json)[1] == "contactGroups/new"
        assert fates(played.result) == GOOD

    def test_a_second_404_refuses_the_row_with_the_bad_membership(self) -> None:
        """Its sender named a group that does not exist; the others are created."""

        def s1_names_no_group(call: Call) -> Reply:
            return google.NOT_FOUND if "s1" in google.stamps(call) else created(call)

        played = write(contacts(3), *[s1_names_no_group] * 6)
        assert fates(played.result) == ["created", "failed", "created"]
        assert [len(batch) for batch in played.batches] == [3, 3, 1, 2, 1, 1]

    def test_a_label_that_google_refuses_stops_only_its_own_rows(self) -> None:
        """The account's other routes go on."""
        given = [contact("s0", "Web leads"), contact("s1", "Bad"), contact("s2")]
        played = write(given, LEADS, google.OPAQUE, created)
        assert played.batches == [["s0", "s2"]]
        assert fates(played.result) == ["created", "not_configured", "created"]

    def test_where_every_label_is_refused_nothing_is_sent(self) -> None:
        """A contact without its labels is not written."""
        played = write([contact("s0", "Bad")], LEADS, google.OPAQUE)
        assert played.batches == []
        assert fates(played.result) == ["not_configured"]

    def test_labels_that_cannot_be_read_stop_the_batch(self) -> None:
        """Nothing was created, so it may be tried again."""
        assert fates(write([contact("s0", "Web leads")], Lost()).result) == ["people_busy"]


class TestLater:
    """Refusals that pass: nothing was created."""

    @pytest.mark.parametrize(
        ("answer", "rest_s"),
        [
            (google.MINUTE_QUOTA, 60),
            (google.FBS_QUOTA, 300),
            (google.OVERFLOW, 3600),
            (google.OVERFLOW_REASON, 3600),
            (google.OLD_RATE_LIMIT, 60),
            (google.CONFLICT, 2),
            (NotSent(), 2),
        ],
    )
    def test_a_refusal_that_passes_says_how_long(self, answer: Any, rest_s: float) -> None:
        """A minute's quota is waited out; a full account is left alone for an hour."""
        [end] = write(contacts(1), answer).result
        assert isinstance(end, PeopleBusy)
        assert end.retry_after_s == rest_s

    def test_what_was_created_before_the_refusal_stays_created(self) -> None:
        """Only the rows that still wait are busy."""
        played = write(contacts(4), google.OPAQUE, created, google.MINUTE_QUOTA)
        assert fates(played.result) == [*GOOD * 2, "people_busy", "people_busy"]

    @pytest.mark.parametrize(
        ("answer", "advice"),
        [
            (google.DISABLED, "Enable the People API"),
            (google.SCOPE_INSUFFICIENT, "https://www.googleapis.com/auth/contacts"),
            (google.FORBIDDEN, "delegation"),
            (google.SWITCHED_OFF, "Contacts service"),
        ],
    )
    def test_what_an_operator_has_to_do_is_said(self, answer: Reply, advice: str) -> None:
        """Waiting does not help."""
        [end] = write(contacts(1), answer).result
        assert end.code == "not_configured"
        assert advice in end.detail


class TestLostAnswers:
    """Perhaps created: never sent again."""

    @pytest.mark.parametrize(
        "answer",
        [Lost(), google.INTERNAL, google.BAD_GATEWAY, google.UNAVAILABLE, Reply(204), Reply(302)],
    )
    def test_an_answer_that_says_nothing_leaves_its_rows_unknown(self, answer: Any) -> None:
        """Every one of them."""
        assert fates(write(contacts(2), answer).result) == ["people_unknown"] * 2

    def test_nothing_more_is_sent_while_google_is_in_trouble(self) -> None:
        """The rows that no lost call held may come again later."""
        played = write(contacts(4), google.OPAQUE, Lost())
        assert fates(played.result) == ["people_unknown"] * 2 + ["people_busy"] * 2

    def test_a_200_without_people_leaves_its_rows_unknown(self) -> None:
        """An empty answer names nobody."""
        assert fates(write(contacts(2), Reply(200, {})).result) == ["people_unknown"] * 2


SECRETS = "ada@example.com ya29.token Lovelace"


@pytest.mark.parametrize(
    "answer",
    [
        *(google.error(code, SECRETS, f"Invalid value: {SECRETS}") for code in range(400, 430)),
        google.error(400, "INVALID_ARGUMENT", "No person.Lovelace and person.names: Lovelace"),
        google.error(403, "PERMISSION_DENIED", SECRETS, google.error_info(SECRETS)),
        google.error(503, SECRETS, SECRETS),
        google.rows_refused(0, path=f"contacts[0].contact_person.{SECRETS}", message=SECRETS),
        google.rows_refused(0, path="Lovelace[0].value", message=SECRETS),
        google.rows_refused(0, path="", message=f"person.Lovelace {SECRETS}"),
        Reply(200, {"createdPeople": [{"status": {"code": 3, "message": SECRETS}}]}),
    ],
)
def test_nothing_that_google_says_is_passed_on(answer: Reply) -> None:
    """Its messages may quote what a person wrote."""
    ends = write(contacts(1), *[answer] * 2).result if answer.status in (401, 404) else None
    texts = told(ends or write(contacts(1), answer).result)
    assert texts
    for secret in SECRETS.split():
        assert secret not in texts
