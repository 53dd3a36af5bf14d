"""What every source promises, held against every sample of every source."""

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapter.errors import BadSignature
from adapter.model import Delivery
from adapter.sources import SLUGS, SOURCES

from .samples import FOLDER, SAMPLES, Sample, outcomes

ROOT = Path(__file__).parent.parent.parent
DOCS, PYPROJECT = ROOT / "docs/sources", ROOT / "pyproject.toml"
ORIGINS = ("recorded", "vendor docs", "derived")

ADDRESS = re.compile(r"(?:@|%40)([\w.-]*)")


def samples(chosen: Callable[[Sample], bool]) -> pytest.MarkDecorator:
    """Return the mark that runs a test once a sample."""
    found = [sample for sample in SAMPLES if chosen(sample)]
    return pytest.mark.parametrize("sample", found, ids=lambda sample: sample.name)


def extensible(sample: Sample) -> bool:
    """Tell whether a sender may add keys, and Python's own json can: it loses long numbers.

    The source people is as strict as Google, who refuses unknown keys.
    """
    strict = sample.source.slug == "people" or sample.name == "json/big-numbers"
    return "json" in content_type(sample) and sample.delivery.body[:1] in b"{[" and not strict


def content_type(sample: Sample) -> str:
    """Return what the sample says that it is."""
    return sample.delivery.headers.get("content-type", "")


every_sample = samples(lambda _sample: True)
signed_samples = samples(lambda s: s.signed and not any(p[0] in "?=" for p in s.meta["proof"]))
dated_samples = samples(lambda sample: sample.dated)
extensible_samples = samples(extensible)
samples_of_text = samples(lambda s: bool(s.delivery.body) and "multipart" not in content_type(s))


def rows(sample: Sample, posted: Delivery | None = None) -> list[dict[str, Any]]:
    """Return what is read in the delivery, or in one made from it."""
    return outcomes(sample.source.parse(posted or sample.delivery, sample.options))


def widened(value: Any) -> Any:
    """Return JSON with a key that no sender has sent so far in each object of a known shape."""
    match value:
        case dict():
            return {**{key: widened(inner) for key, inner in value.items()}, "x_new": None}
        case list():
            return [widened(item) for item in value]
        case _:
            return value


