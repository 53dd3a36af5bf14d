"""Whether every account can be written to, before the first lead: nothing is created."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from adapter.accounts import Accounts
from adapter.errors import AdapterError
from adapter.route import Access, Route


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about an account; ``detail`` is the one thing to do, if any."""

    account: str
    routes: tuple[str, ...]
    code: str = "ok"
    detail: str = ""

    @property
    def good(self) -> bool:
        """Whether contacts can be written."""
        return self.code == "ok"


async def check(routes: Mapping[str, Route], accounts: Accounts) -> list[Finding]:
    """Return a finding for each account, all checked at once."""
    named: dict[str, list[Route]] = {}
    for route in routes.values():
        if route.access is not Access.CALLER:
            named.setdefault(route.account.casefold(), []).append(route)
    return await asyncio.gather(*(_check(shared, accounts) for shared in named.values()))


async def _check(shared: list[Route], accounts: Accounts) -> Finding:
    account, names = shared[0].account, tuple(route.name for route in shared)
    try:
        await accounts.check(shared[0])
    except AdapterError as error:
        return Finding(account, names, error.code, error.detail)
    return Finding(account, names)
