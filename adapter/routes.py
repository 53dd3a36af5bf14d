"""routes.yaml to routes. Terraform reads the same file, so it holds no secret."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import phonenumbers
import yaml
from marshmallow import Schema, ValidationError, fields, validate

from adapter.contacts.mapping import Rules, Unmapped, called
from adapter.contacts.targets import Target, parse_target
from adapter.problems import Problems
from adapter.route import Access, Authentication, Mode, Route
from adapter.sources import SOURCES
from adapter.sources.people import FieldMask
from adapter.sources.source import Source

NAME = re.compile(r"[a-z][a-z0-9-]{0,62}")
RESERVED = frozenset({"health"})  # paths of our own

_filled = validate.Length(min=1)


class Region(fields.String):
    """An ISO 3166 region that phone numbers are known for."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if value is False:
            raise ValidationError('Write it in quotes: "NO". YAML reads a bare NO as false.')
        region = super()._deserialize(value, attr, data, **kwargs)
        if region not in phonenumbers.SUPPORTED_REGIONS:
            raise ValidationError("Not an ISO 3166 region such as US or DE.")
        return region


class RouteSchema(Schema):
    """The keys of a route."""

    source = fields.String(required=True, validate=validate.OneOf(sorted(SOURCES)))
    account = fields.Email(load_default="")
    credentials = fields.Enum(Access, by_value=True, load_default=Access.DELEGATED)
    labels = fields.List(fields.String(validate=_filled), load_default=list)
    region = Region(load_default=None)
    fields_ = fields.Dict(
        data_key="fields", keys=fields.String(), values=fields.String(), load_default=dict
    )
    each = fields.String(validate=_filled)
    unmapped = fields.Enum(Unmapped, by_value=True, load_default=Unmapped.CUSTOM)
    mode = fields.Enum(Mode, by_value=True, load_default=Mode.DIRECT)
    read_mask = FieldMask(load_default=frozenset())
    authentication = fields.Enum(Authentication, by_value=True, load_default=None)
    max_body_bytes = fields.Integer(strict=True, validate=validate.Range(min=1))
    options = fields.Dict(keys=fields.String(), load_default=dict)


class _Loader(yaml.SafeLoader):
    """YAML in which a key that stands twice is an error: the last one would win silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:  # noqa: FBT001, FBT002
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                line = node.value[place][0].start_mark.line + 1
                raise yaml.YAMLError(f"line {line}: the key {key!r} stands twice")
        return super().construct_mapping(node, deep=deep)


def read_routes(path: Path, problems: Problems) -> dict[str, dict[str, Any]]:
    """Return the entries of routes.yaml by name, the defaults filled in, unchecked."""
    try:
        document = yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506 - a SafeLoader
    except (OSError, UnicodeError):
        problems.add(str(path), "Cannot be read; set ROUTES_FILE.")
        return {}
    except yaml.YAMLError as error:
        problems.add(path.name, f"Not valid YAML: {' '.join(str(error).split())}.")
        return {}
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        # What PyYAML lets escape from a date such as 2026-13-01, `!!bool x`, or a thousand brackets
        problems.add(path.name, "Not valid YAML: a value is not what it looks like.")
        return {}
    if not isinstance(document, dict) or not isinstance(document.get("routes"), dict):
        problems.add(path.name, "Expected a mapping with the key `routes`.")
        return {}
    for key in document.keys() - {"defaults", "routes"}:
        problems.add(str(key), "Unknown key; expected `defaults` and `routes`.")
    defaults = document.get("defaults") or {}
    if not isinstance(defaults, dict):
        problems.add("defaults", "Expected a mapping.")
        defaults = {}
    if not document["routes"]:
        problems.add("routes", "Expected at least one route.")
    entries = {}
    for name, entry in document["routes"].items():
        if isinstance(entry, dict):
            entries[str(name)] = _inherit(defaults, entry)
        else:
            problems.add(f"routes.{name}", "Expected a mapping.")
    return entries


def _inherit(defaults: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a route's keys and, for the others, the defaults.

    The account is not inherited where callers bring their own: each writes its own contacts.
    """
    merged = {**defaults, **entry}
    if merged.get("credentials") == Access.CALLER and "account" not in entry:
        merged.pop("account", None)
    return merged


