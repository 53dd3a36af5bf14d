"""Labels: found by name, made when missing, read again when one is gone."""

from typing import Any

import pytest

from adapter.errors import AdapterError, NotConfigured, PeopleBusy
from adapter.people.labels import MAX_PAGES, Labels, memberships
from adapter.people.wire import Lost, NotSent, Reply

from . import recorded as google
from .play import Played, play
from .recorded import group, groups

MADE = Reply(200, {"resourceName": "contactGroups/new", "name": "Fair"})
STARRED = group("starred", "starred", "SYSTEM_CONTACT_GROUP")
FRIENDS = group("friends", "friends", "SYSTEM_CONTACT_GROUP")


def resolve(*answers: Played, names: tuple[str, ...] = ("Fair",)) -> dict[str, str]:
    """Return the resource names of labels in an account of which nothing is known yet."""
    return play(Labels().resolve(names), *answers).result


def refuse(*answers: Played) -> AdapterError:
    """Return the error in which reading or making labels ends."""
    with pytest.raises(AdapterError) as refused:
        resolve(*answers)
    return refused.value


class TestFinding:
    """contactGroups.list, once."""

    def test_no_label_is_no_call(self) -> None:
        """Most accounts use none."""
        assert play(Labels().resolve([])).steps == []

    def test_a_label_is_found_by_its_name(self) -> None:
        """Whatever the case: Google takes two spellings for one."""
        assert resolve(groups(group("FAIR", "fair"))) == {"Fair": "contactGroups/fair"}

    def test_the_list_is_read_with_all_that_is_needed_and_no_more(self) -> None:
        """The default page holds thirty groups only."""
        [call] = play(Labels().resolve(["Fair"]), groups(group("Fair", "fair"))).requests
        assert (call.method, call.path) == ("GET", "/v1/contactGroups")
        assert call.query == {"pageSize": "1000", "groupFields": "name,groupType"}

    def test_every_page_is_read(self) -> None:
        """The label may be on the last."""
        first = groups(group("Other", "other"), more="page-2")
        played = play(Labels().resolve(["Fair"]), first, groups(group("Fair", "fair")))
        assert played.result == {"Fair": "contactGroups/fair"}
        assert played.requests[1].query["pageToken"] == "page-2"

    def test_a_listing_without_end_ends(self) -> None:
        """Its last page names a next one for ever."""
        endless = groups(group("Fair", "fair"), more="again")
        assert resolve(*[endless] * MAX_PAGES) == {"Fair": "contactGroups/fair"}

    def test_what_is_known_is_not_asked_again(self) -> None:
        """One list serves all batches of an account."""
        labels = Labels()
        play(labels.resolve(["Fair"]), groups(group("Fair", "fair")))
        assert play(labels.resolve(["fair"])).result == {"fair": "contactGroups/fair"}

    def test_after_forgetting_the_list_is_read_again(self) -> None:
        """Its owner may have deleted a label."""
        labels = Labels()
        play(labels.resolve(["Fair"]), groups(group("Fair", "fair")))
        labels.forget()
        played = play(labels.resolve(["Fair"]), groups(group("Fair", "other")))
        assert played.result == {"Fair": "contactGroups/other"}

    def test_starred_is_the_systems_own(self) -> None:
        """It is one of two system groups that may be set."""
        assert resolve(groups(STARRED), names=("Starred",)) == {"Starred": "contactGroups/starred"}

    def test_other_groups_of_the_system_are_no_labels(self) -> None:
        """Google lets nobody add to them: a user's own group is made."""
        assert resolve(groups(FRIENDS), MADE, names=("Friends",)) == {
            "Friends": "contactGroups/new"
        }

    @pytest.mark.parametrize("odd", [5, {}, {"name": "Fair"}, {"resourceName": "x"}, {"name": 5}])
    def test_a_mangled_group_is_passed_over(self, odd: Any) -> None:
        """The others are still good."""
        assert resolve(groups(odd, group("Fair", "fair"))) == {"Fair": "contactGroups/fair"}


