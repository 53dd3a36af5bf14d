"""What is handed to the queue, where there is one."""

from adapter.errors import AdapterError, QueueUnavailable
from adapter.ledger.parked import Parked
from adapter.log import log
from adapter.parcel import wrap
from adapter.received import Received
from adapter.route import Access
from adapter.tasks import MAX_BYTES, Tasks

COME_AGAIN_S = 30.0
TAKEN = "The queue has taken a part of it; come again, and it takes the rest."


class Outbox:
    """Hands deliveries to the queue; ``tasks`` is ``None`` where there is none."""

    def __init__(self, tasks: Tasks | None) -> None:
        self._tasks = tasks

    async def send(
        self, received: Received, left: Parked, *, at: float | None = None, split: bool = False
    ) -> bool:
        """Hand over what is left of a delivery; return whether the queue has it.

        ``at`` is when it may be brought at the earliest, for what was begun already. Only what was
        not begun, and is queued whenever it comes, may be ``split``: its parts have claims of their
        own. Raises ``QueueUnavailable`` when the queue has taken some of them: nobody else may
        carry those out. A caller's token is not kept, so a caller's contacts are not queued.
        """
        if self._tasks is None or received.route.access is Access.CALLER:
            return False
        parcels = wrap(received, left, MAX_BYTES, salt="" if at is None else str(at))
        if len(parcels) > 1 and not split:
            return False
        for place, parcel in enumerate(parcels):
            try:
                await self._tasks.put(parcel.name, left.route, parcel.body, at=at)
            except AdapterError as error:
                log("ERROR", "the queue has not taken a delivery", code=error.code)
                if place:
                    raise QueueUnavailable(TAKEN, retry_after_s=COME_AGAIN_S) from None
                return False
        return True
