"""The OpenAPI document: valid, complete, and true."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from .house import House, person

HTTP_METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
JSON_TYPES = {"string", "integer", "number", "boolean", "object", "array", "null"}


@pytest.fixture
def document(house: House) -> dict[str, Any]:
    """Return the document as it is served."""
    served: dict[str, Any] = house.request("GET", "/openapi.json").json()
    return served


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a document."""
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from nodes(child)
    elif isinstance(node, list):
        for child in node:
            yield from nodes(child)


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all operations."""
    return [item[method] for item in document["paths"].values() for method in item]


def test_it_says_what_it_is(document: dict[str, Any]) -> None:
    """Version, title and version of the API are required."""
    assert document["openapi"] == "3.1.0"
    assert {"title", "version"} <= document["info"].keys()


def test_every_route_has_its_path(document: dict[str, Any]) -> None:
    """And health, beside them."""
    routes = {"leads", "small", "web", "events", "bulk", "open", "own", "health"}
    assert document["paths"].keys() == {f"/{route}" for route in routes}


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    """Inside the document."""
    for node in nodes(document):
        if "$ref" in node:
            target: Any = document
            root, *path = node["$ref"].split("/")
            assert root == "#"
            for step in path:
                target = target[step]


def test_operation_ids_are_unique(document: dict[str, Any]) -> None:
    """Programs are generated from them."""
    ids = [one["operationId"] for one in operations(document) if "operationId" in one]
    assert len(set(ids)) == len(ids) == 7


def test_operations_have_the_required_parts(document: dict[str, Any]) -> None:
    """Known methods; responses by status, each described; parameters with a place and a schema."""
    for item in document["paths"].values():
        assert item.keys() <= HTTP_METHODS
    for operation in operations(document):
        assert operation["responses"]
        for status, response in operation["responses"].items():
            assert 100 <= int(status) <= 599
            assert response["description"]
        for parameter in operation.get("parameters", ()):
            assert parameter["in"] in {"query", "header", "path", "cookie"}
            assert parameter["name"]
            assert parameter["schema"]


def test_security_names_schemes_that_exist(document: dict[str, Any]) -> None:
    """Each with what its type requires."""
    schemes = document["components"]["securitySchemes"]
    for operation in operations(document):
        for requirement in operation.get("security", ()):
            assert requirement.keys() <= schemes.keys()
    for scheme in schemes.values():
        needed = {"http": {"scheme"}, "apiKey": {"in", "name"}}[scheme["type"]]
        assert needed <= scheme.keys()


def test_schemas_use_types_that_exist(document: dict[str, Any]) -> None:
    """JSON Schema 2020-12; what is required is among the properties."""
    for schema in nodes(document["components"]["schemas"]):
        if isinstance(schema.get("type"), str):
            assert schema["type"] in JSON_TYPES
        if "required" in schema and "properties" in schema:
            assert set(schema["required"]) <= schema["properties"].keys()


def test_a_token_route_can_be_called_with_a_token(document: dict[str, Any]) -> None:
    """In each of the four places."""
    places = [next(iter(one)) for one in document["paths"]["/leads"]["post"]["security"]]
    assert places == ["bearer", "basic", "header", "query"]


def test_a_callers_route_asks_for_the_callers_token(document: dict[str, Any]) -> None:
    """It is required there, and unknown elsewhere."""
    named = {
        path: {p["name"]: p.get("required", False) for p in item["post"]["parameters"]}
        for path, item in document["paths"].items()
        if "post" in item
    }
    assert named["/own"]["X-Google-Access-Token"] is True
    assert "X-Google-Access-Token" not in named["/leads"]


def test_a_result_is_as_described(house: House, document: dict[str, Any]) -> None:
    """Every key of an answer stands in its schema, every required one in the answer."""
    answered = house.post("/leads", [person(), {}]).json()
    schema = document["components"]["schemas"]["Result"]
    row = schema["properties"]["contacts"]["items"]
    assert set(schema["required"]) <= answered.keys() <= schema["properties"].keys()
    assert answered["status"] in schema["properties"]["status"]["enum"]
    for line in answered["contacts"]:
        assert set(row["required"]) <= line.keys() <= row["properties"].keys()
        assert line["status"] in row["properties"]["status"]["enum"]


def test_a_problem_is_as_described(house: House, document: dict[str, Any]) -> None:
    """Likewise."""
    answered = house.post("/leads", b"{").json()
    schema = document["components"]["schemas"]["Problem"]
    assert set(schema["required"]) == answered.keys() == schema["properties"].keys()


def test_every_status_of_a_bad_delivery_is_described(
    house: House, document: dict[str, Any]
) -> None:
    """400, 401, 413, 415, 422."""
    described = document["paths"]["/small"]["post"]["responses"]
    answers = [
        house.post("/small", b"{"),
        house.post("/small", [], authorization=""),
        house.post("/small", b"x" * 1001),
        house.post("/small", b"\x89PNG", content_type="image/png"),
        house.post("/small", [{}]),
    ]
    assert [str(answer.status_code) for answer in answers] == ["400", "401", "413", "415", "422"]
    assert {str(answer.status_code) for answer in answers} <= described.keys()


def test_it_holds_no_account_and_no_secret(document: dict[str, Any]) -> None:
    """Anybody may read it."""
    text = json.dumps(document)
    assert "sales@example.com" not in text
    assert "open-sesame" not in text
