"""`memberledger audit`: what a person reads, what a program reads, exit statuses, files written."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager

from memberledger.cli import sealing


def damage(desk) -> None:
    """The index of members says another day."""
    with sqlite3.connect(desk.path) as db:
        db.execute("UPDATE ledger_members SET next_due = '2027-01-01'")
    db.close()


def found(desk, *words: str) -> str:
    """What a command prints that finds something."""
    result = desk.run("audit", "check", *words)
    assert result.exit_code == 1, result.output
    return result.output


def test_a_sound_ledger_is_checked_in_words(desk) -> None:
    desk.with_ana()
    printed = desk.say("audit", "check")
    assert "8 events of 2 histories were checked" in printed
    assert "completeness    8 of 8" in printed
    assert "Nothing was found." in printed


def test_what_is_found_is_told_with_what_to_do(desk) -> None:
    desk.with_ana()
    damage(desk)
    printed = found(desk)
    assert "main/ana: the next thing is due on" in " ".join(printed.split())
    assert "What to do about index: restore the table" in printed


def test_findings_as_json_for_a_job(desk) -> None:
    desk.with_ana()
    damage(desk)
    told = json.loads(found(desk, "index", "events", "--json"))
    assert told["checked"] == ["events", "index"]
    assert told["scores"] == {"completeness": {"good": 8, "of": 8}}
    (finding,) = told["findings"]
    assert finding["rule"] == "index"
    assert finding["facts"]["indexed"] == "2027-01-01"


def test_a_check_by_name_looks_at_nothing_else(desk) -> None:
    desk.with_ana()
    damage(desk)
    assert "Nothing was found." in desk.say("audit", "check", "units", "money")


def test_the_checks_are_listed(desk) -> None:
    listed = desk.ask("audit", "check", "--list")
    assert listed["units"].startswith("Of every lot: granted = redeemed + reserved")
    assert "clearing" in desk.say("audit", "check", "--list")


def test_what_is_no_ledger_can_not_be_checked(desk) -> None:
    assert desk.refused("audit", "check").code == "no_ledger"
    desk.path.write_bytes(b"SQLite format 3\0 and nothing else" * 100)
    assert desk.refused("audit", "check").code == "store_unreadable"
    desk.path.unlink()
    desk.with_ana()
    assert desk.refused("audit", "check", "everything").code == "check_unknown"


def test_a_key_is_for_its_owner_alone_and_is_never_written_over(desk) -> None:
    key = desk.folder / "key.pem"
    desk.say("audit", "key", str(key))
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_bytes()
    assert desk.refused("audit", "key", str(key)).code == "file_trouble"
    assert key.read_bytes() == before


def test_a_seal_and_its_comparison_tell_how_far_they_are(desk, monkeypatch) -> None:
    desk.with_ana()
    told: list[tuple[str, str]] = []

    @contextmanager
    def bar(doing: str, what: str, *, quiet: bool = False):
        told.append((doing, what))
        yield lambda done, of: None

    monkeypatch.setattr(sealing, "bar", bar)
    desk.say("audit", "seal", "one.json")
    desk.say("audit", "verify", "--against", "one.json")
    assert told == [("Sealing", "events"), ("Verifying", "events")]
