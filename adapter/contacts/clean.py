"""One value as people type it -> the same value, tidy, or ``None`` when it is not clearly one.

Cleaning never guesses: what is not clear is left to the caller, who keeps the text as it came.
Cleaning twice is cleaning once.
"""

import re
from datetime import date
from unicodedata import digit

import phonenumbers

from adapter.contacts.months import MONTHS
from adapter.model import Person

_PLACEHOLDER = re.compile(r"[-\u2013\u2014_./]+|#?n[/.]a\.?", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s,;:<>()\[\]\"]+")  # of e-mail addresses
_MAILBOX = re.compile(r"([^@<>]*)<\s*([^\s<>]+@[^\s<>]+)\s*>")
_JOINTS = frozenset({"mailto", "and", "or", "und", "oder", "et", "ou", "y", "o", "e", "en", "of"})
_PHONE_SEPARATORS = re.compile(r"[,;\n]| / ")
_MAX_PHONE = 60  # characters; nothing longer is a phone number
_MAX_E164 = 16  # "+" and 15 digits
_MAX_DATE = 40

_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ]\d{2}:\d{2}[\d:., +\-ZUTC]*)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_VCARD = re.compile(r"--(\d{2})-?(\d{2})", re.ASCII)  # no year: RFC 6350, section 4.3.1
_YEAR = re.compile(r"(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([/.\-])\s?(\d{1,2})\2\s?(\d{4})", re.ASCII)
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_FILLERS = frozenset(
    ("de", "del", "di", "of", "the", "st", "nd", "rd", "th", "er", "den", "le", "\u00ba")
)


def clean_text(text: str) -> str:
    """Return the text without blanks at its ends and without characters that no text holds."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()  # half of a surrogate pair becomes "?"
    return text.replace("\x00", "").strip()


def is_placeholder(text: str) -> bool:
    """Tell whether a text is what people put into a field that must not be left blank."""
    return bool(_PLACEHOLDER.fullmatch(text))


def clean_mailbox(text: str) -> tuple[str, str] | None:
    """Return name and address of ``Ada Lovelace <ada@example.com>``."""
    mailbox = _MAILBOX.fullmatch(text)
    return (mailbox[1].strip("\"' "), mailbox[2].removeprefix("mailto:")) if mailbox else None


def clean_emails(text: str) -> tuple[list[str], bool]:
    """Return the addresses in a text, mostly one, and whether the text says more than those.

    Whether each is an address is the schema's business; a text without any comes back whole, so
    that its error is told.
    """
    tokens = [token.strip(".'/") for token in _SEPARATORS.split(text)]
    addresses = [token for token in tokens if "@" in token[1:-1]]
    if not addresses:
        return [text], False
    words = {token.casefold() for token in tokens if any(map(str.isalnum, token))}
    return addresses, not words <= _JOINTS.union(map(str.casefold, addresses))


def clean_phones(text: str, region: str | None) -> list[str]:
    """Return the numbers in a text in E.164 where they are clear, else the text as it is."""
    parts = [clean_phone(part.strip(), region) for part in _PHONE_SEPARATORS.split(text)]
    return [part for part in parts if part] if all(parts) else [text]


def clean_phone(text: str, region: str | None) -> str | None:
    """Return the number in E.164, or ``None`` when its country is not known or there is more.

    The country is known from a leading ``+`` (or ``00``, where no region says otherwise), or from
    ``region`` (ISO 3166) when the text has none. More are an extension, words, a second number.
    """
    text = text.removeprefix("tel:")
    if not region and text.startswith("00"):
        text = f"+{text[2:]}"
    if len(text) > _MAX_PHONE or any(map(str.isalpha, text)):
        return None
    if not (region or text.lstrip("( ").startswith(("+", "\uff0b"))):
        return None
    try:
        number = phonenumbers.parse(text, region)
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        same = phonenumbers.parse(written) == number
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number)  # local-only ones are not E.164
    if number.extension or possible != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    whole = same and _digits(text).endswith(str(number.national_number))
    return written if whole and len(written) <= _MAX_E164 else None


def _digits(text: str) -> str:
    return "".join(str(digit(character)) for character in text if character.isdecimal())


def clean_date(text: str) -> Person | None:
    """Return ``{"year", "month", "day"}`` of a date that can be read in one way only.

    ISO 8601 with or without time, 20050131, --01-31, a year, a year and a month, 31.1.2005 (dots
    put the day first everywhere), 31/1/2005 (no month is 31), 1 January 2005 in seven languages.
    3/4/2005 is March or April: ``None``. So are two-digit years and days that no calendar has.
    """
    text = text.strip()
    if len(text) > _MAX_DATE:
        return None
    for pattern in (_ISO, _YEAR_FIRST, _COMPACT, _YEAR):
        if match := pattern.fullmatch(text):
            return _to_date(*match.groups())
    if match := _VCARD.fullmatch(text):
        return _to_date(None, *match.groups())
    if match := _YEAR_LAST.fullmatch(text):
        first, separator, second, year = match.groups()
        if separator != "." and int(first) <= 12 and int(second) <= 12 and first != second:  # noqa: PLR2004
            return None
        day_first = separator == "." or int(first) > 12 or int(first) == int(second)  # noqa: PLR2004
        return _to_date(year, second, first) if day_first else _to_date(year, first, second)
    return _worded_date(text)


def clean_flag(text: str) -> bool | None:
    """Return what a yes or a no in English, as forms and JSON write it, means."""
    return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}.get(
        text.casefold()
    )


def clean_integer(text: str) -> int | None:
    """Return a whole number of at most nine digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None  # noqa: PLR2004


def _worded_date(text: str) -> Person | None:
    """Read a date with the month as a word: one month, a four-digit year, perhaps a day."""
    words = [word for word in _WORDS.findall(text.casefold()) if word not in _FILLERS]
    months = [MONTHS[word] for word in words if word in MONTHS]
    numbers = [word for word in words if word.isdecimal()]
    years = [number for number in numbers if len(number) == 4]  # noqa: PLR2004
    days = [number for number in numbers if len(number) <= 2]  # noqa: PLR2004
    if len(months) != 1 or len(months) + len(years) + len(days) != len(words):
        return None
    if len(years) > 1 or len(days) > 1 or not (years or days):
        return None
    return _to_date(next(iter(years), None), months[0], next(iter(days), None))


def _to_date(
    year: str | None, month: str | int | None = None, day: str | None = None
) -> Person | None:
    y, m, d = int(year or 0), int(month or 0), int(day or 0)
    try:
        date(y or 2000, m or 1, d or 1)  # 2000: a leap year, so 29 February may go without a year
    except ValueError:
        return None
    if not (m if d else y):  # 00 stands for what is not known
        return None
    given = {"year": y, "month": m, "day": d}
    return {part: number for part, number in given.items() if number}
