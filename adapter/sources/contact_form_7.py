"""Contact Form 7, the WordPress plugin, with the plugin CF7 to Webhook: one object per filled form.

Shape   {"your-name": str, "your-email": str, "interests": [str, …], "cv": address}: the names of
        the form's tags, and of special mail-tags that the author adds. A template of the author's
        makes it any other shape; a text that it does not escape may break its JSON, which is sent
        as text/plain then
Signed  not at all; the author may set headers
Waits   30 s; shows the visitor an error when it fails, and nothing comes again
Source  https://wordpress.org/plugins/cf7-to-zapier/
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from adapter.errors import MalformedBody
from adapter.model import Answer, Delivery, Reading, Submission
from adapter.sources.decode import decode_json
from adapter.sources.records import CAPTCHAS, asked, with_email
from adapter.sources.source import Options, Source

KINDS = {"email": "email", "tel": "phone", "url": "url"}
TYPED = re.compile(r"([a-z]+)-\d+")  # "tel-123": what the form editor proposes as a tag's name

# About the form, and proof that a person filled it in, where all that was posted is passed on.
HIDDEN = re.compile(r"_wpcf7(_\w+)?")

# About the page and the browser: https://contactform7.com/special-mail-tags/
SPECIAL = re.compile(
    r"_(remote_ip|user_agent|url|date|time|invalid_fields|serial_number|(post|site)_\w+)"
)


def parse(delivery: Delivery, _options: Options) -> Reading:
    """Return the one submission of a delivery, which has no id."""
    answers = decode_json(delivery)
    if not isinstance(answers, dict):
        raise MalformedBody("Expected an object.")
    return Reading((Submission(with_email(_read(answers))),))


def _read(answers: Mapping[str, Any]) -> Iterator[Answer]:
    for name, value in answers.items():
        if name in CAPTCHAS or HIDDEN.fullmatch(name) or SPECIAL.fullmatch(name):
            continue
        typed = TYPED.fullmatch(name)
        yield from asked(name, value, kind=KINDS.get(typed[1], "") if typed else "")


SOURCE = Source(
    slug="contact-form-7",
    docs="https://wordpress.org/plugins/cf7-to-zapier/",
    parse=parse,
    answer_within_s=25.0,
    retries=False,
    rejected_status=200,
)
