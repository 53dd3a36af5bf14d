"""The real processes tell nobody what went through them."""

from pathlib import Path

import httpx

from .servers import SECRET, Server, serve

ROWS = [
    {"name": "Zebulon Quix", "email": "zebulon.quix@example.com", "phone": "+1 415 555 0199"},
    {"email": "zebulon quix", "note": "the cat is out of the bag"},
]


def test_no_value_leaves_the_process(
    google: httpx.Client, google_server: Server, tmp_path: Path
) -> None:
    """Standard output, standard error, and every file of the ledger."""
    token = {"authorization": f"Bearer {SECRET}"}
    with serve(tmp_path, google_server.origin, LOG_EXECUTION_ID="true") as function:
        with httpx.Client(base_url=function.origin, timeout=30, trust_env=False) as client:
            # What is lost makes the account rest for some seconds, so it comes last.
            for number, kind in enumerate(["", "opaque", "lost"]):
                if kind:
                    fault = {"method": "batchCreateContacts", "kind": kind, "when": "after"}
                    google.post("/_emulator/faults", json=fault)
                key = {"idempotency-key": f"zebulon-{number}"}
                client.post("/leads", json=ROWS, headers=token | key)
            client.post("/leads", json=ROWS, headers={"authorization": "Bearer zebulon"})
            client.post("/leads", content=b"zebulon", headers=token)
            client.post("/zebulon?token=zebulon", json=ROWS)
            caller = token | {"x-google-access-token": "ya29.zebulon"}
            client.post("/own", json=ROWS, headers=caller)
        stored = b"".join(file.read_bytes() for file in tmp_path.glob("ledger.db*"))
        told = (function.out + function.err).encode() + stored
    for mark in (b"zebulon", b"Quix", b"555 0199", b"5550199", b"the cat", b"ya29."):
        assert mark.lower() not in told.lower()
    assert SECRET.encode() not in told
    assert len(function.lines) >= 7
