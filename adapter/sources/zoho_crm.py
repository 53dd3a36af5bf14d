"""Zoho CRM, notifications: records that were inserted, several at a time, as ids only.

Shape   {"module": "Leads", "operation": "insert", "ids": [id, …], "token": str, "server_time": ms,
        "channel_id": id, ...}
Proof   the token that was given when the channel was made, in the body
Waits   not documented, nor whether it comes again
Look-up GET /crm/v8/{module}?ids=…&fields=…, with an access token, which lives for an hour; 204
        when it knows none of them
Source  https://www.zoho.com/crm/developer/docs/api/v8/notifications/overview.html
        https://www.zoho.com/crm/developer/docs/api/v8/get-records.html
        https://www.zoho.com/crm/developer/docs/api/v8/token-validity.html
        https://www.zoho.com/crm/developer/docs/api/v8/multi-dc.html
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from marshmallow import fields, validate

from adapter.errors import BadSignature, MalformedBody, NotConfigured, UnsupportedBody
from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.ask import Ask, Asking, Told, ask, objects, to_id
from adapter.sources.decode import FORM, decode_json
from adapter.sources.records import asked
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Events, Options, Secrets, Source, is_wanted
from adapter.sources.verify import verify_secret

NEW_RECORD = ("insert",)
DATA_CENTERS = {  # where an account is -> the hosts of the API and of the tokens
    "com": ("www.zohoapis.com", "accounts.zoho.com"),
    "eu": ("www.zohoapis.eu", "accounts.zoho.eu"),
    "in": ("www.zohoapis.in", "accounts.zoho.in"),
    "com.au": ("www.zohoapis.com.au", "accounts.zoho.com.au"),
    "jp": ("www.zohoapis.jp", "accounts.zoho.jp"),
    "ca": ("www.zohoapis.ca", "accounts.zohocloud.ca"),
    "sa": ("www.zohoapis.sa", "accounts.zoho.sa"),
    "com.cn": ("www.zohoapis.com.cn", "accounts.zoho.com.cn"),
}
FIELDS = {  # what says who somebody is, of the fields that each account has
    "Leads": (
        *("Salutation", "First_Name", "Last_Name", "Company", "Designation", "Email"),
        *("Secondary_Email", "Phone", "Mobile", "Fax", "Website", "Street", "City", "State"),
        *("Zip_Code", "Country", "Description"),
    ),
    "Contacts": (
        *("Salutation", "First_Name", "Last_Name", "Account_Name", "Title", "Department", "Email"),
        *("Secondary_Email", "Phone", "Mobile", "Home_Phone", "Other_Phone", "Fax"),
        *("Date_of_Birth", "Mailing_Street", "Mailing_City", "Mailing_State", "Mailing_Zip"),
        *("Mailing_Country", "Description"),
    ),
}
KINDS = {"Account_Name": "company"}
MAX_IDS = 100
MAX_FIELDS = 50
KEEP_TOKEN_S = 3000.0
BAD_REQUEST = 400
ADVICE = (
    "Zoho refuses LOOKUP_TOKEN_<ROUTE>: it is a refresh token with its client's id and secret, in"
    " JSON, of the scope ZohoCRM.modules.READ and of the data center in options.data_center."
)


class ZohoOptions(Events):
    """What a route of this source may set."""

    data_center = fields.String(validate=validate.OneOf(DATA_CENTERS))
    fields_ = fields.List(  # by their API names, besides FIELDS
        fields.String(validate=validate.Regexp(r"[A-Za-z][A-Za-z0-9_]{0,99}\Z")),
        data_key="fields",
        attribute="fields",
        validate=validate.Length(max=MAX_FIELDS - max(map(len, FIELDS.values()))),
    )


class _Notification(Shape):
    module = fields.String(load_default="")
    operation = fields.String(load_default="")
    ids = fields.List(fields.Raw(allow_none=True), load_default=list)


_NOTIFICATION = _Notification()


def verify(delivery: Delivery, secrets: Secrets, _now: float, _options: Options) -> None:
    """Check the token in the body."""
    try:
        body = decode_json(delivery)
    except (MalformedBody, UnsupportedBody):
        raise BadSignature from None
    verify_secret(body.get("token") if isinstance(body, dict) else None, secrets)


def parse(delivery: Delivery, options: Options) -> Reading:
    """Return the records of a notification, as ids; each is one person, whatever tells of it."""
    notification = load_shape(_NOTIFICATION, decode_json(delivery))
    module = notification["module"]
    if module not in FIELDS or not is_wanted(notification["operation"], options, NEW_RECORD):
        return Reading(())
    ids = map(to_id, notification["ids"])
    refs = (f"{module}/{own_id}" if own_id else "" for own_id in ids)
    return Reading(tuple(Submission(ref=ref) for ref in refs), apart=True)


def look_up(
    submissions: Sequence[Submission], options: Options, token: str
) -> Asking[list[Submission | None]]:
    """Ask for the records, a hundred at a time."""
    api, accounts = DATA_CENTERS[options.get("data_center", "com")]
    refs = list(dict.fromkeys(one.ref for one in submissions if one.ref))
    access_token = (yield from _get_token(token, accounts)) if refs else ""
    found: dict[str, Submission] = {}
    for module, known in FIELDS.items():
        names = (*known, *options.get("fields", ()))
        ids = [own_id for of, _, own_id in (ref.partition("/") for ref in refs) if of == module]
        for start in range(0, len(ids), MAX_IDS):
            query = {"ids": ",".join(ids[start : start + MAX_IDS]), "fields": ",".join(names)}
            request = Ask(
                url=f"https://{api}/crm/v8/{module}?{urlencode(query, safe=',')}",
                headers=(("authorization", f"Zoho-oauthtoken {access_token}"),),
            )
            answer = yield from ask(request, ADVICE, _meant)
            for record in objects(answer, "data"):
                found[f"{module}/{record.get('id')}"] = Submission(tuple(_read(record, names)))
    return [found.get(one.ref) for one in submissions]


def _get_token(written: str, accounts: str) -> Asking[str]:
    """Return an access token: what is written, or what a refresh token is exchanged for."""
    if not written.lstrip().startswith("{"):
        return written
    try:
        grant = json.loads(written)
    except (ValueError, RecursionError):
        raise NotConfigured(ADVICE, retry_after_s=60) from None
    request = Ask(
        url=f"https://{accounts}/oauth/v2/token",
        method="POST",
        headers=(("content-type", FORM),),
        body=urlencode({**grant, "grant_type": "refresh_token"}).encode(),
        keep_s=KEEP_TOKEN_S,
    )
    match (yield from ask(request, ADVICE, _meant)):
        case {"access_token": str(access_token)}:
            return access_token
    raise NotConfigured(ADVICE, retry_after_s=60)  # 200 {"error": "invalid_code"}


def _meant(told: Told) -> int:
    """Return the status of an answer; a 400 is about the request, never about a record."""
    return 401 if told.status == BAD_REQUEST else told.status


def _read(record: Mapping[str, Any], names: Sequence[str]) -> Iterator[Answer]:
    """Yield the fields of a record; another record that it points to is told by its name."""
    for name in names:
        value = record.get(name)
        if isinstance(value, dict):
            value = value.get("name")
        yield from asked(name, value, kind=KINDS.get(name, ""))


SOURCE = Source(
    slug="zoho-crm",
    docs="https://www.zoho.com/crm/developer/docs/api/v8/notifications/overview.html",
    parse=parse,
    verify=verify,
    options=ZohoOptions,
    look_up=look_up,
    answer_within_s=10.0,
    persists=False,
    rejected_status=200,
)
