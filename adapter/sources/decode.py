"""Bodies to plain JSON values: JSON, URL-encoded forms, multipart forms.

Numbers stay exact: integers are ``int``, decimals ``Decimal``. A key that is repeated keeps all its
values as a list, in forms and in JSON alike: a lead is not lost because somebody typed a template
by hand. Every error says where, never what.
"""

import codecs
import io
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import MultiPartParser
from werkzeug.http import parse_options_header

from adapter.errors import MalformedBody, UnsupportedBody
from adapter.model import Delivery

MAX_FORM_FIELDS = 10_000
MAX_DEPTH = 32  # of nested objects and lists, and of brackets in a form's keys
MAX_DIGITS = 1_000  # longer integers stay text: int() takes quadratic time

# What senders write text in. Python knows more codecs: some take quadratic time, some run escapes.
_CHARSETS = re.compile(
    r"utf-8(-sig)?|utf-(16|32)(-[bl]e)?|ascii|iso8859-\d+|cp\d+|koi8-[ru]|mac-\w+"
    r"|big5|gb\w+|euc_\w+|iso2022_jp|shift_jis"
)

OURS = frozenset({"token", "dry_run"})  # parameters of a URL
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def media_type(delivery: Delivery) -> str:
    """Return the body's media type in lower case, without parameters; empty when none is given."""
    return parse_options_header(delivery.headers.get("content-type"))[0].lower()


def decode_body(delivery: Delivery) -> Any:
    """Return what the body holds, by its content type; JSON where the type says nothing.

    What comes without a body has its fields in the URL.
    """
    if not delivery.body and (fields := decode_query(delivery)):
        return fields
    declared = media_type(delivery)
    if declared == MULTIPART:
        return decode_multipart(delivery)
    if declared != FORM:
        return decode_json(delivery)
    if delivery.body.lstrip()[:1] in (b"{", b"["):
        # Many tools call everything a form unless told otherwise; hardly a form begins like this.
        with suppress(MalformedBody):
            return parse_json(decode_text(delivery))
    return decode_form(delivery)


def decode_json(delivery: Delivery) -> Any:
    """Return the JSON value of a body that is declared as JSON, as plain text, or not at all."""
    declared = media_type(delivery)
    subtype = declared.partition("/")[2]
    if declared not in ("", "text/plain") and subtype != "json" and not subtype.endswith("+json"):
        raise UnsupportedBody("Expected application/json.")
    return parse_json(decode_text(delivery))


def parse_json(text: str) -> Any:
    """Return the value of a JSON text: of a body, or of a form's field."""
    try:
        return json.loads(
            text,
            object_pairs_hook=gather,
            parse_int=_exact_int,
            parse_float=_exact_decimal,
            parse_constant=_refuse_constant,
            strict=False,  # a line break inside a text: no escaping in a template typed by hand
        )
    except json.JSONDecodeError as error:
        detail = f"Not valid JSON: line {error.lineno}, column {error.colno}."
        raise MalformedBody(detail) from None
    except RecursionError:
        raise MalformedBody(f"Nested more than {MAX_DEPTH} levels deep.") from None


def decode_form(delivery: Delivery, *, lists: bool = True) -> dict[str, Any]:
    """Return the fields of a URL-encoded body, PHP-style keys (``a[b]``, ``a[]``) as objects.

    Objects whose keys are all numbers become lists, unless ``lists`` says that they are ids.
    """
    return _nest(_pairs(decode_text(delivery), _charset(delivery)), lists=lists)


def decode_query(delivery: Delivery) -> dict[str, Any]:
    """Return the fields in the URL, as those of a form, without the ones that are for us."""
    pairs = _pairs(delivery.url.partition("?")[2], "utf-8")
    return _nest((name, value) for name, value in pairs if name not in OURS)


def _pairs(text: str, charset: str) -> list[tuple[str, str]]:
    """Return names and values; ``charset`` is of what stands behind percent signs."""
    try:
        return parse_qsl(
            text,
            keep_blank_values=True,
            encoding=charset,
            errors="replace",
            max_num_fields=MAX_FORM_FIELDS,
        )
    except ValueError:
        raise MalformedBody(f"More than {MAX_FORM_FIELDS} form fields.") from None


