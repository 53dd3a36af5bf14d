"""``make demo``: the function at work, with this emulator in Google's place.

Starts both servers as they run in service, posts two deliveries as their senders would, prints the
answers, and shows where the contacts can be seen. ``--once`` ends by itself and exits 0 only if the
contacts are in the emulator.
"""

import argparse
import base64
import hmac
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
ACCOUNT = "sales@example.com"  # as routes.yaml has it
START_WITHIN_S = 30.0

TYPEFORM = {
    "event_id": "01JDEMO0000000000000000000",
    "event_type": "form_response",
    "form_response": {
        "form_id": "demo",
        "token": "demo-token-1",
        "submitted_at": "2026-01-15T09:30:00Z",
        "definition": {
            "id": "demo",
            "title": "Talk to us",
            "fields": [
                {"id": "q1", "ref": "name", "type": "short_text", "title": "What's your name?"},
                {"id": "q2", "ref": "mail", "type": "email", "title": "Where can we write to?"},
                {"id": "q3", "ref": "tel", "type": "phone_number", "title": "And call?"},
                {"id": "q4", "ref": "co", "type": "short_text", "title": "Company"},
                {"id": "q5", "ref": "size", "type": "multiple_choice", "title": "Team size"},
            ],
        },
        "answers": [
            {"type": "text", "text": "Maya Okafor", "field": {"id": "q1", "ref": "name"}},
            {"type": "email", "email": "maya@example.com", "field": {"id": "q2", "ref": "mail"}},
            {
                "type": "phone_number",
                "phone_number": "+12125550142",
                "field": {"id": "q3", "ref": "tel"},
            },
            {"type": "text", "text": "Okafor Bikes", "field": {"id": "q4", "ref": "co"}},
            {"type": "choice", "choice": {"label": "2-10"}, "field": {"id": "q5", "ref": "size"}},
        ],
    },
}
ZAPIER = [
    {
        "first_name": "Jonas",
        "last_name": "Lindqvist",
        "email": "jonas@example.com",
        "phone": "(212) 555-0117",
        "Budget": 15000,
    },
    {"first_name": "Priya", "last_name": "Raman", "email": "priya.example.com"},
    {"Full name": "Tom Baker", "Work email": "tom@example.com", "Message": "Call after five."},
]
EXPECTED = {"maya@example.com", "jonas@example.com", "tom@example.com"}


def main() -> int:
    """Run the demo; return the exit code."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end when the deliveries are answered")
    once = parser.parse_args().once
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)  # however it ends, so do its servers
    try:
        return _run(once=once)
    except KeyboardInterrupt:
        print()
        return 0


def _run(*, once: bool) -> int:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="contacts-adapter-")))
        client = stack.enter_context(httpx.Client(timeout=30))
        google, function = _free_origin(8085), _free_origin(8080)
        print("Contacts Adapter, without a Google account\n")
        stack.enter_context(_server(folder, "emulator", google, _emulator(google), {}))
        key = folder / "key.json"
        key.write_text(client.get(f"{google}/_emulator/key").text)
        secret = {"typeform": secrets.token_hex(16), "zapier": secrets.token_hex(16)}
        environ = {
            "GOOGLE_APPLICATION_CREDENTIALS": str(key),
            "GOOGLE_API_EMULATOR": google,
            "LEDGER": f"sqlite:{folder / 'ledger.db'}",
            "PORT": function.rpartition(":")[2],
            **{f"WEBHOOK_SECRETS_{route.upper()}": text for route, text in secret.items()},
        }
        command = [_beside("functions-framework"), "--target", "webhook"]
        stack.enter_context(_server(folder, "function", f"{function}/health", command, environ))
        print(f"   the function      {function}")
        print(f"   Google's stand-in {google}\n")
        _deliver(client, function, secret)
        found = _emails(client, google)
        if once:
            print(
                "The contacts are there." if found == EXPECTED else f"Missing: {EXPECTED - found}"
            )
            return 0 if found == EXPECTED else 1
        print(f"See the contacts:   {google}/")
        print("Add one of your own:")
        print(
            f"   curl {function}/zapier -H 'Authorization: Bearer {secret['zapier']}'"
            " -d name='Your Name' -d email=you@example.com"
        )
        print("Ctrl-C ends both servers.")
        while True:
            signal.pause()


def _deliver(client: httpx.Client, function: str, secret: Mapping[str, str]) -> None:
    body = json.dumps(TYPEFORM).encode()
    digest = hmac.digest(secret["typeform"].encode(), body, "sha256")
    signature = {"Typeform-Signature": f"sha256={base64.b64encode(digest).decode()}"}
    print("1. Typeform delivers a filled form, signed: POST /typeform")
    _show(_post(client, f"{function}/typeform", body, signature))
    token = {"Authorization": f"Bearer {secret['zapier']}"}
    print("2. Zapier delivers three people, one e-mail address misspelt: POST /zapier")
    _show(_post(client, f"{function}/zapier", json.dumps(ZAPIER).encode(), token))


def _post(
    client: httpx.Client, url: str, body: bytes, headers: Mapping[str, str]
) -> httpx.Response:
    return client.post(url, content=body, headers={"Content-Type": "application/json", **headers})


def _show(response: httpx.Response) -> None:
    """Print an answer, a row a line."""
    answer = response.json()
    rows = answer.pop("contacts", [])
    print(f"   {response.status_code} {json.dumps(answer)}")
    for row in rows:
        print(f"      {json.dumps(row)}")
    print()


def _emails(client: httpx.Client, google: str) -> set[str]:
    state = client.get(f"{google}/_emulator/state").json()
    return {
        email["value"]
        for account in state["accounts"]
        if account["account"] == ACCOUNT
        for contact in account["contacts"]
        for email in contact.get("emailAddresses", ())
    }


@contextmanager
def _server(
    folder: Path, name: str, page: str, command: list[str], environ: Mapping[str, str]
) -> Iterator[None]:
    """Run a server until the block ends; show what it said if it does not start."""
    output = folder / f"{name}.log"
    with output.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=ROOT,
            env={**os.environ, **environ},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is ours to pass on
        )
    try:
        _wait_until_up(process, page)
        yield
    except _NotUp:
        sys.exit(f"The {name} did not start:\n{output.read_text(errors='replace')}")
    finally:
        process.terminate()
        process.wait(10)


class _NotUp(Exception):
    pass


def _wait_until_up(process: subprocess.Popen[bytes], page: str) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(page).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise _NotUp


def _emulator(origin: str) -> list[str]:
    return [sys.executable, "-m", "emulator", "--port", origin.rpartition(":")[2]]


def _beside(program: str) -> str:
    return str(Path(sys.executable).parent / program)


def _free_origin(wanted: int) -> str:
    """Return an origin on this machine: the wanted port, or any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return f"http://127.0.0.1:{probe.getsockname()[1]}"
    sys.exit("No free port on 127.0.0.1.")


if __name__ == "__main__":
    sys.exit(main())
