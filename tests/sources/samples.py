"""The samples: one delivery a folder, as its sender posts it, and what it must become."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from adapter.contacts.convert import convert
from adapter.contacts.mapping import Rules
from adapter.model import Delivery, Reading, Submission
from adapter.sources import SOURCES
from adapter.sources.ask import Ask, Told
from adapter.sources.source import Source
from adapter.sources.verify import verify_token

FOLDER = Path(__file__).parent.parent / "samples"


def delivery(
    body: bytes | str = b"", content_type: str = "application/json", **headers: str
) -> Delivery:
    """Return a delivery as the web hands it over; ``x_token="…"`` becomes the header x-token."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if content_type:
        named = {"content-type": content_type, **named}
    raw = body.encode() if isinstance(body, str) else body
    url = "https://adapter.example.com/leads"
    return Delivery(method="POST", url=url, headers=named, query={}, body=raw)


def as_json(body: Any, **headers: str) -> Delivery:
    """Return a delivery of JSON."""
    return delivery(json.dumps(body), **headers)


def prove(
    source: Source, posted: Delivery, secrets: Sequence[bytes], now: float = 0, **options: Any
) -> None:
    """Check the signature of a delivery to a source whose sender signs."""
    assert source.verify is not None
    source.verify(posted, secrets, now, options)


def look_up(
    source: Source, submissions: Sequence[Submission], answers: Sequence[Told], **options: Any
) -> tuple[list[Submission | None], list[Ask]]:
    """Play answers at a look-up; return whom it found, and what it asked."""
    assert source.look_up is not None
    asking, asked, told = source.look_up(submissions, options, "a-token"), [], iter(answers)
    try:
        asked.append(next(asking))
        while True:
            asked.append(asking.send(next(told)))
    except StopIteration as end:
        return end.value, asked


@dataclass(frozen=True)
class Sample:
    """A folder of ``tests/samples``: meta.json, headers.json, body.*, contacts.json.

    Of a sender that delivers ids only there is lookup.json, too.
    """

    folder: Path

    @property
    def name(self) -> str:
        """Return ``source/case``."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def source(self) -> Source:
        """Return the source that the folder is named after."""
        return SOURCES[self.folder.parent.name]

    @cached_property
    def meta(self) -> dict[str, Any]:
        """Return where it comes from, and the secret, options and time it takes to verify it."""
        return self._json("meta.json")  # type: ignore[no-any-return]

    @cached_property
    def contacts(self) -> list[dict[str, Any]]:
        """Return what is expected: a person a row, or ``{"errors": [{"field", "code"}]}``."""
        return self._json("contacts.json")  # type: ignore[no-any-return]

    @cached_property
    def delivery(self) -> Delivery:
        """Return the delivery as it was posted, or as it came without a body."""
        body = b"".join(path.read_bytes() for path in self.folder.glob("body.*"))
        query, headers = self.meta.get("query", {}), self._json("headers.json")
        url = self.meta.get("posted_to", "https://adapter.example.com/leads")
        if query:
            url += f"?{urlencode(query)}"
        method = self.meta.get("method", "POST")
        return Delivery(method=method, url=url, headers=headers, query=query, body=body)

    @cached_property
    def options(self) -> Mapping[str, Any]:
        """Return the options of its route, loaded by its source."""
        return self.source.options().load(self.meta.get("options", {}))  # type: ignore[no-any-return]

    @property
    def signed(self) -> bool:
        """Tell whether the sender signs; it shows a token otherwise."""
        if self.meta.get("authentication") == "token":
            return False
        needed = self.source.signature_option
        return self.source.verify is not None and (not needed or needed in self.options)

    @property
    def dated(self) -> bool:
        """Tell whether the signature holds for some minutes only."""
        return "now" in self.meta

    @property
    def tolerance_s(self) -> float:
        """Return for how long."""
        return self.meta.get("tolerance_s", 300.0)  # type: ignore[no-any-return]

    def secret(self, text: str | None = None) -> bytes:
        """Return the secret, or another text, as the route would load it."""
        load = self.source.load_secret if self.signed else str.encode
        return load(self.meta["secret"] if text is None else text)

    def verify(
        self,
        posted: Delivery | None = None,
        *,
        secrets: tuple[bytes, ...] | None = None,
        later_s: float = 0,
    ) -> None:
        """Check the proof of the delivery, or of one made from it, as the service would."""
        posted, secrets = posted or self.delivery, secrets or (self.secret(),)
        if not self.signed or self.source.verify is None:
            verify_token(posted.headers, posted.query, secrets)
        else:
            self.source.verify(posted, secrets, self.meta.get("now", 0) + later_s, self.options)

    @cached_property
    def people(self) -> Reading:
        """Return what is read in the delivery, those who had to be looked up looked up.

        ``lookup.json`` holds what their service answers: ``[{"url", "status", "body"}]``.
        """
        reading = self.source.parse(self.delivery, self.options)
        if self.source.look_up is None:
            return reading
        played = self._json("lookup.json")
        answers = [Told(one["status"], one["body"]) for one in played]
        found, asked = look_up(self.source, reading.submissions, answers, **self.options)
        assert [one.url for one in asked] == [one["url"] for one in played]
        return replace(reading, submissions=tuple(filter(None, found)))

    def without(self, proof: str) -> Delivery:
        """Return the delivery without a part of its proof.

        ``header``, ``?parameter`` of the URL, or ``=text`` in the body.
        """
        if proof.startswith("="):
            body = self.delivery.body.replace(proof[1:].encode(), b"")
            return replace(self.delivery, body=body)
        if proof.startswith("?"):
            query = {name: text for name, text in self.delivery.query.items() if name != proof[1:]}
            return replace(self.delivery, query=query)
        headers = {name: text for name, text in self.delivery.headers.items() if name != proof}
        return replace(self.delivery, headers=headers)

    def _json(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text("utf-8"))


SAMPLES = [Sample(folder) for folder in sorted(FOLDER.glob("*/*")) if folder.is_dir()]


def sample(name: str) -> Sample:
    """Return the sample of a name, ``source/case``."""
    return next(one for one in SAMPLES if one.name == name)


def outcomes(reading: Reading) -> list[dict[str, Any]]:
    """Return what becomes of each row under the rules of a route that says nothing."""
    rows = []
    for submission in reading.submissions:
        converted = convert(submission, Rules())
        errors = [{"field": error.field, "code": error.code} for error in converted.errors]
        rows.append({"errors": errors} if errors else converted.person)
    return rows