def decode_multipart(delivery: Delivery) -> dict[str, Any]:
    """Return the fields of a multipart form; of an uploaded file, its name."""
    boundary = parse_options_header(delivery.headers.get("content-type"))[1].get("boundary")
    if not boundary:
        raise MalformedBody("The content type names no boundary.")
    parser = MultiPartParser(
        stream_factory=_discard,
        max_form_memory_size=None,  # the body was limited when it was received
        max_form_parts=MAX_FORM_FIELDS,
    )
    try:
        form, files = parser.parse(
            io.BytesIO(delivery.body), boundary.encode("ascii"), len(delivery.body)
        )
    except ValueError:
        raise MalformedBody("Not a valid multipart form.") from None
    except RequestEntityTooLarge:
        raise MalformedBody(f"More than {MAX_FORM_FIELDS} form fields.") from None
    uploads = ((name, upload.filename or "") for name, upload in files.items(multi=True))
    fields = (*form.items(multi=True), *uploads)
    return _nest((name or "", value) for name, value in fields)  # None where a part has no name


def decode_text(delivery: Delivery) -> str:
    """Return the body as text, in the charset it declares, UTF-8 by default."""
    try:
        text = delivery.body.decode(_charset(delivery))
    except UnicodeDecodeError as error:
        detail = f"The text is not valid in its charset at byte {error.start}."
        raise MalformedBody(detail) from None
    return text.removeprefix("\ufeff")  # some senders begin with a byte order mark


def _charset(delivery: Delivery) -> str:
    declared = parse_options_header(delivery.headers.get("content-type"))[1].get("charset", "utf-8")
    try:
        charset = codecs.lookup(declared).name
    except (LookupError, ValueError):
        charset = ""
    if not _CHARSETS.fullmatch(charset):
        raise UnsupportedBody("Unknown charset.")
    return charset


def to_text(scalar: str | float | Decimal) -> str:
    """Return a decoded JSON scalar as a person would write it; numbers without an exponent."""
    match scalar:
        case bool():
            return "Yes" if scalar else "No"
        case Decimal():
            # 1e999999 would be a megabyte of zeros; nobody means it
            written = abs(scalar.adjusted()) < 40 if scalar.is_finite() else False  # noqa: PLR2004
            return format(scalar, "f") if written else str(scalar)
        case _:
            return str(scalar)


def to_unicode(text: str) -> str:
    """Return the text as UTF-8 can hold it: JSON may escape one half of a surrogate pair."""
    return text.encode(errors="replace").decode()


def gather(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; a repeated key keeps all its values as a list."""
    pairs = list(pairs)
    gathered = dict(pairs)
    if len(gathered) == len(pairs):
        return gathered
    every: dict[str, list[Any]] = {}
    for key, value in pairs:
        every.setdefault(key, []).append(value)
    return {key: values[0] if len(values) == 1 else values for key, values in every.items()}


def _exact_int(digits: str) -> int | str:
    return int(digits) if len(digits) <= MAX_DIGITS else digits


def _exact_decimal(digits: str) -> Decimal | str:
    try:
        return Decimal(digits)
    except InvalidOperation:  # an exponent of more than eighteen digits
        return digits


def _refuse_constant(_name: str) -> Any:
    raise MalformedBody("NaN and Infinity are not JSON.")


def _discard(*_args: Any, **_kwargs: Any) -> io.BytesIO:
    """Return where an uploaded file goes: memory, until the delivery is read."""
    return io.BytesIO()


def _nest(pairs: Iterable[tuple[str, str]], *, lists: bool = True) -> dict[str, Any]:
    """Return form fields as nested objects: ``a[b]=1`` is {"a": {"b": "1"}}, ``a[]=1`` a list."""
    tree: dict[str, Any] = {}
    for name, value in pairs:
        path = _key_path(name)
        parent: Any = tree
        for key in path[:-1]:
            parent = parent.setdefault(key, {})
            if not isinstance(parent, dict):  # `a=1&a[b]=2`: the key is kept as it was written
                parent, path = tree, [name]
                break
        _add(parent, path[-1], value)
    return {key: _lists(value) for key, value in tree.items()} if lists else tree


def _key_path(name: str) -> list[str]:
    head, *rest = name.split("[")
    if (
        not head
        or not rest
        or len(rest) > MAX_DEPTH
        or not all(part.endswith("]") for part in rest)
    ):
        return [name]
    return [head, *(part[:-1] for part in rest)]


def _add(parent: dict[str, Any], key: str, value: str) -> None:
    present = parent.get(key)
    if present is None:
        parent[key] = value
    elif isinstance(present, list):
        present.append(value)
    elif isinstance(present, dict):
        _add(present, "", value)
    else:
        parent[key] = [present, value]


def _lists(value: Any) -> Any:
    """Turn objects whose keys are all numbers, or empty (``a[]``), into lists."""
    if not isinstance(value, dict):
        return value
    if set(value) == {""}:
        return value[""] if isinstance(value[""], list) else [_lists(value[""])]
    children = {key: _lists(child) for key, child in value.items()}
    if all(key.isdecimal() for key in children):
        return list(children.values())
    return children
