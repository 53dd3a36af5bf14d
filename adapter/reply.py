"""What the sender is told, as JSON: results, previews, and problems (RFC 9457)."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from adapter.contacts.convert import Converted
from adapter.errors import AdapterError, BadMethod, Unavailable
from adapter.model import ENDED_WELL, FieldError, Outcome, Person, Result, Row, Status
from adapter.preflight import Finding


def overall(result: Result) -> str:
    """Return the status of the whole."""
    statuses = {row.outcome.status for row in result.rows}
    if result.parked:
        return "parked"
    if result.replayed:
        return "duplicate"
    if not statuses:
        return "empty"
    if Status.QUEUED in statuses:
        return "queued"
    if statuses <= ENDED_WELL:
        return "created"
    return "partial" if statuses & ENDED_WELL else "rejected"


def result_json(result: Result) -> dict[str, Any]:
    """Return a result: one line a row, no personal data but what its read mask asked for."""
    body: dict[str, Any] = {"status": overall(result), "delivery": result.delivery}
    if result.replayed:
        body["replayed"] = True
    if result.changed:
        body["changed"] = True
    body["counts"] = {str(status): count for status, count in result.counts.items()}
    body["contacts"] = [_row(row, result.read_mask) for row in result.rows]
    return body


def findings_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return what was found out about the accounts, which are called by their routes here."""
    return {
        "status": "ok" if all(finding.good for finding in findings) else "not_ready",
        "accounts": [
            {"routes": list(f.routes), "code": f.code, **({"detail": f.detail} if f.detail else {})}
            for f in findings
        ],
    }


def preview_json(delivery: str, rows: Sequence[Converted]) -> dict[str, Any]:
    """Return what would be sent, row by row."""
    return {
        "status": "dry_run",
        "delivery": delivery,
        "contacts": [_preview(index, row) for index, row in enumerate(rows)],
    }


def problem_json(error: AdapterError) -> dict[str, Any]:
    """Return the problem document of an error."""
    return {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "code": error.code,
        "detail": error.detail,
    }


def problem_headers(error: AdapterError) -> dict[str, str]:
    """Return the headers that an error's status asks for."""
    match error:
        case Unavailable():
            return {"retry-after": str(max(1, math.ceil(error.retry_after_s)))}
        case BadMethod():
            return {"allow": ", ".join(error.allow)}
        case _ if error.status == 401:  # noqa: PLR2004 - RFC 9110: a 401 names a challenge
            return {"www-authenticate": "Bearer"}
        case _:
            return {}


def _row(row: Row, read_mask: frozenset[str]) -> dict[str, Any]:
    outcome = row.outcome
    line: dict[str, Any] = {"index": row.index, "status": str(outcome.status)}
    if outcome.resource_name:
        line["resourceName"] = outcome.resource_name
    if row.ref:
        line["ref"] = row.ref
    if outcome.errors:
        line["errors"] = _errors(outcome.errors)
    if read_mask and outcome.person:
        line["person"] = _masked(outcome, read_mask)
    return line


def _masked(outcome: Outcome, read_mask: frozenset[str]) -> Person:
    """Return of Google's person what this delivery asked for: a batch holds others' wishes too."""
    person = outcome.person or {}
    return {
        key: person[key] for key in ("resourceName", "etag", *sorted(read_mask)) if key in person
    }


def _preview(index: int, row: Converted) -> dict[str, Any]:
    if row.errors:
        line: dict[str, Any] = {"index": index, "status": "invalid", "errors": _errors(row.errors)}
    else:
        line = {"index": index, "status": "valid", "contactPerson": row.person}
    return line | {"warnings": list(row.warnings)}


def _errors(errors: Iterable[FieldError]) -> list[dict[str, str]]:
    return [{"field": e.field, "code": e.code, "message": e.message} for e in errors]
