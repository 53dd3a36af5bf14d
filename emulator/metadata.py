"""The metadata server that a process on Cloud Run asks who it is and for a token.

Documented  the header ``Metadata-Flavor: Google``, required and answered; the paths; ``scopes``
            narrows a token (docs.cloud.google.com/compute/docs/metadata)
"""

import json

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from emulator.calls import answer, google_of, suffer
from emulator.errors import JSON
from emulator.identity import CLOUD, EMAIL, PROJECT
from emulator.oauth import describe

FLAVOR = {"Metadata-Flavor": "Google"}
ACCOUNTS = "instance/service-accounts/"
INFO = {"aliases": ["default"], "email": EMAIL, "scopes": [CLOUD]}
TEXTS = {
    "project/project-id": PROJECT,
    "universe/universe-domain": "googleapis.com",
    "email": EMAIL,
    "scopes": CLOUD,
    "": json.dumps(INFO),
}


async def metadata(request: Request) -> Response:
    """Answer any path of metadata.google.internal."""
    if not flavored(request):
        return PlainTextResponse("Missing Metadata-Flavor:Google header.", 403)
    path: str = request.path_params["path"]
    account, _, item = path.removeprefix(ACCOUNTS).partition("/")
    if path.startswith(ACCOUNTS) and account in {"default", EMAIL}:
        path = item
    if path == "token":
        response = await _token(request)
    elif path in TEXTS:
        kind = "application/text" if path else "application/json"
        response = Response(TEXTS[path], media_type=kind)
    else:
        response = PlainTextResponse("Not found.", 404)
    response.headers.update(FLAVOR)
    return response


def flavored(request: Request) -> bool:
    """Tell whether a request is for the metadata server."""
    return request.headers.get("metadata-flavor") == "Google"


async def _token(request: Request) -> Response:
    google = google_of(request)
    call = google.begin("metadata.token")
    call.account = EMAIL
    scopes = request.query_params.get("scopes", CLOUD).split(",")

    def issue(_: frozenset[int]) -> JSON:
        return describe(google.identity.issue(EMAIL, scopes, google.now()), google.now())

    return await answer(google, call, lambda: suffer(google, call, [], issue))


ROUTES = [Route("/computeMetadata/v1/{path:path}", metadata)]
