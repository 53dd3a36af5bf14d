"""What each run-time dependency costs a cold start: ``python -m bench.imports``.

Every module is imported in a process of its own, on top of what is there anyway (the functions
framework with its servers), round after round, interleaved; the median is told. Modules that only
the development requirements bring are hidden: httpx would load rich, which is never deployed.
"""

import os
import statistics
import subprocess
import sys
import time

ROUNDS = 31
ENVIRON = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
BASE = (
    "import sys; sys.modules.update(dict.fromkeys(('rich', 'pygments')));"
    " import functions_framework.aio, uvicorn_worker, gunicorn.app.base"
)
MODULES = {
    "google-auth": "google.auth.impersonated_credentials, google.oauth2.service_account",
    "defusedxml": "defusedxml.ElementTree",
    "httpx": "httpx",
    "jmespath": "jmespath",
    "marshmallow": "marshmallow",
    "phonenumbers": "phonenumbers",
    "PyYAML": "yaml",
    "starlette": "starlette.requests, starlette.responses",
    "Werkzeug": "werkzeug.formparser, werkzeug.http",
    "the adapter, all included": "adapter.compose",
}


def seconds(code: str) -> float:
    """Return how long a process takes that runs ``code``."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=ENVIRON)  # noqa: S603
    return time.perf_counter() - began


def main() -> None:
    """Measure, and print a Markdown table."""
    codes = {"(base)": BASE} | {name: f"{BASE}; import {m}" for name, m in MODULES.items()}
    times: dict[str, list[float]] = {name: [] for name in codes}
    for code in codes.values():
        seconds(code)  # the byte code is compiled
    for _ in range(ROUNDS):
        for name, code in codes.items():
            times[name].append(seconds(code))
    base = statistics.median(times.pop("(base)"))
    print(f"| dependency | ms on top of {1000 * base:.0f} ms | ratio |\n|---|---|---|")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"| {name} | {1000 * (median - base):+.0f} | {median / base:.2f} |")


if __name__ == "__main__":
    main()
