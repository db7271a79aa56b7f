"""Each check finds what it is for, where it is, and nothing in a sound ledger."""

from __future__ import annotations

import gc
import pickle
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from memberledger.audit import CHECKS, CheckUnknown, Report, run_checks
from memberledger.audit.checks.life import Life
from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.projections.journal import MemberJournal
from memberledger.scenarios.cards import SimulatedCards
from memberledger.store.resting import uncollected
from memberledger.values import stream_id

from .busy import fill_busy
from .ledgers import broken, edit, opened, rechain

ANA = stream_id("main", "ana")
Change = Callable[[sqlite3.Connection], None]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in which much has happened; nobody changes this file."""
    found = tmp_path_factory.mktemp("checked") / "ledger.db"
    fill_busy(found)
    return found


def checked(path: Path, *names: str) -> Report:
    with opened(path) as store:
        return run_checks(store, names)


def sql(statement: str) -> Change:
    return lambda db: db.executescript(statement) and None


def facts(topic: str, which: int = 0, **changes: Any) -> Change:
    """An event that says something else, with fresh digests."""
    return lambda db: edit(db, topic, lambda found: found.update(changes), which)


def doubled(db: sqlite3.Connection) -> None:
    """The last event of a member once more, at the end."""
    stream, version, topic, state = db.execute(
        """SELECT originator_id, originator_version, topic, state FROM stored_events
        WHERE originator_id = ? ORDER BY originator_version DESC LIMIT 1""",
        (ANA.hex,),
    ).fetchone()
    db.execute(
        """INSERT INTO stored_events
        (originator_id, originator_version, topic, state, digest)
        VALUES (?, ?, ?, ?, zeroblob(32))""",
        (stream, version + 1, topic, state),
    )
    rechain(db)


def used_more(db: sqlite3.Connection) -> None:
    """A use takes three units of a lot of two."""
    edit(db, "Redeemed.v1", lambda found: found["takes"][0].__setitem__(1, 3))


BROKEN: dict[str, tuple[str, Change]] = {
    "a digest": (
        "digests",
        sql("UPDATE stored_events SET digest = zeroblob(32) WHERE position = 5"),
    ),
    "a position that is gone": ("positions", sql("DELETE FROM stored_events WHERE position = 4")),
    "a cut tail": (
        "positions",
        sql("DELETE FROM stored_events WHERE position = (SELECT max(position) FROM stored_events)"),
    ),
    "a name that nobody knows": (
        "events",
        sql("UPDATE stored_events SET topic = 'os:system' WHERE position = 6"),
    ),
    "an amount that is none": ("events", facts("Charged.v1", amount="much")),
    "a clock that goes back": (
        "streams",
        facts("Redeemed.v1", recorded_at="2025-12-31T19:00:00Z"),
    ),
    "a date after the day of its record": (
        "streams",
        facts("Redeemed.v1", effective_on="2026-01-19"),
    ),
    "another currency": ("streams", facts("Enrolled.v1", currency="EUR")),
    "an event doubled at the end": ("streams", doubled),
    "a bill out of order": ("streams", facts("DuesBilled.v1", 2, bill=9)),
    "a key used twice": (
        "keys",
        facts("AmendmentRecorded.v1", key="enrollment:joins", request="x"),
    ),
    "a claim that is gone": (
        "keys",
        sql("DELETE FROM ledger_claims WHERE value = 'ana'"),
    ),
    "a claim of nobody": (
        "keys",
        sql("INSERT INTO ledger_claims VALUES ('main', 'charge', 'ch-x', 'ana')"),
    ),
    "more used than there was": ("units", used_more),
    "an edited charge": ("money", facts("Charged.v1", amount=100)),
    "a split that is too small": ("money", facts("BillSettled.v1", access=1)),
    "an edited refund of nothing": ("journal", facts("Charged.v1", amount=29900)),
    "a period that never clears": (
        "clearing",
        facts("DuesBilled.v1", until="2027-01-05"),
    ),
    "a charge that does not add up": ("explained", facts("Charged.v1", amount=20000)),
    "terms that were never on record": (
        "consent",
        lambda db: edit(db, "Enrolled.v1", lambda found: found["plan"].update(version=7)),
    ),
    "a consent to nothing": ("consent", facts("ConsentRecorded.v1", terms_hash="yes")),
    "a notice that came too late": (
        "notices",
        facts("AmendmentRecorded.v1", notified_on="2026-03-20"),
    ),
    "a card asked after it said never": (
        "dunning",
        facts("ChargeFailed.v1", code="stolen_card", severity="hard"),
    ),
    "another day for the clock": (
        "index",
        sql("UPDATE ledger_members SET next_due = '2027-01-01' WHERE member = 'ana'"),
    ),
    "nobody to find": ("index", sql("DELETE FROM ledger_members WHERE member = 'ana'")),
    "an index that is none": (
        "index",
        sql("UPDATE ledger_members SET stream = 'ana' WHERE member = 'ana'"),
    ),
    "a damaged snapshot": ("snapshots", sql("UPDATE stored_snapshots SET state = zeroblob(99)")),
    "another balance in a view": ("views", sql("UPDATE view_balances SET free = free + 1")),
    "a row of a view that is gone": ("views", sql("DELETE FROM view_roster WHERE member = 'ana'")),
    "a row of nobody": (
        "views",
        sql("UPDATE view_roster SET member = 'zoe' WHERE member = 'ana'"),
    ),
}


def test_nothing_is_found_in_a_sound_ledger(path: Path) -> None:
    report = checked(path)
    assert report.findings == []
    assert report.checked == tuple(CHECKS)
    assert set(report.scores) == {"completeness", "clearing", "explainability"}
    assert all(score.good == score.of > 0 for score in report.scores.values())


@pytest.mark.parametrize("kind", BROKEN)
def test_each_check_finds_what_it_is_for(path: Path, tmp_path: Path, kind: str) -> None:
    name, change = BROKEN[kind]
    copy = tmp_path / "copy.db"
    broken(path, copy, change)
    found = checked(copy, name).findings
    assert {finding.rule for finding in found} == {name}
    assert all(finding.message and finding.advice for finding in found)


def test_every_check_is_tried() -> None:
    assert {name for name, _ in BROKEN.values()} == set(CHECKS)


def test_a_finding_says_where_it_is(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    broken(path, copy, facts("ConsentRecorded.v1", terms_hash="yes"))
    (finding,) = checked(copy, "consent").findings
    with opened(copy) as store:
        (record,) = [each for each in store.records() if each.name == "ConsentRecorded.v1"]
    assert (finding.position, finding.stream) == (record.position, ANA)
    assert finding.message.startswith("main/ana: ")


def test_a_damaged_history_is_told_and_the_others_are_checked(path: Path, tmp_path: Path) -> None:
    def both(db: sqlite3.Connection) -> None:
        facts("Charged.v1", amount="much")(db)  # ana's
        edit(db, "Enrolled.v1", lambda found: found["plan"].update(version=7), 1)  # bea's

    copy = tmp_path / "copy.db"
    broken(path, copy, both)
    report = checked(copy)
    assert {(f.rule, f.message.split(":")[0]) for f in report.findings} >= {
        ("events", "main/ana"),
        ("consent", "main/bea"),
    }
    score = report.scores["completeness"]
    assert score.of - score.good == 1


def test_nothing_that_is_read_is_run(path: Path, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (tmp_path / "run",)

    def plant(db: sqlite3.Connection) -> None:
        bomb = pickle.dumps(Trap())
        db.execute("UPDATE stored_events SET state = ? WHERE position = 5", (bomb,))
        db.execute("UPDATE stored_events SET topic = 'builtins:exec' WHERE position = 6")
        db.execute("UPDATE stored_snapshots SET state = ?, topic = 'os:system'", (bomb,))
        rechain(db)

    copy = tmp_path / "copy.db"
    broken(path, copy, plant)
    assert {finding.rule for finding in checked(copy).findings} >= {"events"}
    assert not (tmp_path / "run").exists()


def test_a_check_that_is_not_there_is_refused(path: Path) -> None:
    with pytest.raises(CheckUnknown) as refused:
        checked(path, "everything")
    assert refused.value.known == tuple(CHECKS)


def test_a_desk_need_not_stop_for_an_audit(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    clock, cards = SetClock("America/Denver", date(2026, 4, 6)), SimulatedCards()
    with Ledger.open(copy, clock=clock, cards=cards) as ledger, opened(copy) as store:

        def work_on(_done: int, _of: int) -> None:
            clock.day += timedelta(days=40)
            ledger.advance()
            ledger.views.catch_up()

        before = store.last_position()
        report = run_checks(store, tell=work_on)
        assert report.findings == []
        assert report.position == before < store.last_position()


def test_whoever_waits_is_told_how_far_it_is(path: Path) -> None:
    told: list[tuple[int, int]] = []
    with opened(path) as store:
        report = run_checks(store, tell=lambda done, of: told.append((done, of)))
    assert told[-1] == (report.events, report.events)
    assert told == sorted(told)


def test_a_history_is_let_go_once_it_was_looked_at(path: Path) -> None:
    """Memory holds one history at a time, though Python's collector rests in the meantime."""
    with opened(path) as store:
        run_checks(store)
        gc.collect()
        with uncollected():
            run_checks(store)
            left = [each for each in gc.get_objects() if isinstance(each, MemberJournal | Life)]
    assert left == []
