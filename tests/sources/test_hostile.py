"""Whatever anybody posts to any source, it is read or refused, and soon."""

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.contacts.convert import convert
from adapter.contacts.mapping import Rules
from adapter.errors import AdapterError, BadSignature, MalformedBody, UnsupportedBody
from adapter.model import Delivery
from adapter.sources import SOURCES
from adapter.sources.decode import FORM
from adapter.sources.source import Source

from .hostile import LAWFUL, MEBIBYTE, best_ms, json_values, latin_1
from .samples import SAMPLES, Sample, delivery

every_source = pytest.mark.parametrize("source", SOURCES.values(), ids=lambda s: s.slug)
signing_sources = pytest.mark.parametrize(
    "source", [source for source in SOURCES.values() if source.verify], ids=lambda s: s.slug
)
json_samples = pytest.mark.parametrize(
    "sample",
    [sample for sample in SAMPLES if sample.delivery.body[:1] in (b"{", b"[")],
    ids=lambda sample: sample.name,
)
content_types = st.sampled_from(
    ["", "application/json", "text/plain", "text/xml", FORM, "multipart/form-data; boundary=x"]
)
queries = st.dictionaries(st.text(max_size=9), st.text(max_size=20), max_size=3)


def samples_of(source: Source) -> list[Sample]:
    """Return the samples of a source."""
    return [sample for sample in SAMPLES if sample.source.slug == source.slug]


def read(source: Source, posted: Delivery) -> None:
    """Read a delivery, and convert what is read, or be refused."""
    options = samples_of(source)[0].options
    with suppress(MalformedBody, UnsupportedBody):
        for submission in source.parse(posted, options).submissions:
            convert(submission, Rules())


@st.composite
def altered(draw: st.DrawFn, value: Any) -> Any:
    """Return the value with one thing in it that is anything."""
    places = list(value) if isinstance(value, dict) else []
    places = list(range(len(value))) if isinstance(value, list) else places
    if not places or draw(st.integers(0, 3)) == 0:
        return draw(json_values)
    place = draw(st.sampled_from(places))
    copy = value.copy()
    copy[place] = draw(altered(value[place]))
    return copy


@every_source
@LAWFUL
@given(body=st.binary(max_size=200), content_type=content_types, query=queries)
def test_any_bytes_are_read_or_refused(
    source: Source, body: bytes, content_type: str, query: dict[str, str]
) -> None:
    """Nothing but MalformedBody and UnsupportedBody leaves."""
    headers = {**samples_of(source)[0].delivery.headers, "content-type": content_type}
    read(source, replace(delivery(body), headers=headers, query=query))


@every_source
@LAWFUL
@given(value=json_values)
def test_any_json_is_read_or_refused(source: Source, value: Any) -> None:
    """A proxy's page, another event, a shape of next year."""
    read(source, delivery(json.dumps(value)))


@json_samples
@LAWFUL
@given(data=st.data())
def test_a_known_shape_with_anything_in_it_is_read_or_refused(
    sample: Sample, data: st.DataObject
) -> None:
    """One value after another is not what it was."""
    text = sample.delivery.body.decode("utf-8-sig")
    value = data.draw(altered(json.loads(text, strict=False)))
    read(sample.source, replace(sample.delivery, body=json.dumps(value).encode()))


@signing_sources
@LAWFUL
@given(data=st.data())
def test_any_proof_is_refused(source: Source, data: st.DataObject) -> None:
    """Whatever the headers hold, nothing but BadSignature leaves."""
    sample = next(one for one in samples_of(source) if one.signed)
    headers = {name: data.draw(latin_1) for name in sample.delivery.headers}
    body = data.draw(st.binary(max_size=50))
    secrets = data.draw(st.lists(st.binary(max_size=9), max_size=3))
    posted = replace(sample.delivery, headers=headers, body=body)
    assert source.verify is not None
    with pytest.raises(BadSignature):
        source.verify(posted, secrets, 0, sample.options)


@every_source
@LAWFUL
@given(method=st.sampled_from(["GET", "HEAD", "OPTIONS", "POST"]), query=queries, text=latin_1)
def test_any_handshake_is_answered_or_none(
    source: Source, method: str, query: dict[str, str], text: str
) -> None:
    """A stranger may ask; whatever is answered fits into a header and a body."""
    if source.handshake is None:
        return
    sample = samples_of(source)[0]
    posted = replace(delivery(), method=method, query=query, headers={"x-hook-secret": text})
    said = source.handshake(posted, [sample.secret()], sample.options)
    assert said is None or 200 <= said.status < 500


BODIES = {
    "a nest": b"[" * MEBIBYTE,
    "objects in objects": b'{"a":' * (MEBIBYTE // 5),
    "a million form fields": b"a&" * (MEBIBYTE // 2),
    "bracket keys": b"a[b][c][d]=1&" * (MEBIBYTE // 13),
    "a long number": b'{"a":' + b"9" * MEBIBYTE + b"}",
    "a long string": b'{"a":"' + b"\\n" * (MEBIBYTE // 2) + b'"}',
    "elements in elements": b"<a>" * (MEBIBYTE // 3),
}


@every_source
@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("content_type", ["application/json", FORM, "text/xml"])
def test_a_megabyte_takes_no_time(source: Source, name: str, content_type: str) -> None:
    """Others wait for their turn meanwhile."""
    sample = samples_of(source)[0]
    headers = {**sample.delivery.headers, "content-type": content_type}
    posted = replace(sample.delivery, headers=headers, body=BODIES[name])

    def work() -> None:
        with suppress(AdapterError):
            if source.verify and sample.signed:
                source.verify(posted, [sample.secret()], 0, sample.options)
        with suppress(AdapterError):
            source.parse(posted, sample.options)

    assert best_ms(work) < 200
