"""The senders we understand. ``SOURCES`` is the one list of them; a module each."""

from adapter.sources import json, people, standard_webhooks, typeform
from adapter.sources.source import Source

SOURCES: dict[str, Source] = {
    module.SOURCE.slug: module.SOURCE for module in (json, people, standard_webhooks, typeform)
}
