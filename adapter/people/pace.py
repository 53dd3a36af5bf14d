"""How often an account may be called: a few calls at once, then one after another.

Google publishes what a batch costs (six units of each per-minute quota) but not the quotas, which
differ from project to project; so the figure is configured, and a 429 is heeded all the same.

A third of the minute's calls may go at once; the rest comes back evenly over the minute, so that no
sixty seconds see more than the figure, and a lead that comes after a rush waits for seconds.
"""

WINDOW_S = 60.0


class Pace:
    """A token bucket; ``per_minute`` 0 means no limit."""

    def __init__(self, per_minute: int) -> None:
        self._at_once = max(1, per_minute // 3)
        later = max(1, per_minute - self._at_once)
        self._interval_s = WINDOW_S / later if per_minute else 0.0
        self._full_at = float("-inf")  # when the bucket will be full again

    def delay_s(self, now: float) -> float:
        """Return how long the next call has to wait, 0 when it may go."""
        return max(0.0, self._full_at - (self._at_once - 1) * self._interval_s - now)

    def count(self, now: float) -> None:
        """Note a call."""
        self._full_at = max(self._full_at, now) + self._interval_s
