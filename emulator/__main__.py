"""Run the emulator: ``python -m emulator [--host 127.0.0.1] [--port 8085]``."""

import argparse
import time

import uvicorn

from emulator.app import create_app


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m emulator", description="Google on a laptop.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8085)
    options = parser.parse_args()
    print(f"Contacts appear at http://{options.host}:{options.port}/", flush=True)  # noqa: T201
    app = create_app(now=time.time)  # noqa: TID251 (the edge: the one clock of the emulator)
    # A dropped connection is an exception to uvicorn: only what is critical is worth a line.
    uvicorn.run(
        app,
        host=options.host,
        port=options.port,
        log_level="critical",
        timeout_keep_alive=240,  # as Google's front ends do
    )


if __name__ == "__main__":
    main()
