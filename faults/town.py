"""The processes of a run: one emulator, functions, workers, and the ledger they share.

Each function hands its tasks to a queue, and they go to a worker of its own; all but the last one,
which knows of no queue, as while a deployment gets one.
"""

import asyncio
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from faults.clock import Clock
from faults.people import DIRECT_ROUTES, ROUTES, SECRET, SIGNING_SECRET
from faults.wire import Unanswered, ask

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
QUEUE = "projects/example-project/locations/europe-west1/queues/contacts"
ATTEMPTS = 15  # at a task; those of the queue are unlimited, since the last one may not arrive
LIMITS = {
    "max_attempts": -1,
    "min_backoff_s": 1,
    "max_backoff_s": 60,
    "max_concurrent_dispatches": 50,
}
START_WITHIN_S, STOP_WITHIN_S = 60.0, 10.0  # real seconds


class Server:
    """A process on a port of its own, which may die and be started again."""

    def __init__(self, command: list[str], environ: dict[str, str], said: Path, port: int) -> None:
        self.port = port
        self.said = said
        self._command = [*command]
        self._environ = {**os.environ, **environ, "PORT": str(self.port), "HOST": HOST}
        self._process: asyncio.subprocess.Process | None = None

    @property
    def name(self) -> str:
        """What it is called in a report."""
        return self.said.stem

    @property
    def kind(self) -> str:
        """Whether it is a function or a worker."""
        return self.name.partition("-")[0]

    async def start(self) -> None:
        """Start it, and wait until it answers."""
        with self.said.open("ab") as said:
            self._process = await asyncio.create_subprocess_exec(
                *(part.replace("{port}", str(self.port)) for part in self._command),
                cwd=ROOT,
                env=self._environ,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        async with asyncio.timeout(START_WITHIN_S):
            while self._process.returncode is None:
                with suppress(Unanswered):
                    await ask(self.port, b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n", START_WITHIN_S)
                    return
                await asyncio.sleep(0.05)
        raise RuntimeError(f"{self.said.name} says {self.said.read_text()[-2000:]}")

    async def kill(self) -> None:
        """End it and its children at once."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()

    async def stop(self) -> None:
        """Ask it to end; insist after a while."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_WITHIN_S):
                    await self._process.wait()
        await self.kill()

    def crash(self) -> bool:
        """Kill the process that does the work, not the one that starts another at once."""
        pid = self._process.pid if self._process is not None else 0
        try:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        except OSError:
            children = []
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        return bool(children)


class Town:
    """The servers of a run, their files in ``folder``."""

    def __init__(
        self, folder: Path, clock: Clock, *, seed: int, functions: int, workers: int
    ) -> None:
        self.ledger = folder / "ledger.db"
        self._folder = folder
        self._clock = clock
        command = [sys.executable, "-m", "faults.google", "{port}", str(seed)]
        self.google = Server(command, clock.environ(), folder / "google.log", _free_port())
        ports = [_free_port() for _ in range(workers)]
        self.workers = [self._serve("worker", n, port, port) for n, port in enumerate(ports)]
        queues = [ports[number % workers] for number in range(functions - 1)]
        self.functions = [
            self._serve("webhook", number, _free_port(), queue)
            for number, queue in enumerate([*queues, None])
        ]

    def _serve(self, target: str, number: int, port: int, queue: int | None) -> Server:
        framework = str(Path(sys.executable).with_name("functions-framework"))
        command = [framework, "--target", target, "--source", "faults/function/main.py"]
        name = "function" if target == "webhook" else target
        said = self._folder / f"{name}-{number}.log"
        return Server(command, self._environ(queue), said, port)

    def _environ(self, queue: int | None) -> dict[str, str]:
        """Return the environment of a function; ``queue`` is the port of its worker, if any."""
        names = ("FORMS", "LEADS", "PARTNERS", "IMPORT", "OFFICE")
        tasks = {
            "TASKS_QUEUE": QUEUE,
            "TASKS_SERVICE_ACCOUNT": "tasks@example-project.iam.gserviceaccount.com",
            "TASKS_MAX_ATTEMPTS": str(ATTEMPTS),
            "WORKER_URL": f"http://{HOST}:{queue}",
        }
        routes = "routes.yaml" if queue else "direct.yaml"
        return {
            **{f"WEBHOOK_SECRETS_{name}": SECRET for name in names},
            **self._clock.environ(),
            **(tasks if queue else {}),
            "WEBHOOK_SECRETS_EVENTS": SIGNING_SECRET,
            "ROUTES_FILE": str(self._folder / routes),
            "GOOGLE_APPLICATION_CREDENTIALS": str(self._folder / "key.json"),
            "GOOGLE_API_EMULATOR": f"http://{HOST}:{self.google.port}",
            "LEDGER": f"sqlite:{self.ledger}",
            "PYTHONPATH": str(ROOT),
        }

    @property
    def servers(self) -> list[Server]:
        """All that may die, and be started again."""
        return [*self.functions, *self.workers]

    async def open(self) -> None:
        """Start everything."""
        (self._folder / "routes.yaml").write_text(ROUTES)
        (self._folder / "direct.yaml").write_text(DIRECT_ROUTES)
        await self.google.start()
        key = await self.tell("GET", "/_emulator/key")
        (self._folder / "key.json").write_text(json.dumps(key))
        await self.tell("POST", "/_emulator/queues", {"name": QUEUE, **LIMITS})
        await asyncio.gather(*(server.start() for server in self.servers))

    async def replay(self) -> list[str]:
        """Let an operator replay what was interrupted; return what is still parked afterwards.

        Those are the addresses of people whom Google or the adapter refused.
        """
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "faults.operating"),
            cwd=ROOT,
            env={**os.environ, **self._environ(None)},
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await process.communicate()
        refused: list[str] = json.loads(said.splitlines()[-1])  # after the log
        return refused

    async def close(self) -> None:
        """End everything."""
        await asyncio.gather(*(server.kill() for server in (*self.servers, self.google)))

    async def tell(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the emulator's control plane; return its answer."""
        content = json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        head += f"Content-Length: {len(content)}\r\n\r\n"
        return (await ask(self.google.port, head.encode() + content, START_WITHIN_S)).body


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
