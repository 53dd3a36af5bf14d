"""Meta Lead Ads (Facebook and Instagram): batches of changes, which hold the ids of leads only.

Shape   {"entry": [{"changes": [{"field": "leadgen", "value": {"leadgen_id": id, ...}}]}]}; ids are
        numbers or texts, some longer than a double holds
Asks    GET ?hub.mode=subscribe&hub.verify_token=…&hub.challenge=…; wants the challenge, alone
Signed  hex HMAC-SHA256 of the raw body, header X-Hub-Signature-256, prefix "sha256="
Waits   not documented; repeats at once, then ever more seldom for 36 hours
Look-up GET /{leadgen_id}?fields=field_data, several by ?ids=; errors are told by a code in the body
Source  https://developers.facebook.com/docs/graph-api/webhooks/getting-started
        https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving
        https://developers.facebook.com/docs/graph-api/guides/error-handling
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from marshmallow import Schema, fields

from adapter.errors import BadSignature
from adapter.model import Answer, Delivery, Reading, Said, Submission
from adapter.sources.ask import Ask, Asking, Told, ask, objects, to_id
from adapter.sources.decode import decode_json
from adapter.sources.records import asked
from adapter.sources.shape import Shape, load_shape
from adapter.sources.source import Options, Secrets, Source
from adapter.sources.verify import SignedBody, verify_secret

GRAPH = "https://graph.facebook.com/v25.0"  # a version that is gone is answered by the next one
MAX_IDS = 50  # of one request
REFUSED = frozenset((10, 102, 190, *range(200, 300)))  # the token, or what it may do
LATER = frozenset((1, 2, 4, 17, 32, 341, 613, *range(80_000, 80_015)))  # faults, and limits
ADVICE = (
    "Meta refuses LOOKUP_TOKEN_<ROUTE>: write a Page's token into it that has leads_retrieval,"
    " and look whether the Page gives this app access to its leads."
)


class MetaOptions(Schema):
    """What a route of this source may set."""

    verify_token = fields.String()  # the same text as in the app's webhook settings


class _Change(Shape):
    field = fields.String(load_default="")
    value = fields.Raw(load_default=None)


class _Entry(Shape):
    changes = fields.List(fields.Nested(_Change), load_default=list)


class _Batch(Shape):
    entries = fields.List(fields.Nested(_Entry), required=True, data_key="entry")


_BATCH = _Batch()


def handshake(delivery: Delivery, _secrets: Secrets, options: Options) -> Said | None:
    """Give the challenge back to who knows the verify token."""
    query = delivery.query
    if delivery.method != "GET" or query.get("hub.mode") != "subscribe":
        return None
    challenge = to_id(query.get("hub.challenge"))  # whatever else it is, a browser might run
    try:
        verify_secret(query.get("hub.verify_token"), [options.get("verify_token", "").encode()])
    except BadSignature:
        challenge = ""
    return Said(body=challenge) if challenge else Said(status=403)


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the leads of a batch, as ids: some come again in other company."""
    batch = load_shape(_BATCH, decode_json(delivery))
    values = (
        change["value"]
        for entry in batch["entries"]
        for change in entry["changes"]
        if change["field"] == "leadgen"
    )
    ids = (to_id(value.get("leadgen_id")) if isinstance(value, dict) else "" for value in values)
    return Reading(tuple(Submission(ref=own_id) for own_id in ids), apart=True)


def look_up(
    submissions: Sequence[Submission], _options: Options, token: str
) -> Asking[list[Submission | None]]:
    """Ask for the leads, fifty at a time."""
    ids = list(dict.fromkeys(one.ref for one in submissions if one.ref))
    groups = [ids[start : start + MAX_IDS] for start in range(0, len(ids), MAX_IDS)]
    found: dict[str, Submission] = {}
    while groups:
        group = groups.pop(0)
        leads = yield from _ask_for(group, token)
        if leads is None and len(group) > 1:  # one that is gone costs the others their answer
            groups += [[own_id] for own_id in group]
        for own_id, lead in (leads or {}).items():
            found[own_id] = Submission(_answers(lead))
    return [found.get(one.ref) for one in submissions]


def _ask_for(ids: Sequence[str], token: str) -> Asking[Mapping[str, Any] | None]:
    """Return what is known by id; ``None`` where the whole request is answered with an error."""
    alone = ids[0] if len(ids) == 1 else ""
    query = {"fields": "field_data"} if alone else {"ids": ",".join(ids), "fields": "field_data"}
    request = Ask(
        url=f"{GRAPH}/{alone}?{urlencode(query, safe=',')}",
        headers=(("authorization", f"Bearer {token}"),),
    )
    answer = yield from ask(request, ADVICE, _meant)
    if not isinstance(answer, dict):
        return None
    return {alone: answer} if alone else answer


def _meant(told: Told) -> int:
    """Return the status that an error code stands for: most of them come with a 400."""
    match told.body:
        case {"error": {"code": int(code)}} if code in REFUSED:
            return 401
        case {"error": {"code": int(code)}} if code in LATER:
            return 503
    return told.status


def _answers(lead: Any) -> tuple[Answer, ...]:
    """Return the answers of a lead: [{"name": "email", "values": ["ada@example.com"]}]."""
    return tuple(
        answer
        for question in objects(lead, "field_data")
        for answer in asked(str(question.get("name")), question.get("values"))
    )


SOURCE = Source(
    slug="meta-lead-ads",
    docs="https://developers.facebook.com/docs/graph-api/webhooks/getting-started",
    parse=parse,
    verify=SignedBody("x-hub-signature-256", encoding="hex", prefix="sha256="),
    options=MetaOptions,
    handshake=handshake,
    look_up=look_up,
    answer_within_s=15.0,
    rejected_status=200,
)
