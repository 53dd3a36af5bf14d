"""What people type becomes tidy where it is clear, and stays as it is where it is not."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapter.contacts.clean import (
    clean_date,
    clean_emails,
    clean_flag,
    clean_integer,
    clean_mailbox,
    clean_phone,
    clean_phones,
    clean_text,
    is_placeholder,
)
from adapter.contacts.months import MONTHS

LAWFUL = settings(deadline=None)
ANY_TEXT = st.text(st.characters(), max_size=60)


class TestText:
    """Text without blanks at its ends, and as UTF-8 can hold it."""

    @pytest.mark.parametrize(
        ("typed", "tidy"),
        [
            (" Ada\n", "Ada"),
            ("\x00Ada\x00", "Ada"),
            ("\x00 Ada", "Ada"),
            ("Ada\ud83d", "Ada?"),
            ("\u00a0Zoë\u3000", "Zoë"),
            ("a  b", "a  b"),
            (" ", ""),
        ],
    )
    def test_a_text_is_trimmed(self, typed: str, tidy: str) -> None:
        """What is inside is the person's own."""
        assert clean_text(typed) == tidy

    @LAWFUL
    @given(ANY_TEXT)
    def test_cleaning_twice_is_cleaning_once(self, text: str) -> None:
        """And the result can be written as UTF-8."""
        once = clean_text(text)
        assert clean_text(once) == once
        assert once.encode().decode() == once

    @pytest.mark.parametrize("text", ["-", "--", "\u2014", ".", "...", "_", "n/a", "N/A", "n.a."])
    def test_a_placeholder_is_known(self, text: str) -> None:
        """What people put into a field that must not be left blank."""
        assert is_placeholder(text)

    @pytest.mark.parametrize("text", ["", "0", "No", "None", "Null", "Na", "*****", "+", "A-", "?"])
    def test_what_may_be_an_answer_is_none(self, text: str) -> None:
        """Null is a family name, and five stars are a rating."""
        assert not is_placeholder(text)


class TestEmails:
    """The addresses in a text."""

    @pytest.mark.parametrize(
        ("typed", "addresses"),
        [
            ("ada@example.com", ["ada@example.com"]),
            ("mailto:ada@example.com", ["ada@example.com"]),
            ("<ada@example.com>", ["ada@example.com"]),
            ("ada@example.com.", ["ada@example.com"]),
            ("ada@example.com,", ["ada@example.com"]),
            ("'ada@example.com'", ["ada@example.com"]),
            ("a@example.com, b@example.com", ["a@example.com", "b@example.com"]),
            ("a@example.com;b@example.com", ["a@example.com", "b@example.com"]),
            ("a@example.com b@example.com", ["a@example.com", "b@example.com"]),
            ("a@example.com / b@example.com", ["a@example.com", "b@example.com"]),
            ("a@example.com or b@example.com", ["a@example.com", "b@example.com"]),
            ("a@example.com und b@example.com", ["a@example.com", "b@example.com"]),
        ],
    )
    def test_addresses_are_found(self, typed: str, addresses: list[str]) -> None:
        """Mostly one, several when they are separated."""
        assert clean_emails(typed) == (addresses, False)

    @pytest.mark.parametrize(
        ("typed", "addresses"),
        [
            ("ada@example.com (work)", ["ada@example.com"]),
            ("Ada <a@example.com>, Bob <b@example.com>", ["a@example.com", "b@example.com"]),
            ("a@example.com, but not before nine", ["a@example.com"]),
        ],
    )
    def test_more_than_addresses_is_told(self, typed: str, addresses: list[str]) -> None:
        """The caller keeps the whole text beside them."""
        assert clean_emails(typed) == (addresses, True)

    @pytest.mark.parametrize(
        "text", ["", "ada", "ada(at)example.com", "@ada", "ada@", '"a b"@x.com']
    )
    def test_a_text_without_an_address_comes_back_whole(self, text: str) -> None:
        """So that its error is told."""
        assert clean_emails(text) == ([text], False)

    @LAWFUL
    @given(ANY_TEXT | st.text("a@. ,;<>()'/", max_size=20))
    def test_cleaning_twice_is_cleaning_once(self, text: str) -> None:
        """An address that was found is found again, and says no more."""
        found, says_more = clean_emails(text)
        if found != [text] or says_more:
            assert all(clean_emails(address) == ([address], False) for address in found)

    @pytest.mark.parametrize(
        ("typed", "mailbox"),
        [
            ("Ada Lovelace <ada@example.com>", ("Ada Lovelace", "ada@example.com")),
            ('"Lovelace, Ada" <ada@example.com>', ("Lovelace, Ada", "ada@example.com")),
            ("<mailto:ada@example.com>", ("", "ada@example.com")),
            ("ada@example.com", None),
            ("Ada <a@example.com>, Bob <b@example.com>", None),
            ("Ada <ada>", None),
        ],
    )
    def test_a_mailbox_is_a_name_and_an_address(self, typed: str, mailbox: Any) -> None:
        """As mail programs copy it."""
        assert clean_mailbox(typed) == mailbox


