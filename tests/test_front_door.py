"""Every sample of every source, posted to the whole function as its sender posts it."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
import yaml

from adapter.sources import SOURCES

from .house import House
from .sources.samples import SAMPLES, Sample

JSON = dict[str, Any]
samples = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


class Sender(httpx.AsyncBaseTransport):
    """The senders' own services, in front of Google: they answer what the sample says."""

    def __init__(self, google: httpx.AsyncBaseTransport, sample: Sample) -> None:
        self.google = google
        path = sample.folder / "lookup.json"
        self.answers = json.loads(path.read_text("utf-8")) if path.exists() else []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, or pass on."""
        if request.url.host.endswith(".googleapis.com"):
            return await self.google.handle_async_request(request)
        if not self.answers:  # whom it did not know it does not know now
            return httpx.Response(404)
        answer = self.answers.pop(0)
        return httpx.Response(answer["status"], json=answer["body"])


@pytest.fixture
def open_door(build: Callable[..., House]) -> Callable[[Sample], House]:
    """Return what builds a house with one route, for the sender of a sample."""

    def open_door(sample: Sample) -> House:
        options = dict(sample.meta.get("options", {}))
        route = {"source": sample.source.slug, "options": options}
        if not sample.signed:
            route["authentication"] = "token"
        document = {
            "defaults": {"account": "sales@example.com", "credentials": "user"},
            "routes": {"leads": route},
        }
        house = build(
            routes=yaml.safe_dump(document),
            transport=lambda google: Sender(google, sample),
            WEBHOOK_SECRETS_LEADS=sample.meta["secret"],
            LOOKUP_TOKEN_LEADS="a-token",
        )
        house.later_s += sample.meta.get("now", house.now()) - house.now()
        return house

    return open_door


def post(house: House, sample: Sample) -> httpx.Response:
    """Post a sample."""
    posted = sample.delivery
    query = f"?{urlencode(posted.query)}" if posted.query else ""
    headers = {"authorization": "", **posted.headers}
    story = house.send(posted.method, f"/leads{query}", posted.body or None, headers)
    return house.stage.run(story)


@samples
def test_a_sample_is_carried_out_once(open_door: Callable[[Sample], House], sample: Sample) -> None:
    """Its people are contacts, its sender is answered as it wants, and a repeat changes nothing."""
    if urlsplit(sample.delivery.url).path != "/leads":
        pytest.skip("its signature is for another address")
    house = open_door(sample)
    people = [person for person in sample.contacts if "errors" not in person]
    answer = post(house, sample)
    good = 200 if people or not sample.contacts else SOURCES[sample.source.slug].rejected_status
    assert answer.status_code == good, answer.text
    assert len(house.contacts()) == len(people)
    assert post(house, sample).status_code == good
    assert len(house.contacts()) == len(people)


@samples
def test_a_stranger_creates_nobody(open_door: Callable[[Sample], House], sample: Sample) -> None:
    """Without its proof a delivery is refused, whatever it holds."""
    house = open_door(sample)
    for proof in sample.meta["proof"]:
        stripped = sample.without(proof)
        query = f"?{urlencode(stripped.query)}" if stripped.query else ""
        headers = {"authorization": "", **stripped.headers}
        story = house.send(stripped.method, f"/leads{query}", stripped.body or None, headers)
        assert house.stage.run(story).status_code == 401
    assert house.contacts() == []