class TestProof:
    """Who cannot prove where a delivery comes from is refused."""

    @every_sample
    def test_a_true_proof_is_accepted(self, sample: Sample) -> None:
        """The sender's own signature or token passes."""
        sample.verify()

    @signed_samples
    def test_any_changed_byte_of_the_body_is_refused(self, sample: Sample) -> None:
        """A signature holds for the body's bytes as they came, wherever the change is."""
        body = sample.delivery.body
        for place in range(0, len(body), max(1, len(body) // 50)):
            changed = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
            with pytest.raises(BadSignature):
                sample.verify(replace(sample.delivery, body=changed))

    @every_sample
    def test_a_missing_proof_is_refused(self, sample: Sample) -> None:
        """Each header that the proof is made of is needed."""
        for proof in sample.meta["proof"]:
            with pytest.raises(BadSignature):
                sample.verify(sample.without(proof))

    @every_sample
    def test_a_changed_proof_is_refused(self, sample: Sample) -> None:
        """No header of the proof may be another one."""
        for proof in sample.meta["proof"]:
            if proof.startswith("?"):
                changed = replace(sample.delivery, query={proof[1:]: "another"})
            elif proof.startswith("="):
                text = proof[1:].encode()
                body = sample.delivery.body.replace(text, text[:-1] + b"\x7f")
                changed = replace(sample.delivery, body=body)
            else:
                text = sample.delivery.headers[proof]
                headers = {**sample.delivery.headers, proof: text[:-3] + text[-2:]}
                changed = replace(sample.delivery, headers=headers)
            with pytest.raises(BadSignature):
                sample.verify(changed)

    @every_sample
    def test_a_wrong_secret_is_refused(self, sample: Sample) -> None:
        """A proof made with somebody else's secret is none."""
        with pytest.raises(BadSignature):
            sample.verify(secrets=(sample.secret() + b"!",))

    @every_sample
    def test_an_empty_secret_proves_nothing(self, sample: Sample) -> None:
        """A secret that was left blank accepts nobody, instead of everybody."""
        with pytest.raises(BadSignature):
            sample.verify(secrets=(b"",))

    @every_sample
    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_any_secret_of_a_rotation_is_accepted(self, sample: Sample, place: int) -> None:
        """While secrets are changed, old and new ones hold."""
        secrets = [b"an older one", b"a newer one"]
        secrets.insert(place, sample.secret())
        sample.verify(secrets=tuple(secrets))

    @signed_samples
    def test_a_test_delivery_can_be_signed(self, sample: Sample) -> None:
        """Whoever sets it up need not wait for a visitor; a proof in the body is there already."""
        sign, now = sample.source.signer, sample.meta.get("now", 0)
        if sign is None:
            assert all(proof.startswith("=") for proof in sample.meta["proof"])
            return
        proved = sign(sample.delivery, sample.secret(), now, sample.options)
        sample.verify(replace(sample.delivery, headers={**sample.delivery.headers, **proved}))

    @dated_samples
    @pytest.mark.parametrize("way", [-1, 1])
    def test_some_minutes_either_way_are_accepted(self, sample: Sample, way: int) -> None:
        """Clocks differ, and networks take their time: five minutes, mostly."""
        sample.verify(later_s=way * sample.tolerance_s)

    @dated_samples
    @pytest.mark.parametrize("way", [-1, 1])
    @pytest.mark.parametrize("more_s", [1, 1e9])
    def test_a_stale_or_future_signature_is_refused(
        self, sample: Sample, way: int, more_s: float
    ) -> None:
        """What was overheard cannot be sent again tomorrow."""
        with pytest.raises(BadSignature):
            sample.verify(later_s=way * (sample.tolerance_s + more_s))


class TestReading:
    """What a delivery holds is read the same way, whatever surrounds it."""

    @every_sample
    def test_each_row_becomes_what_is_expected(self, sample: Sample) -> None:
        """contacts.json tells the person of each row, or its errors."""
        assert outcomes(sample.people) == sample.contacts

    @every_sample
    def test_the_same_bytes_are_read_the_same_way_twice(self, sample: Sample) -> None:
        """Nothing is remembered from one delivery to the next."""
        first = sample.source.parse(sample.delivery, sample.options)
        assert sample.source.parse(sample.delivery, sample.options) == first

    @extensible_samples
    def test_unknown_keys_change_nothing(self, sample: Sample) -> None:
        """Senders add keys without notice; one that holds nothing is nothing."""
        body = json.dumps(widened(json.loads(sample.delivery.body.decode("utf-8-sig"))))
        posted = replace(sample.delivery, body=body.encode())
        assert rows(sample, posted) == rows(sample)

    @samples_of_text
    def test_a_byte_order_mark_changes_nothing(self, sample: Sample) -> None:
        """Windows tools begin a body with one."""
        body = sample.delivery.body.removeprefix(b"\xef\xbb\xbf")
        posted = replace(sample.delivery, body=b"\xef\xbb\xbf" + body)
        assert rows(sample, posted) == rows(sample)

    @every_sample
    def test_headers_that_say_nothing_to_the_source_change_nothing(self, sample: Sample) -> None:
        """Proxies add headers of their own."""
        headers = {**sample.delivery.headers, "x-forwarded-for": "192.0.2.1"}
        posted = replace(sample.delivery, headers=headers)
        before = sample.source.parse(sample.delivery, sample.options)
        assert sample.source.parse(posted, sample.options) == before


class TestRegister:
    """A source is registered, documented and sampled, or a test names what was forgotten."""

    @pytest.mark.parametrize("slug", SOURCES)
    def test_every_source_has_a_sample(self, slug: str) -> None:
        """A source without a sample is a claim."""
        assert any(sample.folder.parent.name == slug for sample in SAMPLES)

    @pytest.mark.parametrize("slug", SOURCES)
    def test_every_source_names_its_documentation(self, slug: str) -> None:
        """Whoever doubts a line can read what it obeys."""
        assert SOURCES[slug].docs.startswith("https://")

    @pytest.mark.parametrize("slug", SOURCES)
    def test_every_source_has_a_page(self, slug: str) -> None:
        """What to set up where, and what happens when it fails."""
        page = (DOCS / f"{slug}.md").read_text("utf-8")
        assert f"source: {slug}" in page
        assert SOURCES[slug].docs in page

    @pytest.mark.parametrize("slug", SOURCES)
    def test_a_page_says_whether_a_delivery_is_parked(self, slug: str) -> None:
        """Somebody has to look, then."""
        source, page = SOURCES[slug], (DOCS / f"{slug}.md").read_text("utf-8")
        [failure] = [line for line in page.splitlines() if line.startswith("| on failure |")]
        assert ("parked" in failure) is not (source.retries and source.persists)

    @pytest.mark.parametrize("slug", SOURCES)
    def test_a_sender_that_does_not_come_again_is_not_told_to(self, slug: str) -> None:
        """Nobody reads its 422, and the rows are parked."""
        assert SOURCES[slug].retries or SOURCES[slug].rejected_status == 200

    def test_the_list_is_in_order(self) -> None:
        """And the wall between sources is drawn around each of them."""
        assert list(SLUGS) == sorted(SLUGS)
        with PYPROJECT.open("rb") as file:
            contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
        [wall] = [c for c in contracts if c["name"] == "A source knows no other source"]
        modules = [f"adapter.sources.{slug.replace('-', '_')}" for slug in SLUGS]
        assert wall["modules"] == modules

    @pytest.mark.parametrize("slug", SOURCES)
    def test_a_slug_is_the_name_of_its_module(self, slug: str) -> None:
        """One word finds the code, the samples and the documentation."""
        assert SOURCES[slug].slug == slug

    @pytest.mark.parametrize("slug", SOURCES)
    def test_a_source_answers_before_its_sender_gives_up(self, slug: str) -> None:
        """A time to answer is set, and no longer than Cloud Run's own hour."""
        assert 0 < SOURCES[slug].answer_within_s < 3600

    def test_every_folder_of_samples_names_a_source(self) -> None:
        """A sample that belongs to no source would never be read."""
        assert {path.name for path in FOLDER.iterdir() if path.is_dir()} <= SOURCES.keys()

    @every_sample
    def test_a_sample_says_where_it_comes_from(self, sample: Sample) -> None:
        """Recorded, from the vendor's pages, or derived: a reader can weigh it."""
        assert sample.meta["origin"] in ORIGINS
        assert sample.meta["url"].startswith("https://")
        assert {"date", "altered"} <= sample.meta.keys()

    @every_sample
    def test_nobody_in_a_sample_is_real(self, sample: Sample) -> None:
        """Every e-mail address is of the domain that belongs to nobody."""
        domains = ADDRESS.findall(sample.delivery.body.decode())
        assert all(domain in ("example", "example.com", "home.example.com") for domain in domains)