class TestPhone:
    """E.164 where the country is known, else as it was typed."""

    @pytest.mark.parametrize(
        ("typed", "region", "number"),
        [
            ("+1 415 555 0101", None, "+14155550101"),
            ("+1 (415) 555-0101", None, "+14155550101"),
            ("(+1) 415 555 0101", None, "+14155550101"),
            ("\uff0b1 415 555 0101", None, "+14155550101"),
            ("+44 (0)20 7946 0018", None, "+442079460018"),
            ("00 44 20 7946 0018", None, "+442079460018"),
            ("00 44 20 7946 0018", "DE", "+442079460018"),
            ("011 44 20 7946 0018", "US", "+442079460018"),
            ("020 7946 0018", "GB", "+442079460018"),
            ("(415) 555-0101", "US", "+14155550101"),
            ("15550000000", "US", "+15550000000"),
            ("030/1234567", "DE", "+49301234567"),
            ("+39 06 5550 1001", None, "+390655501001"),
            ("tel:+1-415-555-0101", None, "+14155550101"),
            ("\u0664\u0661\u0665\u0665\u0665\u0665\u0660\u0661\u0660\u0661", "US", "+14155550101"),
        ],
    )
    def test_a_clear_number_is_written_in_e_164(
        self, typed: str, region: str | None, number: str
    ) -> None:
        """By its own country code, or by the route's region."""
        assert clean_phone(typed, region) == number

    @pytest.mark.parametrize(
        ("typed", "region"),
        [
            ("(415) 555-0101", None),
            ("020 7946 0018", None),
            ("00 44 20 7946 0018", "US"),
            ("555-0101", "US"),
            ("+1 415", None),
            ("+1 415 555 0101 x12", None),
            ("415.555.0101 ext. 3", "US"),
            ("+1 415 555 0101 (mobile)", None),
            ("call 415 555 0101", "US"),
            ("1-800-FLOWERS", "US"),
            ("+1 415 555 0101 / 0102", None),
            ("011 15 2345 6789", "AR"),
            ("+999 1234567", None),
            ("", "US"),
            ("+" * 70, None),
            ("#31#+14155550101", None),
        ],
    )
    def test_an_unclear_number_is_none(self, typed: str, region: str | None) -> None:
        """No country, an extension, words, a second number, no number: it stays as it is."""
        assert clean_phone(typed, region) is None

    @pytest.mark.parametrize(
        ("typed", "numbers"),
        [
            ("415 555 0101, 415 555 0102", ["+14155550101", "+14155550102"]),
            ("415 555 0101 / 415 555 0102", ["+14155550101", "+14155550102"]),
            ("415 555 0101\n415 555 0102", ["+14155550101", "+14155550102"]),
            ("415 555 0101, or after six 0102", ["415 555 0101, or after six 0102"]),
            ("ask me", ["ask me"]),
        ],
    )
    def test_several_numbers_are_told_apart(self, typed: str, numbers: list[str]) -> None:
        """When each of them is clear."""
        assert clean_phones(typed, "US") == numbers

    @LAWFUL
    @given(
        ANY_TEXT | st.text("+0123456789 ()-/.x", max_size=24),
        st.sampled_from([None, "US", "DE", "IT", "AR", "GB"]),
    )
    def test_cleaning_twice_is_cleaning_once(self, text: str, region: str | None) -> None:
        """A clean number is E.164, whatever the region."""
        number = clean_phone(text, region)
        if number is not None:
            assert re.fullmatch(r"\+\d{4,15}", number)
            assert clean_phone(number, region) == clean_phone(number, None) == number


