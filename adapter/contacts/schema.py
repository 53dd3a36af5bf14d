"""marshmallow, reading proto3 JSON: the kinds of field that a People API message is made of.

Nothing is converted silently: a number is no string, "yes" no boolean. What holds nothing (null,
an empty string or list) is as good as absent, as it is to Google. No message quotes its input.

Source  https://protobuf.dev/programming-guides/json/
        https://support.google.com/contacts/answer/148779 (limits)
"""

import re
from collections.abc import Iterable
from typing import Any, Self

from marshmallow import Schema, ValidationError, fields, validate

MAX_TEXT = 1_024  # characters in a field other than a note
MAX_FIELDS = 500  # "500 fields total": an entry of a list, with all its parts, is one of them
MAX_INT32 = 2**31 - 1

_NOTHING: tuple[Any, ...] = (None, "", [])
_ABOUT = frozenset(("type", "metadata"))  # what an entry says about its value


class Reason(str):
    """Why a value is refused, with a code that stays the same when the wording changes.

    marshmallow formats its messages with the input. A reason formats to itself: that keeps the
    code, and personal values out.
    """

    __slots__ = ("code", "names")

    code: str
    names: tuple[str, ...]  # the names that would have been right, where a name was wrong

    def __new__(cls, code: str, text: str, names: Iterable[str] = ()) -> Self:
        """Return ``text`` with its code."""
        self = super().__new__(cls, text)
        self.code, self.names = code, tuple(names)
        return self

    def format(self, *_args: object, **_kwargs: object) -> Self:
        """Return the reason as it is."""
        return self


REQUIRED = Reason("required", "Required.")
NOT_A_LIST = Reason("invalid_type", "Must be a list, even of one.")
NOT_AN_OBJECT = Reason("invalid_type", "Must be an object.")
NOT_TEXT = Reason("invalid_type", "Must be a string.")
NOT_A_FLAG = Reason("invalid_type", "Must be true or false.")
NOT_AN_INTEGER = Reason("invalid_type", "Must be an integer.")
BEYOND_INT32 = Reason("out_of_range", "Must fit into 32 bits.")
TOO_LONG = Reason("too_long", f"Longer than {MAX_TEXT:,} characters.")
NOT_UNICODE = Reason("invalid_text", "Holds half of a surrogate pair: no UTF-8 can be made of it.")
TOO_MANY = Reason("too_many", f"More than {MAX_FIELDS} fields.")
NOT_ONE = Reason("too_many", "A contact has at most one.")
VOID = Reason("empty", "Holds nothing.")
TWO_PRIMARY = Reason("conflict", "Only one entry of a list can be the primary one.")


class Message(Schema):
    """A message of the People API.

    marshmallow asks every declared field for its key; a Person declares forty, and a form fills
    four. Here the keys of the data lead, which takes less than half the time. The method is
    marshmallow's own and not documented: requirements.txt pins the version.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.needed = [name for name, field in self.fields.items() if field.required]
        writable = (n for n, field in self.fields.items() if not isinstance(field, ReadOnly))
        self.not_a_field = Reason("unknown_field", "Unknown field", writable)

    def _deserialize(self, data: Any, *, error_store: Any, **_options: Any) -> dict[str, Any]:
        loaded: dict[str, Any] = {}
        if not isinstance(data, dict):
            error_store.store_error([NOT_AN_OBJECT])
            return loaded
        for name, value in data.items():
            field = self.fields.get(name)
            if field is None:
                error_store.store_error([self.not_a_field], name)
            elif value not in _NOTHING:
                try:
                    loaded[name] = field.deserialize(value)
                except ValidationError as error:
                    error_store.store_error(error.messages, name)
        for name in self.needed:
            if name not in loaded and name not in error_store.errors:
                error_store.store_error([REQUIRED], name)
        return loaded


class Text(fields.String):
    """A string of at most ``limit`` characters that can be written as UTF-8."""

    def __init__(self, *, limit: int | None = MAX_TEXT, **options: Any) -> None:
        super().__init__(**options)
        self.limit = limit

    def _deserialize(self, value: Any, *_place: Any, **_options: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError(NOT_TEXT)
        if self.limit is not None and len(value) > self.limit:
            raise ValidationError(TOO_LONG)
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValidationError(NOT_UNICODE) from None
        return value


class Choice(Text):
    """One value of an enum, by name."""

    def __init__(self, *names: str) -> None:
        refusal = Reason("invalid_choice", f"Must be one of {', '.join(names)}.")
        super().__init__(validate=validate.OneOf(names, error=refusal))
        self.names = names


class Flag(fields.Boolean):
    """true or false, and no other spelling of them."""

    def _deserialize(self, value: Any, *_place: Any, **_options: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError(NOT_A_FLAG)
        return value


class Int32(fields.Integer):
    """An integer. "Either numbers or strings are accepted", says proto3 JSON of int32."""

    def _deserialize(self, value: Any, *_place: Any, **_options: Any) -> int:
        if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,10}", value):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValidationError(NOT_AN_INTEGER)
        if not -MAX_INT32 - 1 <= value <= MAX_INT32:
            raise ValidationError(BEYOND_INT32)
        return value


class Entries(fields.List[Any]):
    """What nearly every field of a Person is: a list of messages of one kind.

    ``single``: "This field is a singleton for contact sources."
    """

    def __init__(self, kind: type[Message], *, single: bool = False) -> None:
        inner = fields.Nested(kind, error_messages={"null": NOT_AN_OBJECT})
        super().__init__(inner, validate=(hold_something, have_one_primary))
        self.single = single

    def _deserialize(self, value: Any, *place: Any, **options: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError(NOT_A_LIST)
        if self.single and len(value) > 1:
            raise ValidationError(NOT_ONE)
        if len(value) > MAX_FIELDS:
            raise ValidationError(TOO_MANY)
        return super()._deserialize(value, *place, **options)


class ReadOnly(fields.Raw):
    """A field that a Person read from Google has, and that nobody can set."""

    def __init__(self, instead: str, *, why: str = "Output only") -> None:
        super().__init__()
        self.refusal = Reason("read_only", f"{why}; {instead}.")

    def _deserialize(self, *_args: Any, **_options: Any) -> Any:
        raise ValidationError(self.refusal)


def hold_something(entries: list[dict[str, Any]]) -> None:
    """Refuse entries that are a type and nothing of that type."""
    if void := {at: [VOID] for at, entry in enumerate(entries) if entry.keys() <= _ABOUT}:
        raise ValidationError(void)


def have_one_primary(entries: list[dict[str, Any]]) -> None:
    """Refuse every primary entry after the first.

    "Each source must have at most one field with source_primary set to true": a new contact has
    one source, and each of its lists one primary entry.
    """
    if len(entries) > 1:
        primary = [at for at, entry in enumerate(entries) if _is_primary(entry)]
        if len(primary) > 1:
            refusal = {"metadata": {"sourcePrimary": [TWO_PRIMARY]}}
            raise ValidationError(dict.fromkeys(primary[1:], refusal))


def refuse_both(message: dict[str, Any], whole: str, parts: frozenset[str]) -> None:
    """Refuse a message that has a text as a whole and also parts of it: they need not match."""
    if whole in message and not parts.isdisjoint(message):
        text = f"Set either {whole} or its parts, not both: Google would keep both as they are."
        raise ValidationError(Reason("conflict", text), whole)


def _is_primary(entry: dict[str, Any]) -> bool:
    return bool(entry.get("metadata", {}).get("sourcePrimary"))
