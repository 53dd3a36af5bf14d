"""What is handed to the queue, where there is one."""

from adapter.errors import AdapterError
from adapter.ledger.parked import Parked
from adapter.log import log
from adapter.parcel import split, wrap
from adapter.received import Received
from adapter.route import Access
from adapter.tasks import MAX_BYTES, Tasks


class Outbox:
    """Hands deliveries to the queue; ``tasks`` is ``None`` where there is none."""

    def __init__(self, tasks: Tasks | None) -> None:
        self._tasks = tasks

    async def send(
        self, received: Received, left: Parked, *, at: float | None = None, apart: bool = False
    ) -> bool:
        """Hand over what is left of a delivery; return whether the queue has it.

        What is too long goes in parts, each under a claim of its own, if ``apart`` says that
        nothing of it has another: what was begun stays under the claim that it has. A caller's
        token is not kept, so a caller's contacts are not queued.
        """
        if self._tasks is None or received.route.access is Access.CALLER:
            return False
        parts = split(received, left, MAX_BYTES)
        if len(parts) > 1 and not apart:
            return False
        try:
            for part in parts:
                parcel = wrap(received, part, salt="" if at is None else str(at))
                await self._tasks.put(parcel.name, left.route, parcel.body, at=at)
        except AdapterError as error:
            log("ERROR", "the queue has not taken a delivery", code=error.code)
            return False
        return True