class TestMaking:
    """contactGroups.create, for what is missing."""

    def test_a_missing_label_is_made(self) -> None:
        """With the route's spelling."""
        played = play(Labels().resolve(["Fair"]), groups(), MADE)
        assert played.result == {"Fair": "contactGroups/new"}
        assert played.requests[1].json == {
            "contactGroup": {"name": "Fair"},
            "readGroupFields": "name",
        }

    def test_it_is_made_once(self) -> None:
        """The next batch knows it."""
        labels = Labels()
        play(labels.resolve(["Fair"]), groups(), MADE)
        assert play(labels.resolve(["Fair"])).steps == []

    def test_somebody_who_was_faster_is_no_trouble(self) -> None:
        """A 409 says that it exists by now."""
        found = groups(group("Fair", "theirs"))
        assert resolve(groups(), google.CONFLICT, found) == {"Fair": "contactGroups/theirs"}

    def test_a_name_that_google_keeps_for_itself_is_left_out(self) -> None:
        """A 409, and still no such label."""
        assert resolve(groups(FRIENDS), google.CONFLICT, groups(FRIENDS)) == {}

    def test_a_name_that_google_refuses_is_left_out(self) -> None:
        """The other labels are good."""
        answers = (groups(group("Web leads", "leads")), google.OPAQUE)
        known = resolve(*answers, names=("Fair", "Web leads"))
        assert known == {"Web leads": "contactGroups/leads"}

    @pytest.mark.parametrize(
        "odd", [Reply(200), Reply(200, []), Reply(200, {}), Reply(200, {"resourceName": 5})]
    )
    def test_a_label_made_without_a_name_is_looked_up_later(self, odd: Reply) -> None:
        """The next try reads the list again, and finds it there."""
        labels = Labels()
        with pytest.raises(PeopleBusy):
            play(labels.resolve(["Fair"]), groups(), odd)
        played = play(labels.resolve(["Fair"]), groups(group("Fair", "fair")))
        assert played.result == {"Fair": "contactGroups/fair"}


class TestTrouble:
    """A contact without its labels is not written."""

    @pytest.mark.parametrize(
        "answer",
        [
            *(Lost(), NotSent(), Reply(200), Reply(200, []), google.MINUTE_QUOTA),
            *(google.UNAVAILABLE, google.BAD_GATEWAY, google.NOT_FOUND, google.OPAQUE),
        ],
    )
    def test_a_list_that_cannot_be_read_is_asked_for_later(self, answer: Played) -> None:
        """Nothing was created by it."""
        assert isinstance(refuse(answer), PeopleBusy)

    @pytest.mark.parametrize("answer", [Lost(), NotSent(), google.UNAVAILABLE, google.MINUTE_QUOTA])
    def test_a_label_that_cannot_be_made_is_made_later(self, answer: Played) -> None:
        """A label made twice is none: Google refuses the second."""
        assert isinstance(refuse(groups(), answer), PeopleBusy)

    def test_a_list_that_was_lost_again_after_a_409_is_asked_for_later(self) -> None:
        """Not taken for an empty one."""
        assert isinstance(refuse(groups(), google.CONFLICT, Lost()), PeopleBusy)

    @pytest.mark.parametrize("answer", [google.DISABLED, google.SCOPE_INSUFFICIENT])
    def test_what_an_operator_must_do_is_said(self, answer: Played) -> None:
        """Groups need the same rights as contacts."""
        assert isinstance(refuse(answer), NotConfigured)

    def test_a_pause_is_never_zero(self) -> None:
        """Whoever asks again at once is refused again."""
        hasty = Reply(429, None, {"retry-after": "0"})
        error = refuse(hasty)
        assert isinstance(error, PeopleBusy)
        assert error.retry_after_s == 2

    def test_a_refused_token_is_renewed(self) -> None:
        """As for contacts: once."""
        played = play(
            Labels().resolve(["Fair"]), google.UNAUTHENTICATED, groups(group("Fair", "fair"))
        )
        assert played.calls == ["contactGroups.list", "renew", "contactGroups.list"]


def test_my_contacts_comes_first_and_each_group_once() -> None:
    """A contact that lacks it is stored and not shown."""
    given = ["contactGroups/a", "contactGroups/myContacts", "contactGroups/a"]
    assert [
        m["contactGroupMembership"]["contactGroupResourceName"] for m in memberships(given)
    ] == [
        "contactGroups/myContacts",
        "contactGroups/a",
    ]
