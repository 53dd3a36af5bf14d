"""Google's own Firestore emulator, which comes with the Google Cloud CLI and needs Java.

Source: https://cloud.google.com/sdk/gcloud/reference/emulators/firestore
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

INSTALLED = "platform/cloud-firestore-emulator/cloud_firestore_emulator"
SDK = Path("/usr/lib/google-cloud-sdk")  # where the Debian package puts it
JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # quick to start, for a few seconds' use
WARM_UP = "/v1/projects/warm-up/databases/(default)/documents:commit"
START_WITHIN_S = 30.0
STOP_WITHIN_S = 10.0
MISSING = (
    "Google's Firestore emulator was not found. Install Java 17 or newer and"
    " `gcloud components install cloud-firestore-emulator` (Debian:"
    " google-cloud-cli-firestore-emulator), or name its start script in FIRESTORE_EMULATOR."
)


def find_emulator(environ: Mapping[str, str]) -> Path | None:
    """Return its start script; None without it or without Java."""
    places = [SDK / INSTALLED]
    if gcloud := shutil.which("gcloud"):
        places.append(Path(gcloud).resolve().parent.parent / INSTALLED)
    if named := environ.get("FIRESTORE_EMULATOR"):
        places = [Path(named)]
    if not shutil.which(environ.get("JAVA", "java")):
        return None
    return next((place for place in places if place.is_file()), None)


@contextmanager
def serve_firestore(script: Path, folder: Path) -> Iterator[str]:
    """Run the emulator until the block ends; yield its host and port."""
    port = _free_port()
    host = f"127.0.0.1:{port}"
    with (folder / "firestore.log").open("wb") as said:
        process = subprocess.Popen(  # noqa: S603
            [script, "start", "--host=127.0.0.1", f"--port={port}"],
            env={**os.environ, "JAVA_TOOL_OPTIONS": JAVA_OPTIONS},
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a shell script and its Java
        )
    try:
        _wait_until_up(process, host)
        yield host
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(STOP_WITHIN_S)


def _wait_until_up(process: "subprocess.Popen[bytes]", host: str) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    with httpx.Client(trust_env=False) as client:
        while process.poll() is None and time.monotonic() < deadline:
            try:
                # The first request takes long; no test shall have to wait for it.
                client.post(f"http://{host}{WARM_UP}", json={"writes": []}, timeout=START_WITHIN_S)
            except httpx.TransportError:
                time.sleep(0.05)  # polling: nothing listens yet
            else:
                return
    raise AssertionError("the Firestore emulator did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
