"""n8n, the node HTTP Request: whatever the author of a workflow chose to send.

Shape   the fields in the URL of a GET, n8n's default; JSON, a form or multipart once its body is
        switched on; a request for each item, or one with a list of them
Proof   none of its own: a shared token
Waits   five minutes; comes again only if the node's "Retry On Fail" is on
Source  https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.httprequest/
"""

from adapter.sources.freeform import METHODS, Freeform, parse
from adapter.sources.source import Source

SOURCE = Source(
    slug="n8n",
    docs="https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.httprequest/",
    parse=parse,
    options=Freeform,
    methods=METHODS,
    answer_within_s=55.0,
)
