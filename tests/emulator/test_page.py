"""The page: one file that needs nothing else and trusts nobody."""

import re

from emulator.app import OPERATIONS, PAGE

from .driver import Driver

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_is_served_at_the_root(google: Driver) -> None:
    """With a policy that keeps it to itself."""
    response = google.request("GET", "/")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Post a delivery to see contacts appear." in response.text


def test_the_page_counts_every_create_call() -> None:
    """Whichever method made it."""
    creates = [each.name for each in OPERATIONS.values() if each.contacts({"contacts": [{}]})]
    assert len(creates) == 2
    assert all(f"{name} = 0" in TEXT for name in creates)


def test_the_page_needs_no_other_file() -> None:
    """It works without a network."""
    assert not re.search(r"https?://|<link[^>]+stylesheet|src=|@import|url\(", TEXT)


def test_the_page_writes_text_and_never_markup() -> None:
    """Contacts come from strangers."""
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", TEXT)