class TestDate:
    """A date that can be read in one way only."""

    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("1990-05-06", (1990, 5, 6)),
            ("1990-5-6", (1990, 5, 6)),
            ("1990-05", (1990, 5, 0)),
            ("1990", (1990, 0, 0)),
            ("1990-05-06T07:08:09Z", (1990, 5, 6)),
            ("1990-05-06 07:08:09.123 +02:00", (1990, 5, 6)),
            ("1990/05/06", (1990, 5, 6)),
            ("1990.05.06", (1990, 5, 6)),
            ("19900506", (1990, 5, 6)),
            ("--05-06", (0, 5, 6)),
            ("--0506", (0, 5, 6)),
            ("6.5.1990", (1990, 5, 6)),
            ("06. 05. 1990", (1990, 5, 6)),
            ("31/5/1990", (1990, 5, 31)),
            ("5/31/1990", (1990, 5, 31)),
            ("31-05-1990", (1990, 5, 31)),
            ("5/5/1990", (1990, 5, 5)),
            ("--02-29", (0, 2, 29)),
            ("29.2.2000", (2000, 2, 29)),
            ("1990-05-00", (1990, 5, 0)),
            ("1990-00-00", (1990, 0, 0)),
            ("0000-05-06", (0, 5, 6)),
        ],
    )
    def test_a_written_date_is_read(self, typed: str, read: tuple[int, int, int]) -> None:
        """ISO 8601, vCard, and the usual figures."""
        assert clean_date(typed) == parts(*read)

    @pytest.mark.parametrize(
        "typed",
        [
            "May 6, 1990",
            "6 May 1990",
            "6th of May 1990",
            "the 6th of May, 1990",
            "6. Mai 1990",
            "den 6. Mai 1990",
            "6 mai 1990",
            "le 6 mai 1990",
            "6 de mayo de 1990",
            "6 maggio 1990",
            "6\u00b0 maggio 1990",
            "6 de maio de 1990",
            "6\u00ba de maio de 1990",
            "6 mei 1990",
            "MAY 6 1990",
        ],
    )
    def test_a_date_in_seven_languages_is_read(self, typed: str) -> None:
        """With the month as a word there is one way to read it."""
        assert clean_date(typed) == parts(1990, 5, 6)

    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("May 1990", (1990, 5, 0)),
            ("6 May", (0, 5, 6)),
            ("1er janvier 2000", (2000, 1, 1)),
            ("M\u00e4rz 2000", (2000, 3, 0)),
            ("29 f\u00e9vrier", (0, 2, 29)),
        ],
    )
    def test_a_part_of_a_date_is_read(self, typed: str, read: tuple[int, int, int]) -> None:
        """Google keeps a day and month, or a month and year."""
        assert clean_date(typed) == parts(*read)

    @pytest.mark.parametrize(
        "typed",
        [
            *("3/4/1990", "03-04-1990", "1/2/90", "1.2.90", "6 May 90", "May", "5-6", "0", "0000"),
            *(
                "31.2.1990",
                "29.2.1990",
                "2/30/1990",
                "1990-13-01",
                "19901301",
                "--13-01",
                "--00-06",
            ),
            *("", "yesterday", "May 6 or 7, 1990", "May or June 1990", "6 May 1990, 7 pm"),
            *("Monday 6 May 1990", "1990-05-06 10:00 in Paris", "1990 1991 May", "1990-00-06"),
            *("6.5.1990 6.5.1990", "0000-00-00", "x" * 99),
        ],
    )
    def test_what_can_be_read_twice_or_not_at_all_is_none(self, typed: str) -> None:
        """March or April is a guess, and so is a century."""
        assert clean_date(typed) is None

    @LAWFUL
    @given(st.dates(), st.sampled_from(sorted(MONTHS)))
    def test_every_real_day_is_read(self, day: date, month: str) -> None:
        """In figures and in words."""
        assert clean_date(day.isoformat()) == parts(day.year, day.month, day.day)
        assert clean_date(f"{day.day}.{day.month}.{day.year:04}") == clean_date(day.isoformat())
        worded = day.replace(day=min(day.day, 28), month=MONTHS[month])
        assert clean_date(f"{worded.day} {month} {worded.year:04}") == clean_date(
            worded.isoformat()
        )

    @LAWFUL
    @given(ANY_TEXT | st.text("0123456789-/. TZ:", max_size=24))
    def test_only_real_days_come_out(self, text: str) -> None:
        """What is read is a day that a calendar has, and reads the same again."""
        if read := clean_date(text):
            year, month, day = (read.get(part, 0) for part in ("year", "month", "day"))
            assert date(year or 2000, month or 1, day or 1) <= date.max
            assert month if day else year
            written = f"{year:04}-{month:02}-{day:02}" if year else f"--{month:02}-{day:02}"
            assert clean_date(written.replace("-00", "") if year else written) == read

    def test_all_months_have_names_in_all_languages(self) -> None:
        """January to December."""
        assert set(MONTHS.values()) == set(range(1, 13))


def parts(year: int, month: int, day: int) -> dict[str, int]:
    """Return a date as Google has it; 0 is left out."""
    given = {"year": year, "month": month, "day": day}
    return {part: number for part, number in given.items() if number}


class TestOther:
    """Flags and numbers."""

    @pytest.mark.parametrize(
        ("typed", "flag"),
        [("Yes", True), ("TRUE", True), ("1", True), ("no", False), ("false", False), ("0", False)],
    )
    def test_a_flag_is_read(self, typed: str, flag: bool) -> None:  # noqa: FBT001
        """As forms and JSON write it."""
        assert clean_flag(typed) is flag

    @pytest.mark.parametrize("typed", ["", "maybe", "2", "yes please"])
    def test_another_word_is_no_flag(self, typed: str) -> None:
        """It stays a text."""
        assert clean_flag(typed) is None

    @pytest.mark.parametrize(("typed", "number"), [("0", 0), ("042", 42), ("999999999", 999999999)])
    def test_a_whole_number_is_read(self, typed: str, number: int) -> None:
        """Of up to nine digits: it fits into Google's 32 bits."""
        assert clean_integer(typed) == number

    @pytest.mark.parametrize("typed", ["", "-1", "1.5", "1e3", "9999999999", "\u0664", "\xb2"])
    def test_another_text_is_no_whole_number(self, typed: str) -> None:
        """It stays a text."""
        assert clean_integer(typed) is None
