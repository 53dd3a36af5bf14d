"""The schemas against Google's own description of the API, field by field."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from marshmallow import Schema, fields

from adapter.contacts.person import InvalidContact, Person, load_person
from adapter.contacts.schema import Choice, Entries, Flag, Int32, ReadOnly, Text

REPOSITORY = Path(__file__).parents[2]
DISCOVERY = json.loads((REPOSITORY / "emulator/discovery/people.v1.json").read_text())

# Discovery does not mark these "Output only", but says as much in words.
REFUSED_BY_DESCRIPTION = {
    "Person.etag": "The [HTTP entity tag]",
    "Person.resourceName": "assigned by the server",
    "Person.braggingRights": "**DEPRECATED**: No data will be returned",
    "Person.residences": "**DEPRECATED**: (Please use `person.locations` instead)",
    "FieldMetadata.source": "The source of the field.",  # a contact's is CONTACT, its id Google's
}
KINDS = {"string": Text, "boolean": Flag, "integer": Int32}
SAMPLES: dict[str, Any] = {"string": "x", "boolean": True, "integer": 1, "array": [1]}


@dataclass(frozen=True)
class Place:
    """A property of a message somewhere below Person, and the field that stands for it."""

    message: str
    name: str
    spec: dict[str, Any]
    field: fields.Field[Any] | None
    path: str  # as errors name it: emailAddresses[0].value

    @property
    def writable(self) -> bool:
        """Whether discovery lets a contact be created with it."""
        return not (
            self.spec.get("readOnly") or f"{self.message}.{self.name}" in REFUSED_BY_DESCRIPTION
        )

    def __str__(self) -> str:
        return self.path


def walk(message: str, schema: Schema, path: str = "") -> Iterator[Place]:
    """Yield every property that discovery knows below ``message``."""
    for name, spec in DISCOVERY["schemas"][message]["properties"].items():
        field = schema.fields.get(name)
        place = Place(message, name, spec, field, f"{path}.{name}".lstrip("."))
        yield place
        if isinstance(field, Entries) and isinstance(field.inner, fields.Nested):
            yield from walk(spec["items"]["$ref"], field.inner.schema, f"{place.path}[0]")
        elif isinstance(field, fields.Nested):
            yield from walk(spec["$ref"], field.schema, place.path)


def person_with(path: str, value: Any) -> dict[str, Any]:
    """Return a person that has ``value`` at ``path`` and nothing else."""
    for step in reversed(path.split(".")):
        name, bracket, _ = step.partition("[")
        value = {name: [value] if bracket else value}
    assert isinstance(value, dict)
    return value


def refusals(raw: object) -> dict[str, str]:
    """Return field -> code of what is refused."""
    try:
        load_person(raw)
    except InvalidContact as refused:
        return {error.field: error.code for error in refused.errors}
    return {}


PLACES = list(walk("Person", Person()))
WRITABLE = [place for place in PLACES if place.writable]
READ_ONLY = [place for place in PLACES if not place.writable]
LISTS = [place for place in WRITABLE if place.spec.get("type") == "array"]
LEAVES = [place for place in WRITABLE if place.spec.get("type") in KINDS]
ENUMS = [place for place in LEAVES if "enum" in place.spec]


def test_the_schemas_are_of_the_revision_that_they_name() -> None:
    """A new discovery document asks for a look at every line that names the old one."""
    assert DISCOVERY["revision"] == "20251117"


def test_a_contact_to_create_wraps_a_person() -> None:
    """The wrapper has one property."""
    properties = DISCOVERY["schemas"]["ContactToCreate"]["properties"]
    assert {name: spec["$ref"] for name, spec in properties.items()} == {"contactPerson": "Person"}


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_every_field_of_discovery_is_declared(place: Place) -> None:
    """Nothing that Google knows is called unknown."""
    assert place.field is not None


def test_nothing_is_declared_that_discovery_does_not_know() -> None:
    """No field is invented or misspelt."""
    known = {(place.message, place.name) for place in PLACES}
    pending: list[tuple[str, Schema]] = [("Person", Person())]
    while pending:
        message, schema = pending.pop()
        assert {(message, name) for name in schema.fields} <= known
        specs = DISCOVERY["schemas"][message]["properties"]
        for name, field in schema.fields.items():
            if isinstance(field, Entries) and isinstance(field.inner, fields.Nested):
                pending.append((specs[name]["items"]["$ref"], field.inner.schema))
            elif isinstance(field, fields.Nested):
                pending.append((specs[name]["$ref"], field.schema))


@pytest.mark.parametrize("place", WRITABLE, ids=str)
def test_every_writable_field_has_the_type_of_discovery(place: Place) -> None:
    """Strings, booleans, integers, lists and messages are what Google says they are."""
    if "$ref" in place.spec:
        assert isinstance(place.field, fields.Nested)
    elif place.spec["type"] == "array":
        assert isinstance(place.field, Entries)
    else:
        assert isinstance(place.field, KINDS[place.spec["type"]])
        assert isinstance(place.field, Choice) == ("enum" in place.spec)


@pytest.mark.parametrize("place", ENUMS, ids=str)
def test_every_enum_has_the_values_of_discovery(place: Place) -> None:
    """Deprecated values included: Google still takes them."""
    assert isinstance(place.field, Choice)
    assert set(place.field.names) == set(place.spec["enum"])


@pytest.mark.parametrize("place", LISTS, ids=str)
def test_lists_of_one_are_those_that_discovery_calls_singletons(place: Place) -> None:
    """Where it says "a singleton for contact sources", a second entry is refused; only there."""
    assert isinstance(place.field, Entries)
    assert place.field.single == ("singleton" in place.spec["description"])


@pytest.mark.parametrize("place", READ_ONLY, ids=str)
def test_every_read_only_field_is_refused_where_it_stands(place: Place) -> None:
    """What Google would ignore or refuse is told, with the place."""
    assert isinstance(place.field, ReadOnly)
    value = SAMPLES.get(place.spec.get("type", ""), {"x": 1})
    assert refusals(person_with(place.path, value))[place.path] == "read_only"


@pytest.mark.parametrize("place", READ_ONLY, ids=str)
def test_a_read_only_field_that_names_another_names_a_writable_one(place: Place) -> None:
    """Advice such as "set value instead" can be followed."""
    assert isinstance(place.field, ReadOnly)
    _, found, rest = str(place.field.refusal).partition("; set ")
    if found:
        advised = rest.removesuffix(" instead.")
        assert advised in {p.name for p in WRITABLE if p.message == place.message}


@pytest.mark.parametrize("exception", REFUSED_BY_DESCRIPTION)
def test_the_exceptions_from_discovery_are_still_described_as_such(exception: str) -> None:
    """A field that is refused against the letter of discovery has its words for it."""
    message, name = exception.split(".")
    spec = DISCOVERY["schemas"][message]["properties"][name]
    assert "readOnly" not in spec
    assert REFUSED_BY_DESCRIPTION[exception] in spec["description"]


@pytest.mark.parametrize("place", LEAVES, ids=str)
def test_every_writable_value_is_taken(place: Place) -> None:
    """A value of the right type is refused nowhere for its type."""
    value = place.spec["enum"][-1] if "enum" in place.spec else SAMPLES[place.spec["type"]]
    assert refusals(person_with(place.path, value)).get(place.path) not in (
        *("invalid_type", "unknown_field", "read_only", "invalid_choice"),
    )


@pytest.mark.parametrize("place", LEAVES, ids=str)
def test_no_value_of_another_type_is_converted(place: Place) -> None:
    """A number is not a text, "yes" not a boolean, true not a number."""
    others: list[Any] = [{"x": 1}, [1], 1.5, *(SAMPLES[kind] for kind in KINDS)]
    own = type(SAMPLES[place.spec["type"]])
    for value in others:
        if type(value) is not own:
            assert refusals(person_with(place.path, value))[place.path] == "invalid_type"
