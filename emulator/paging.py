"""Pages of a list: how many, from where, and the token that leads to the next one.

Documented  sizes 1 to 1000, 0 for the default; with a token all other parameters must be the same
Inferred    the texts of the refusals; that a listing does not change between its pages
"""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from emulator.errors import JSON, ApiError

MAX_SIZE = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """A place in a list: ``size`` items from ``offset``, under the parameters ``query``.

    ``view`` is what the first page remembered for its successors, empty on the first page.
    """

    offset: int
    size: int
    query: JSON
    view: list[int] = field(default_factory=list)

    def cut(self, items: list[Any], view: list[int]) -> tuple[list[Any], JSON]:
        """Return this page's items, and ``nextPageToken`` as JSON where there is a next page."""
        end = self.offset + self.size
        if end >= len(items):
            return items[self.offset :], {}
        raw = json.dumps([end, self.query, view]).encode()
        token = base64.urlsafe_b64encode(raw).decode()
        return items[self.offset : end], {"nextPageToken": token}


def read_page(query: JSON, default_size: int) -> Page:
    """Return the page that query parameters ask for; ApiError 400 for bad ones."""
    size = query.get("pageSize") or default_size
    if not 1 <= size <= MAX_SIZE:
        raise ApiError(400, f"Page size must be between 1 and {MAX_SIZE}.")
    others = {name: value for name, value in query.items() if name != "pageToken"}
    if "pageToken" not in query:
        return Page(0, size, others)
    try:
        offset, first_query, view = json.loads(base64.urlsafe_b64decode(query["pageToken"]))
    except ValueError:
        raise ApiError(400, "Invalid page token.") from None
    if first_query != others:
        raise ApiError(400, "Request parameters do not match those of the page token.")
    return Page(offset, size, others, view)
