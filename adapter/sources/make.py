"""Make, its HTTP app: whatever the author of a scenario chose to send.

Shape   JSON, often typed by hand around the values, a form, multipart, or the fields in the URL;
        one record, or a list of them
Proof   none of its own: a shared token
Waits   40 s unless set otherwise; comes again only if the scenario handles the error so
Source  https://apps.make.com/http
"""

from adapter.sources.freeform import METHODS, Freeform, parse
from adapter.sources.source import Source

SOURCE = Source(
    slug="make",
    docs="https://apps.make.com/http",
    parse=parse,
    options=Freeform,
    methods=METHODS,
    answer_within_s=35.0,
)
