"""A route: a named endpoint with a source, an account, labels and a field mapping."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from adapter.contacts.mapping import Rules
from adapter.sources.source import Source


class Access(StrEnum):
    """By what right the account's contacts are written."""

    DELEGATED = "delegated"
    USER = "user"
    CALLER = "caller"
    SERVICE_ACCOUNT = "service-account"


class Authentication(StrEnum):
    """How a sender proves who it is."""

    SIGNATURE = "signature"
    TOKEN = "token"  # noqa: S105
    NONE = "none"


class Mode(StrEnum):
    """When a delivery is carried out: while its sender waits, or by the worker."""

    DIRECT = "direct"
    QUEUED = "queued"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One entry of routes.yaml, checked and complete."""

    name: str
    source: Source
    account: str  # empty only where the caller brings its own token
    access: Access
    labels: tuple[str, ...]
    rules: Rules
    read_mask: frozenset[str]
    authentication: Authentication
    secrets: tuple[bytes, ...]
    lookup_token: str  # empty where the source looks nobody up
    max_body_bytes: int
    options: Mapping[str, Any]
    mode: Mode = Mode.DIRECT
    user_credentials: Mapping[str, Any] | None = None
