"""Shapes, from Google's own description of the People API (``discovery/people.v1.json``).

A request is read as Google's JSON transcoder reads it, errors in its words:

- an unknown name is refused (observed), a ``null`` is absent (documented, proto3 JSON),
- output-only fields are taken and dropped (documented, google.aip.dev/203),
- paths in errors are in snake_case (observed),
- and begin with ``person`` where the body is a Person, a field of the request message (inferred).

Stricter than Google is known to be: a lone object where a list belongs is refused, although users
report it accepted.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from emulator.errors import JSON, ApiError, unreadable

Violations = list[tuple[str, str]]

FILE = Path(__file__).with_name("discovery") / "people.v1.json"
INT32 = range(-(2**31), 2**31)


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the API: ``id`` without "people.", path as ``v1/people/{peopleId}``."""

    id: str
    http_method: str
    path: str
    scopes: frozenset[str]
    parameters: Mapping[str, JSON]
    request: str  # schema name, empty for methods without a body
    response: str


@cache
def document() -> JSON:
    """Return the discovery document."""
    loaded: JSON = json.loads(FILE.read_text(encoding="utf-8"))
    return loaded


@cache
def methods() -> dict[str, Method]:
    """Return every method of the API by id, such as ``people.connections.list``."""
    return {method.id: method for method in _walk(document())}


def _walk(resource: JSON) -> list[Method]:
    found = [
        Method(
            id=raw["id"].removeprefix("people."),
            http_method=raw["httpMethod"],
            path=raw["flatPath"],
            scopes=frozenset(raw["scopes"]),
            parameters=document()["parameters"] | raw["parameters"],
            request=raw.get("request", {}).get("$ref", ""),
            response=raw["response"]["$ref"],
        )
        for raw in resource.get("methods", {}).values()
    ]
    for child in resource.get("resources", {}).values():
        found += _walk(child)
    return found


def properties(schema: str) -> dict[str, JSON]:
    """Return the fields of a schema by JSON name."""
    found: dict[str, JSON] = document()["schemas"][schema]["properties"]
    return found


@cache
def mask_paths() -> frozenset[str]:
    """Return the person fields that a mask may name: the list in ``personFields``' description."""
    text = methods()["people.get"].parameters["personFields"]["description"]
    return frozenset(re.findall(r"\* (\w+)", text))


def read_body(raw: bytes, schema: str) -> JSON:
    """Return the request message in ``raw``: known names only, output-only fields left out.

    Raises ApiError 400 with every violation.
    """
    message = read_object(raw)
    violations: Violations = []
    root = "" if schema.endswith("Request") else snake(schema).lstrip("_")
    read = _message(message, schema, root, violations)
    if violations:
        raise unreadable(violations)
    return read


def read_object(raw: bytes) -> JSON:
    """Return the JSON object in ``raw``, an empty one if there is nothing; ApiError 400."""
    try:
        message = json.loads(raw or b"{}")
        json.dumps(message, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError):
        raise unreadable([("", "Invalid JSON payload received. Expected a value.")]) from None
    if not isinstance(message, dict):
        text = 'Invalid JSON payload received. Unknown name "": Root element must be a message.'
        raise unreadable([("", text)])
    return message


def read_query(pairs: list[tuple[str, str]], method: Method) -> JSON:
    """Return query parameters as values: repeated ones as lists, numbers as numbers.

    Raises ApiError 400 with every violation.
    """
    violations: Violations = []
    read: JSON = {}
    for name, text in pairs:
        spec = method.parameters.get(name)
        if spec is None or spec["location"] != "query":
            why = f"Field '{name}' could not be found in request message."
            violations.append(("", f"{_unknown(name, '')} Cannot bind query parameter. {why}"))
            continue
        value = _value(_decoded(text, spec["type"]), spec, snake(name), violations)
        if spec.get("repeated"):
            read.setdefault(name, []).append(value)
        else:
            read[name] = value
    if violations:
        raise unreadable(violations)
    return read


def _decoded(text: str, kind: str) -> object:
    if kind == "integer" and re.fullmatch(r"-?\d{1,10}", text):
        return int(text)
    if kind == "boolean" and text in {"true", "false"}:
        return text == "true"
    return text


def _message(message: JSON, schema: str, path: str, violations: Violations) -> JSON:
    fields = properties(schema)
    read: JSON = {}
    for name, value in message.items():
        spec = fields.get(name) or fields.get(camel(name))  # proto3 JSON reads both spellings
        if spec is None:
            violations.append((path, f"{_unknown(name, path)} Cannot find field."))
        elif value is not None and not spec.get("readOnly"):
            inner = f"{path}.{snake(name)}" if path else snake(name)
            key = name if name in fields else camel(name)
            if isinstance(value, list) and spec.get("type") != "array":
                why = "Proto field is not repeating, cannot start list."
                violations.append((path, f"{_unknown(name, path)} {why}"))
            else:
                read[key] = _value(value, spec, inner, violations)
    return read


def _value(value: object, spec: JSON, path: str, violations: Violations) -> Any:
    """Return ``value`` as its spec has it; a violation is added and None returned otherwise."""
    kind = spec.get("type", "object")
    if kind == "array" and isinstance(value, list):
        return [
            _value(item, spec["items"], f"{path}[{place}]", violations)
            for place, item in enumerate(value)
        ]
    if "$ref" in spec and isinstance(value, dict):
        return _message(value, spec["$ref"], path, violations)
    if kind == "string" and isinstance(value, str) and value in spec.get("enum", [value]):
        return value
    if kind == "boolean" and isinstance(value, bool):
        return value
    if kind == "integer" and type(value) is int and value in INT32:
        return value
    expected = "TYPE_ENUM" if "enum" in spec else _type_name(spec)
    text = f"Invalid value at '{path}' ({expected}), {json.dumps(value, ensure_ascii=False)}"
    violations.append((path, text))
    return None


def _type_name(spec: JSON) -> str:
    if spec.get("type") == "array":
        spec = spec["items"]
    if "$ref" in spec:
        return f"type.googleapis.com/google.people.v1.{spec['$ref']}"
    return {"integer": "TYPE_INT32", "boolean": "TYPE_BOOL"}.get(spec["type"], "TYPE_STRING")


def _unknown(name: str, path: str) -> str:
    place = f" at '{path}'" if path else ""
    return f'Invalid JSON payload received. Unknown name "{name}"{place}:'


def read_mask(mask: str) -> frozenset[str]:
    """Return the person fields that a comma-separated mask names; ApiError 400 for others."""
    paths = frozenset(path.strip() for path in mask.split(",") if path.strip())
    for path in sorted(paths - mask_paths()):
        docs = "https://developers.google.com/people/api/rest/v1/people/get"
        text = f'Invalid personFields mask path: "{path}". Valid paths are documented at {docs}.'
        raise ApiError(400, text)
    return paths


def snake(name: str) -> str:
    """Return a JSON name as its proto field is called: ``givenName`` is ``given_name``."""
    return re.sub(r"[A-Z]", lambda match: "_" + match[0].lower(), name)


def camel(name: str) -> str:
    """Return a proto field name as JSON has it."""
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)
