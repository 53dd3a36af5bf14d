"""What senders call an event that means a new person, where each sender of many has its own words.

``contact.created``, ``com.example.lead.added.v2``, ``UserSignedUp``: the last word says it, unless
the one before is no person: ``deal.created``.
"""

import re

from adapter.sources.source import Options

MAX_EVENT = 200  # characters of an event's name, from its end
_NEW = "created|added|submitted|completed|subscribed|registered|signed[^a-z]up"
_THINGS = "company|companies|deal|invoice|opportunity|opportunities|organi[sz]ation|task|ticket"
_ABOUT_A_THING = re.compile(rf"(?:.*[^a-z])?(?:{_THINGS})s?[^a-z](?:{_NEW})(?:[^a-z].*)?")
_SAYS_NEW = re.compile(rf"(?:.*[^a-z])?(?:{_NEW})(?:[^a-z]v?\d[\d.]*)?")  # a version may follow
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def creates(event: str, options: Options) -> bool:
    """Tell whether an event creates contacts: those of ``options.events``, else by its last word.

    An event without a name does.
    """
    if "events" in options:
        return event in options["events"]
    words = _CAMEL.sub(".", event[-MAX_EVENT:]).lower()
    return not event or bool(_SAYS_NEW.fullmatch(words) and not _ABOUT_A_THING.fullmatch(words))
