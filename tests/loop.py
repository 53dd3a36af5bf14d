"""An event loop whose time passes at once whenever there is nothing left to do but wait."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

STUCK_S = 10.0  # real seconds after which a test that waits for nothing fails


class _Selector(selectors.DefaultSelector):
    """Waits for threads as long as they work; for timers, it moves the time instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.threads = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready."""
        if timeout is not None and timeout <= 0:
            return super().select(0)
        if timeout is None or self.threads:
            ready = super().select(STUCK_S)
            if not ready:
                raise TimeoutError("everybody waits, and nothing will ever happen")
            return ready
        ready = super().select(0)
        if not ready:
            self.now += timeout
        return ready


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.selector = _Selector()
        super().__init__(self.selector)

    def time(self) -> float:
        """Return seconds since the start."""
        return self.selector.now

    def run_in_executor(
        self, executor: Any, func: Callable[[*Ts], T], *args: *Ts
    ) -> asyncio.Future[T]:
        """Run in a thread, during which no time passes."""
        future = super().run_in_executor(executor, func, *args)
        self.selector.threads += 1
        future.add_done_callback(self._returned)
        return future

    async def shutdown_default_executor(self, *timeout: float) -> None:
        """Wait for the threads that still run, in real time."""
        self.selector.threads += 1
        await super().shutdown_default_executor(*timeout)
        self.selector.threads -= 1

    def _returned(self, _: object) -> None:
        self.selector.threads -= 1


class Stage:
    """Runs coroutines one after another; what they leave running goes on in the next one."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner(loop_factory=_Loop)

    @property
    def seconds(self) -> float:
        """The time, in seconds since the start."""
        return self._runner.get_loop().time()

    def run(self, story: Coroutine[Any, Any, T]) -> T:
        """Run to the end."""
        return self._runner.run(story)

    def gather(self, *stories: Coroutine[Any, Any, T]) -> list[T]:
        """Run all at once."""

        async def together() -> list[T]:
            return await asyncio.gather(*stories)

        return self.run(together())

    def wait(self, seconds: float) -> None:
        """Let the time pass for whoever waits."""
        self.run(asyncio.sleep(seconds))

    def close(self) -> None:
        """Cancel what still runs."""
        self._runner.close()
