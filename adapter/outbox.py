"""What is handed to the queue, where there is one."""

from adapter.errors import AdapterError
from adapter.ledger.parked import Parked
from adapter.log import log
from adapter.parcel import wrap
from adapter.received import Received
from adapter.route import Access
from adapter.tasks import MAX_BYTES, Tasks


class Outbox:
    """Hands deliveries to the queue; ``tasks`` is ``None`` where there is none."""

    def __init__(self, tasks: Tasks | None) -> None:
        self._tasks = tasks

    async def send(self, received: Received, left: Parked, *, at: float | None = None) -> bool:
        """Hand over what is left of a delivery; return whether the queue has it.

        What was begun, and may have created somebody, stays under the claim that it has: it is
        not split. A caller's token is not kept, so a caller's contacts are not queued.
        """
        if self._tasks is None or received.route.access is Access.CALLER:
            return False
        parcels = wrap(received, left, MAX_BYTES)
        if at is not None and len(parcels) > 1:
            return False
        try:
            for parcel in parcels:
                await self._tasks.put(parcel.name, left.route, parcel.body, at=at)
        except AdapterError as error:
            log("ERROR", "the queue has not taken a delivery", code=error.code)
            return False
        return True
