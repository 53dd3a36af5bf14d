"""The deployment's own OpenAPI document: one path a route.

Source: https://spec.openapis.org/oas/v3.1.0
"""

from collections.abc import Mapping
from typing import Any

from adapter.errors import (
    AdapterError,
    BadSignature,
    MalformedBody,
    TooLarge,
    Unavailable,
    UnsupportedBody,
)
from adapter.model import Status
from adapter.route import Access, Authentication, Route

OVERALL = ("created", "partial", "rejected", "duplicate", "parked", "queued", "empty")
_COUNT = {"type": "integer", "minimum": 0}
_TEXT = {"type": "string"}
_ERROR = {"type": "object", "properties": {"field": _TEXT, "code": _TEXT, "message": _TEXT}}
_ROW = {
    "type": "object",
    "required": ["index", "status"],
    "properties": {
        "index": {"type": "integer", "description": "The row's place in the delivery, from 0."},
        "status": {"enum": list(Status)},
        "resourceName": {"type": "string", "examples": ["people/c1234567890"]},
        "ref": {"type": "string", "description": "The sender's own id of the row."},
        "errors": {"type": "array", "items": _ERROR},
        "person": {"type": "object", "description": "What Google returned, by the read mask."},
    },
}
_RESULT = {
    "type": "object",
    "required": ["status", "delivery", "counts", "contacts"],
    "properties": {
        "status": {"enum": list(OVERALL)},
        "delivery": _TEXT,
        "replayed": {"type": "boolean"},
        "counts": {"type": "object", "properties": dict.fromkeys(Status, _COUNT)},
        "contacts": {"type": "array", "items": _ROW},
    },
}
_PREVIEW = {
    "type": "object",
    "required": ["status", "delivery", "contacts"],
    "properties": {
        "status": {"const": "dry_run"},
        "delivery": _TEXT,
        "contacts": {"type": "array", "items": {"type": "object"}},
    },
}
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        **dict.fromkeys(("type", "title", "code", "detail"), _TEXT),
        "status": {"type": "integer"},
    },
}
_PROBLEMS: tuple[type[AdapterError], ...] = (MalformedBody, BadSignature, TooLarge, UnsupportedBody)
_SECURITY: dict[Authentication, list[dict[str, list[str]]]] = {
    Authentication.TOKEN: [{"bearer": []}, {"basic": []}, {"header": []}, {"query": []}],
    Authentication.SIGNATURE: [],
    Authentication.NONE: [],
}


def describe(routes: Mapping[str, Route]) -> dict[str, Any]:
    """Return the OpenAPI document of a deployment."""
    health = {"summary": "Whether the configuration is good.", "responses": {"200": _plain("OK")}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Contacts Adapter", "version": "1"},
        "paths": {
            **{f"/{route.name}": _path(route) for route in routes.values()},
            "/health": {"get": health},
        },
        "components": {
            "schemas": {"Result": _RESULT, "Preview": _PREVIEW, "Problem": _PROBLEM},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
                "header": {"type": "apiKey", "in": "header", "name": "X-Webhook-Token"},
                "query": {"type": "apiKey", "in": "query", "name": "token"},
            },
        },
    }


def _path(route: Route) -> dict[str, Any]:
    return {method.lower(): _operation(route, method) for method in sorted(route.source.methods)}


def _operation(route: Route, method: str) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {"name": "dry_run", "in": "query", "schema": {"type": "boolean"}},
        {"name": "Idempotency-Key", "in": "header", "schema": _TEXT},
    ]
    if route.access is Access.CALLER:
        token = {"name": "X-Google-Access-Token", "in": "header", "schema": _TEXT}
        parameters.append(token | {"required": True})
    both = [{"$ref": f"#/components/schemas/{name}"} for name in ("Result", "Preview")]
    body = {"requestBody": {"required": True, "content": {"*/*": {}}}} if method != "GET" else {}
    return {
        "summary": f"Create contacts from {route.source.slug}.",
        "operationId": route.name if method == "POST" else f"{route.name}-{method.lower()}",
        "security": _SECURITY[route.authentication],
        "parameters": parameters,
        **body,
        "responses": {
            str(route.source.rejected_status): _plain("What became of every row.", both[0]),
            "200": _plain("What became of every row.", {"oneOf": both}),
            **{str(error.status): _problem(error.title) for error in _PROBLEMS},
            str(Unavailable.status): _problem("Not now; see Retry-After."),
        },
    }


def _plain(description: str, schema: Mapping[str, Any] | None = None) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}} if schema else {}
    return {"description": description, "content": content}


def _problem(title: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": title, "content": content}
