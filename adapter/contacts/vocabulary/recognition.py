"""From a name to a target: exactly known, or made of two exactly known parts, or nothing."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from adapter.contacts.vocabulary.index import (
    IN_ADDRESS,
    KIND,
    KNOWN,
    LEAD,
    OF_KIND,
    PART_OF,
    TAIL,
    Phrase,
)
from adapter.contacts.vocabulary.spelling import spell, trim

LONGEST_NAME = 120  # characters; a longer name is a paragraph, or an attack
MOST_WORDS = 8  # of a name made of two parts
MOST_ALTERNATIVES = 4  # "State/Province/Region"
HIGHEST_NUMBER = 20  # "E-mail 3"; a higher number does not count answers
OF_COMPANY = frozenset(("company", "jobTitle", "department", "organization"))
REPEATABLE = frozenset(("email", "phone", "url", "im", "sip", "skill", "interest"))
"""Fields whose second answer can stand beside the first without being mixed up with it."""


def recognise(name: str) -> str | None:
    """Return the target that a sender's name or question stands for.

    None when no published vocabulary knows it, when it means different things to different
    senders, or when it is longer than `LONGEST_NAME`. Never raises.
    """
    return _recognise(name) if len(name) <= LONGEST_NAME else None


@lru_cache(maxsize=4096)  # names of some hundred forms; senders repeat theirs
def _recognise(name: str) -> str | None:
    spelling = spell(name)
    target = _look_up(spelling.words, spaced=spelling.spaced) if spelling.words else None
    if target is None or spelling.another:
        return None
    if spelling.again and _root(target) not in REPEATABLE:
        return None
    if KNOWN.get(spelling.head) == "company" and _root(target) not in OF_COMPANY:
        return None  # company.email is not the person's
    return target


def _look_up(words: Phrase, *, spaced: bool) -> str | None:
    bare = words
    for bare in _unframed(words, spaced=spaced):
        if target := _exact(bare):
            return target
    if len(bare) == 1 or len(bare) > MOST_WORDS:
        return None
    return _made(bare) or _numbered(bare) or _agreed(bare)


def _unframed(words: Phrase, *, spaced: bool) -> Iterator[Phrase]:
    """Yield the words, then with one frame less each time: leading ones, then trailing ones.

    Only what was asked in words has trailing frames: `email_required` is not an e-mail.
    """
    yield words
    while frame := _longest(words, LEAD.get(words[0], ())):
        words = trim(words[len(frame) :])  # "Hi, your name"
        yield words
    while spaced and (frame := _longest(words[::-1], TAIL.get(words[-1], ()))):
        words = trim(words[: -len(frame)])  # "Your name, please"
        yield words


def _longest(words: Phrase, frames: Iterable[Phrase]) -> Phrase:
    """Return the first, which is the longest, of the frames that the words begin with.

    A frame that is all there is, is none.
    """
    for frame in frames:
        if len(frame) < len(words) and words[: len(frame)] == frame:
            return frame
    return ()


def _exact(words: Phrase) -> str | None:
    return KNOWN.get("".join(words))


def _made(words: Phrase) -> str | None:
    return _of_kind(words) or _part_of_address(words)


def _of_kind(words: Phrase) -> str | None:
    """Put a kind and what it is of together, in either order: `work e-mail`, `E-Mail privat`."""
    for cut in range(1, len(words)):
        left, right = "".join(words[:cut]), "".join(words[cut:])
        for kind, base in ((left, right), (right, left)):
            if kind in KIND and base in KNOWN:
                return OF_KIND.get((KNOWN[base], KIND[kind]))
    return None


def _part_of_address(words: Phrase) -> str | None:
    """Put an address and its part together: `home_address.zip`, `Address 1 - City`."""
    for cut in range(1, len(words)):
        right = "".join(words[cut:])
        part = IN_ADDRESS.get(right) or KNOWN.get(right, "")
        if part.startswith("address"):
            whole = _exact(words[:cut]) or _of_kind(words[:cut]) or ""
            if target := PART_OF.get((whole, part)):
                return target
    return None


def _numbered(words: Phrase) -> str | None:
    """Take away the number of `Phone 2` or `E-mail 1 - Value`.

    Only the first of what could be mixed up is known: the second city is not the person's city.
    """
    numbers = [word for word in words if word.isdecimal()]
    if len(numbers) != 1 or int(numbers[0]) > HIGHEST_NUMBER:
        return None
    rest = tuple(word for word in words if word != numbers[0])
    if rest[-1] == "value":  # Google's CSV
        rest = rest[:-1]
    target = _exact(rest) or _made(rest)
    if target and int(numbers[0]) > 1 and _root(target) not in REPEATABLE:
        return None
    return target


def _agreed(words: Phrase) -> str | None:
    """Return what all alternatives of `City/Town` stand for; `Phone/Mobile` is some phone."""
    alternatives = [tuple(part.split()) for part in " ".join(words).split("/")]
    if not 1 < len(alternatives) <= MOST_ALTERNATIVES:
        return None
    targets = {_exact(words) or _made(words) or "" for words in alternatives}
    if len(targets) > 1 and {_root(target) for target in targets} <= REPEATABLE:
        targets = {_root(target) for target in targets}
    return targets.pop() or None if len(targets) == 1 else None


def _root(target: str) -> str:
    return target.partition(".")[0]
