"""The senders we understand: ``SLUGS`` is the one list of them, ``SOURCES`` finds each.

A module is imported when a route names it: a deployment has a few senders, and every one of thirty
would cost it a part of its start.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module

from adapter.sources.source import Source

SLUGS = (
    "activecampaign",
    "calendly",
    "cloudevents",
    "cognito-forms",
    "contact-form-7",
    "elementor",
    "fillout",
    "formspree",
    "google-ads",
    "google-forms",
    "gravity-forms",
    "hubspot",
    "hubspot-workflow",
    "intercom",
    "jotform",
    "json",
    "linkedin",
    "mailchimp",
    "make",
    "meta-lead-ads",
    "n8n",
    "netlify",
    "paperform",
    "people",
    "pipedrive",
    "salesforce",
    "shopify",
    "standard-webhooks",
    "stripe",
    "surveymonkey",
    "tally",
    "typeform",
    "unbounce",
    "webflow",
    "wpforms",
    "wufoo",
    "zapier",
    "zoho-crm",
)


class _Register(Mapping[str, Source]):
    """The sources by slug."""

    def __getitem__(self, slug: str) -> Source:
        if slug not in SLUGS:
            raise KeyError(slug)
        source: Source = import_module(f"adapter.sources.{slug.replace('-', '_')}").SOURCE
        return source

    def __iter__(self) -> Iterator[str]:
        return iter(SLUGS)

    def __len__(self) -> int:
        return len(SLUGS)


SOURCES = _Register()
