"""Everything that is wrong with a configuration, collected instead of raised one by one."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import Schema, ValidationError


class Problems(list[str]):
    """Lines such as ``routes.leads.region: Not a region.``; none quotes a secret."""

    def add(self, place: str, what: str) -> None:
        """Note a problem and where it is."""
        self.append(f"{place}: {what}")

    def load(self, schema: Schema, data: Any, place: str) -> dict[str, Any]:
        """Return what the schema can read of ``data``, noting what it cannot."""
        try:
            loaded = schema.load(data)
        except ValidationError as error:
            for path, message in _walk(error.messages, place):
                self.add(path, message)
            loaded = error.valid_data
        return loaded if isinstance(loaded, dict) else {}


def _walk(messages: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _walk(inner, place if key == "_schema" else f"{place}.{key}".lstrip("."))
    elif isinstance(messages, str):
        yield place, messages
    else:
        for message in messages:
            yield from _walk(message, place)