def load_route(
    name: str, entry: Mapping[str, Any], environ: Mapping[str, str], problems: Problems
) -> Route | None:
    """Return a route, or ``None`` after noting all that is wrong with it.

    ``environ`` holds the route's secrets; ``entry`` the limit that holds for all routes.
    """
    before, place = len(problems), f"routes.{name}"
    if not NAME.fullmatch(name) or name in RESERVED:
        problems.add(place, "A name is a-z, 0-9 and -, begins with a letter; `health` is ours.")
    loaded = problems.load(RouteSchema(), entry, place)
    source = SOURCES.get(loaded.get("source", ""))
    if source is None:
        return None
    access = loaded.get("credentials", Access.DELEGATED)
    if access is not Access.CALLER and not loaded.get("account") and "account" not in entry:
        problems.add(f"{place}.account", "Missing: whose contacts? An e-mail address.")
    if access is Access.CALLER and loaded.get("mode") is Mode.QUEUED:
        problems.add(f"{place}.mode", "A caller's token is not kept, so nothing can be queued.")
    targets = _load_targets(loaded.get("fields_", {}), f"{place}.fields", problems)
    given = loaded.get("options", {})
    given |= {"each": loaded["each"]} if "each" in loaded else {}
    options = problems.load(source.options(), given, f"{place}.options")
    authentication = _choose(loaded.get("authentication"), source, options, place, problems)
    secrets = _load_secrets(name, source, authentication, environ, problems)
    lookup_token = _load_lookup_token(name, environ, problems) if source.look_up else ""
    if len(problems) > before:
        return None
    return Route(
        name=name,
        source=source,
        account=loaded["account"],
        access=access,
        labels=tuple(dict.fromkeys(loaded["labels"])),
        rules=Rules(fields=targets, region=loaded["region"], unmapped=loaded["unmapped"]),
        read_mask=loaded["read_mask"],
        authentication=authentication,
        secrets=secrets,
        lookup_token=lookup_token,
        max_body_bytes=loaded["max_body_bytes"],
        options=options,
        mode=loaded["mode"],
    )


def variable(prefix: str, route: str) -> str:
    """Return the name of a route's environment variable: ``WEBHOOK_SECRETS_WEB_LEADS``."""
    return f"{prefix}_{route.upper().replace('-', '_')}"


def _load_targets(
    written: Mapping[str, str], place: str, problems: Problems
) -> dict[str, Target | None]:
    targets = {}
    for name, target in written.items():
        try:
            targets[called(name)] = parse_target(target)
        except ValueError as error:
            problems.add(f"{place}.{name}", f"`{target}`: {error}.")
    return targets


def _choose(
    written: Authentication | None,
    source: Source,
    options: Mapping[str, Any],
    place: str,
    problems: Problems,
) -> Authentication:
    """Return the written way to authenticate, else the strongest that the source can do."""
    needed = source.signature_option
    signs = source.verify is not None and (not needed or needed in options)
    if written is Authentication.SIGNATURE and not signs:
        hint = f"set options.{needed}" if needed else f"{source.slug} cannot sign"
        problems.add(f"{place}.authentication", f"No signature to check: {hint}, or use token.")
    return written or (Authentication.SIGNATURE if signs else Authentication.TOKEN)


def _load_secrets(
    name: str,
    source: Source,
    authentication: Authentication,
    environ: Mapping[str, str],
    problems: Problems,
) -> tuple[bytes, ...]:
    if authentication is Authentication.NONE:
        return ()
    place = variable("WEBHOOK_SECRETS", name)
    written = [text.strip() for text in environ.get(place, "").split(",") if text.strip()]
    if not written:
        problems.add(place, f"Missing: the secret of route {name} ({authentication}).")
    signs = authentication is Authentication.SIGNATURE
    load: Callable[[str], bytes] = source.load_secret if signs else str.encode
    secrets = []
    for number, text in enumerate(written, 1):
        try:
            secrets.append(load(text))
        except ValueError as error:
            problems.add(place, f"Secret {number}: {error}")
    return tuple(secrets)


def _load_lookup_token(name: str, environ: Mapping[str, str], problems: Problems) -> str:
    place = variable("LOOKUP_TOKEN", name)
    token = environ.get(place, "")
    if not token:
        problems.add(place, f"Missing: what route {name} looks people up with.")
    return token
