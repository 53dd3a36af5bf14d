"""Zapier, "Webhooks by Zapier": whatever the author of a Zap chose to send.

Shape   a form (Zapier's default), JSON, XML, or the fields in the URL of a GET; one record, or a
        list of them ("Wrap Request In Array"); values are texts mostly, line items lists, and
        a key such as address__city is a path
Proof   none of its own: a shared token
Waits   about 30 s; comes again only if the author replays it
Source  https://zapier.com/help/create/code-webhooks/send-webhooks-in-zaps
"""

from adapter.sources.freeform import METHODS, Freeform, parse
from adapter.sources.source import Source

SOURCE = Source(
    slug="zapier",
    docs="https://zapier.com/help/create/code-webhooks/send-webhooks-in-zaps",
    parse=parse,
    options=Freeform,
    methods=METHODS,
    answer_within_s=25.0,
)
