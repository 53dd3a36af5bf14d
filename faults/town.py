"""The processes of a run: one emulator, some functions, and the ledger they share."""

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
from faults.people import ROUTES, SECRET, SIGNING_SECRET
from faults.wire import Unanswered, ask

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
START_WITHIN_S, STOP_WITHIN_S = 60.0, 10.0  # real seconds


class Server:
    """A process on a port of its own, which may die and be started again."""

    def __init__(self, command: list[str], environ: dict[str, str], said: Path) -> None:
        self.port = _free_port()
        self.said = said
        self._command = [*command]
        self._environ = {**os.environ, **environ, "PORT": str(self.port), "HOST": HOST}
        self._process: asyncio.subprocess.Process | None = None

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

    def kill_worker(self) -> bool:
        """Kill the process that does the work, not the one that starts another at once."""
        pid = self._process.pid if self._process is not None else 0
        try:
            workers = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        except OSError:
            workers = []
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(int(worker), signal.SIGKILL)
        return bool(workers)


class Town:
    """The servers of a run, their files in ``folder``."""

    def __init__(self, folder: Path, clock: Clock, *, seed: int, functions: int) -> None:
        self.ledger = folder / "ledger.db"
        self._folder = folder
        self._clock = clock
        command = [sys.executable, "-m", "faults.google", "{port}", str(seed)]
        self.google = Server(command, clock.environ(), folder / "google.log")
        framework = str(Path(sys.executable).with_name("functions-framework"))
        command = [framework, "--target", "webhook", "--source", "faults/function/main.py"]
        self.functions = [
            Server(command, self._environ(), folder / f"function-{number}.log")
            for number in range(functions)
        ]

    def _environ(self) -> dict[str, str]:
        names = ("FORMS", "LEADS", "PARTNERS", "IMPORT", "OFFICE")
        return {
            **{f"WEBHOOK_SECRETS_{name}": SECRET for name in names},
            **self._clock.environ(),
            "WEBHOOK_SECRETS_EVENTS": SIGNING_SECRET,
            "ROUTES_FILE": str(self._folder / "routes.yaml"),
            "GOOGLE_APPLICATION_CREDENTIALS": str(self._folder / "key.json"),
            "GOOGLE_API_EMULATOR": f"http://{HOST}:{self.google.port}",
            "LEDGER": f"sqlite:{self.ledger}",
            "PYTHONPATH": str(ROOT),
        }

    async def open(self) -> None:
        """Start everything."""
        (self._folder / "routes.yaml").write_text(ROUTES)
        await self.google.start()
        key = await self.tell("GET", "/_emulator/key")
        (self._folder / "key.json").write_text(json.dumps(key))
        await asyncio.gather(*(function.start() for function in self.functions))

    async def close(self) -> None:
        """End everything."""
        await asyncio.gather(*(server.kill() for server in (*self.functions, self.google)))

    async def tell(self, method: str, path: str) -> Any:
        """Ask the emulator's control plane; return its answer."""
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n"
        return (await ask(self.google.port, f"{head}\r\n".encode(), START_WITHIN_S)).body


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
