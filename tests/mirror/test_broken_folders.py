"""What can't be read is told with its file and line, and never comes as a crash."""

# ruff: noqa: E501 - a row of a table is one line

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from memberledger import InvalidPlan, Ledger, LedgerError, Refused, SetClock
from memberledger.files import FileUnreadable
from memberledger.integrations.mirror import FolderUnreadable, read_folder
from memberledger.scenarios import ScenarioInvalid

from .folders import HEADS, PRACTICE, paid, run, told, write

SOME_DAY = date(2026, 1, 5)
Breaks = Callable[[Path], Any]


def text(name: str, content: str) -> Breaks:
    return lambda folder: (folder / name).write_text(content, encoding="utf-8")


def data(name: str, content: bytes) -> Breaks:
    return lambda folder: (folder / name).write_bytes(content)


def gone(name: str) -> Breaks:
    return lambda folder: (folder / name).unlink()


BROKEN: list[tuple[str, Breaks, type[LedgerError], str]] = [
    ("no practice", gone("practice.yaml"), FolderUnreadable, "practice.yaml is missing"),
    ("no members", gone("members.csv"), FolderUnreadable, "members.csv is missing"),
    ("no charges", gone("charges.csv"), FolderUnreadable, "charges.csv is missing"),
    ("empty members", text("members.csv", ""), FolderUnreadable, "member is missing"),
    ("no header", text("members.csv", "ana,glow,2026-01-05\n"), FolderUnreadable, "missing"),
    ("blank header", text("members.csv", "\n\n"), FolderUnreadable, "missing"),
    ("semicolons", text("members.csv", "member;plan;enrolled_on\n"), FolderUnreadable, "missing"),
    (
        "a column twice",
        text("members.csv", "member,plan,plan,enrolled_on\n"),
        FolderUnreadable,
        "plan is there twice",
    ),
    ("no amount", text("charges.csv", "id,created,member,currency,status\n"), FolderUnreadable, "amount"),
    ("latin-1", data("members.csv", HEADS["members.csv"].encode() + b"\nRen\xe9e,glow,2026-01-05,,\n"), FileUnreadable, "not UTF-8"),
    ("utf-16", data("charges.csv", HEADS["charges.csv"].encode("utf-16")), FileUnreadable, "not UTF-8"),
    ("practice in latin-1", data("practice.yaml", b"a: \xe9"), FileUnreadable, "not UTF-8"),
    ("an open quote", text("members.csv", HEADS["members.csv"] + '\n"ana,glow\n'), FolderUnreadable, "line"),
    ("a quote in a word", text("members.csv", HEADS["members.csv"] + '\n"a"b,glow,2026-01-05,,\n'), FolderUnreadable, "line"),
    ("a cell without end", text("members.csv", HEADS["members.csv"] + "\n" + "x" * 200_000 + "\n"), FolderUnreadable, "line"),
    ("practice is a list", text("practice.yaml", "[1]"), ScenarioInvalid, "mapping"),
    ("practice is empty", text("practice.yaml", ""), ScenarioInvalid, "mapping"),
    ("no plans", text("practice.yaml", PRACTICE.partition("plans:")[0]), InvalidPlan, "at least one plan"),
    ("no such zone", text("practice.yaml", PRACTICE.replace("Denver", "Boulder")), ScenarioInvalid, "IANA"),
    ("no such currency", text("practice.yaml", PRACTICE.replace("USD", "DOL")), ScenarioInvalid, "ISO 4217"),
    ("a price without quotes", text("practice.yaml", PRACTICE.replace('"199.00"', "199.00")), InvalidPlan, "in quotes"),
    ("a NUL in the practice", text("practice.yaml", PRACTICE + "\0"), FileUnreadable, "practice.yaml"),
    ("not YAML", text("practice.yaml", "a: [1"), FileUnreadable, "line"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("breaks", "kind", "words"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_a_folder_that_cannot_be_read_says_why_and_leaves_no_ledger(
    breaks: Breaks, kind: type[LedgerError], words: str, tmp_path: Path
) -> None:
    folder = write(tmp_path / "spa")
    breaks(folder)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(kind) as error:
        run(folder, tmp_path / "spa.db")
    assert words in str(error.value)
    assert str(folder) in str(error.value)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["nowhere", "a file"])
def test_what_is_no_folder_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    with pytest.raises(FolderUnreadable, match="no such folder"):
        read_folder(tmp_path / name)


UNREADABLE: list[tuple[str, str, str]] = [
    ("charges", "ch_1,2026-01-05,ana,,-199.00,usd,succeeded,,,", "not more than zero"),
    ("charges", "ch_1,2026-01-05,ana,,0.00,usd,succeeded,,,", "not more than zero"),
    ("charges", f"ch_1,2026-01-05,ana,,{'9' * 400},usd,succeeded,,,", "larger than any amount"),
    ("charges", 'ch_1,2026-01-05,ana,,"1,990.00",usd,succeeded,,,', "is not an amount"),
    ("charges", "ch_1,2026-01-05,ana,,199.005,usd,succeeded,,,", "2 decimals"),
    ("charges", "ch_1,2026-01-05,ana,,1e2,usd,succeeded,,,", "is not an amount"),
    ("charges", "ch_1,2026-01-05,ana,,,usd,succeeded,,,", "is not an amount"),
    ("charges", "ch_1,2026-01-05,ana,,199.00,eur,succeeded,,,", "currency is 'eur'"),
    ("charges", "ch_1,2026-01-05,ana,,199.00,,succeeded,,,", "currency is ''"),
    ("charges", "ch_1,2026-01-05,ana,,199.00,usd,pending,,,", "is no status"),
    ("charges", "ch_1,2026-01-05T15:00:00,ana,,199.00,usd,succeeded,,,", "no offset"),
    ("charges", "ch_1,05/01/2026,ana,,199.00,usd,succeeded,,,", "no date or instant"),
    ("charges", "ch_1,0001-01-01T00:00:00+14:00,ana,,199.00,usd,succeeded,,,", "no date or instant"),
    ("charges", ",2026-01-05,ana,,199.00,usd,succeeded,,,", "no charge id"),
    ("charges", "ch\0_1,2026-01-05,ana,,199.00,usd,succeeded,,,", "no charge id"),
    ("charges", "ch_1,2026-01-05,,,199.00,usd,succeeded,,,", "no member or customer"),
    ("charges", "ch_1,2026-01-05,ana,,199.00,usd,succeeded,,,,,more", "too many cells"),
    ("charges", "ch_1,2026-01-05,ana,,199.00,usd,refunded,,2026-01-06,200.00", "more was refunded"),
    ("members", "bo,glow,2026-02-30,,", "is no date"),
    ("members", ",glow,2026-01-05,,", "names no member"),
    ("members", "b\0o,glow,2026-01-05,,", "names no member"),
    ("members", "bo,,2026-01-05,,", "names no plan"),
    ("members", "bo,glow,2026-01-05,soon,", "is no date"),
    ("changes", "2026-01-10,ana,freeze,,,", "is no change"),
    ("changes", "2026-01-10,ana,change_plan,,,", "names a plan"),
    ("changes", "2026-01-10,ana,share,,,", "names a person"),
    ("redemptions", "2026-01-10,ana,facial,1.5,,v-1,", "no number of units"),
    ("redemptions", "2026-01-10,ana,facial,-1,,v-1,", "no number of units"),
    ("redemptions", "2026-01-10,ana,facial,0,,v-1,", "no number of units"),
    ("redemptions", "2026-01-10,ana,,1,,v-1,", "names no benefit"),
    ("redemptions", "2026-01-10,ana,credit,1,5.00,v-1,", "both a quantity and an amount"),
    ("redemptions", "2026-01-10,ana,credit,,-5.00,v-1,", "not more than zero"),
    ("balances", "ana,facial,lots,2026-01-05", "is no number"),
    ("balances", "ana,facial,0.5,2026-01-05", "no number of units"),
    ("balances", "ana,credit,50.001,2026-01-05", "2 decimals"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "row", "words"), UNREADABLE)
def test_a_row_that_cannot_be_read_is_a_finding_and_the_rest_goes_on(
    table: str, row: str, words: str, tmp_path: Path
) -> None:
    rows = {"charges": [paid(9, "2026-01-05")], "members": ["ana,glow,2026-01-05,,cus_ana"]}
    rows[table] = [*rows.get(table, []), row]
    report = run(write(tmp_path / "spa", **rows), tmp_path / "spa.db", "2026-01-31")
    unreadable = [f for f in report.findings if f.finding == "unreadable_row"]
    assert len(unreadable) == 1
    assert words in unreadable[0].detail
    assert unreadable[0].source == f"{table}.csv:{len(rows[table]) + 1}"
    with Ledger.open(tmp_path / "spa.db") as ledger:
        assert ledger.member("ana").balance["facial"] == 1


def test_files_without_rows_have_nothing_to_find(tmp_path: Path) -> None:
    empty: dict[str, list[str]] = {name.removesuffix(".csv"): [] for name in HEADS}
    report = run(write(tmp_path / "spa", **empty), tmp_path / "spa.db", "2026-01-31")
    assert (report.findings, report.members) == ((), 0)
    assert run(tmp_path / "spa", tmp_path / "other.db").findings == ()


def test_what_others_write_is_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "spa")
    members = "\ufeffProcessor_Customer , ENROLLED_ON,plan,notes,Member\r\n\r\n"
    members += ' cus_ana ,2026-01-05,glow,"a ""note"",\r\nof two lines", ana \r\n'
    (folder / "members.csv").write_bytes(members.encode())
    charges = "id,created,customer,amount,currency,status\n"
    charges += "ch_1,2026-01-06T04:30:00Z,cus_ana,199.00,usd,Succeeded\n"
    (folder / "charges.csv").write_text(charges)
    report = run(folder, tmp_path / "spa.db", "2026-01-31")
    assert report.findings == ()
    with Ledger.open(tmp_path / "spa.db") as ledger:
        # half past nine in the evening of the 5th in Denver
        assert [str(c.date) for c in ledger.member("ana").charges] == ["2026-01-05"]


def test_rows_exported_twice_are_one_charge_and_two_visits_of_one_reference(
    tmp_path: Path,
) -> None:
    folder = write(
        tmp_path / "spa",
        charges=[paid(1, "2026-01-05"), paid(1, "2026-01-05")],
        members=["ana,glow,2026-01-05,,", "ana,glow,2026-01-05,,"],
        redemptions=["2026-01-10,ana,facial,1,,v-1,", "2026-01-10,ana,facial,1,,v-1,"],
    )
    first = run(folder, tmp_path / "spa.db", "2026-01-31")
    kinds = [finding for finding, _, _ in told(first)]
    assert kinds == ["unreadable_row", "redeemed_twice"]
    assert run(folder, tmp_path / "spa.db", "2026-01-31") == first


def test_a_decline_when_nothing_is_owed_does_not_stop_the_mirror(tmp_path: Path) -> None:
    charges = [paid(1, "2026-01-05"), paid(2, "2026-01-20", status="failed")]
    report = run(write(tmp_path / "spa", charges=charges), tmp_path / "spa.db", "2026-01-31")
    assert told(report) == []


def test_dues_paid_on_the_eve_of_the_enrollment_are_the_first_dues(tmp_path: Path) -> None:
    folder = write(tmp_path / "spa", charges=[paid(1, "2026-01-04")])
    assert told(run(folder, tmp_path / "spa.db", "2026-01-31")) == []
    with Ledger.open(tmp_path / "spa.db") as ledger:
        assert ledger.member("ana").balance["facial"] == 1


LEAKS: list[tuple[list[str], str, list[tuple[str, str, str | None]]]] = [
    ([], "2026-01-08", []),
    ([], "2026-01-09", [("not_billed", "2026-01-05", "199.00")]),
    ([paid(1, "2026-01-08")], "2026-01-31", []),
    ([paid(1, "2026-01-05", "149.00")], "2026-01-31", [("billed_wrong_amount", "2026-01-05", "-50.00")]),
    ([paid(1, "2026-01-05", "249.00")], "2026-01-31", [("billed_wrong_amount", "2026-01-05", "50.00")]),
    ([paid(1, "2026-01-05", status="failed")], "2026-01-31", [("declined_not_recovered", "2026-01-05", "199.00")]),
    ([paid(1, "2026-01-05", status="failed"), paid(2, "2026-01-30")], "2026-01-31", []),
    ([paid(1, "2026-01-05"), paid(2, "2026-01-09")], "2026-01-31", [("billed_twice", "2026-01-09", "199.00")]),
    ([paid(1, "2026-01-05"), paid(2, "2026-01-20", "12.00")], "2026-01-31", [("unmatched_charge", "2026-01-20", "12.00")]),
    ([paid(1, "2026-01-05"), paid(2, "2026-02-02")], "2026-02-28", []),  # three days early
    ([paid(1, "2026-01-05"), paid(2, "2026-02-08")], "2026-02-28", []),  # three days late
]  # fmt: skip


@pytest.mark.parametrize(("charges", "as_of", "leaks"), LEAKS)
def test_charges_against_the_dues_of_5_january(
    charges: list[str], as_of: str, leaks: list[Any], tmp_path: Path
) -> None:
    report = run(write(tmp_path / "spa", charges=charges), tmp_path / "spa.db", as_of)
    assert told(report) == leaks


def test_dates_at_the_ends_of_the_calendar_do_not_stop_the_mirror(tmp_path: Path) -> None:
    rare = PRACTICE.replace("1 month", "90 years")
    folder = write(
        tmp_path / "spa",
        rare,
        members=["ana,glow,2026-01-05,,", "old,glow,0001-01-01,,", "new,glow,9999-12-31,,"],
        charges=["c1,9999-12-31,ana,,5.00,usd,succeeded,,,", "c2,0001-01-01,old,,5.00,usd,failed,x,,"],
        redemptions=["9999-12-31,ana,facial,1,,v,"],
    )  # fmt: skip
    with suppress(LedgerError):
        run(folder, tmp_path / "spa.db")


def test_a_pause_without_end_is_often_written_as_the_last_day_there_is(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "spa",
        changes=["2026-01-20,ana,pause,,9999-12-31,"],
        charges=[paid(1, "2026-01-05"), paid(2, "2026-02-05")],
    )
    report = run(folder, tmp_path / "spa.db", "2026-02-28")
    assert ("billed_while_paused", "2026-02-05", "199.00") in told(report)


BEFORE: list[tuple[str, str, str]] = [
    ("redemptions", "2026-01-02,ana,facial,1,,v-1,", "redemption_refused"),
    ("redemptions", "2026-01-02,ana,credit,,5.00,v-1,", "redemption_refused"),
    ("changes", "2026-01-02,ana,pause,,,", "change_refused"),
    ("changes", "2026-01-02,ana,cancel,,,", "change_refused"),
    ("changes", "2026-01-02,ana,change_plan,glow,,", "change_refused"),
    ("changes", "2026-01-02,ana,share,,,bo", "change_refused"),
    ("charges", paid(7, "2026-01-01"), "unmatched_charge"),
    ("charges", paid(7, "2026-01-01", status="failed"), ""),
    ("balances", "ana,facial,1,2026-01-02", "balance_disagrees"),
]


@pytest.mark.parametrize(("table", "row", "kind"), BEFORE)
def test_a_row_from_before_the_enrollment_is_a_finding(
    table: str, row: str, kind: str, tmp_path: Path
) -> None:
    tables = {"charges": [paid(1, "2026-01-05")]}
    tables[table] = [*tables.get(table, []), row]
    report = run(write(tmp_path / "spa", **tables), tmp_path / "spa.db", "2026-01-31")
    assert [finding for finding, _, _ in told(report)] == ([kind] if kind else [])
    with Ledger.open(tmp_path / "spa.db") as ledger:
        assert type(ledger.history("ana")[0]).__name__ == "Enrolled"
        assert ledger.member("ana").balance["facial"] == 1


def test_a_ledger_of_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    folder = write(tmp_path / "spa")
    other = tmp_path / "notes.db"
    other.write_text("my notes")
    with pytest.raises(LedgerError):
        run(folder, other)
    assert other.read_text() == "my notes"


def test_a_live_ledger_is_no_mirror(tmp_path: Path) -> None:
    folder = write(tmp_path / "spa")
    with Ledger.open(tmp_path / "live.db", clock=SetClock("America/Denver", SOME_DAY)) as ledger:
        ledger.open_practice("America/Denver", "USD", read_folder(folder).practice.plans)
        count = ledger.event_count
    with pytest.raises(Refused, match="invalid"):
        run(folder, tmp_path / "live.db")
    with Ledger.open(tmp_path / "live.db") as ledger:
        assert ledger.event_count == count


def test_another_practice_is_not_played_into_a_ledger(tmp_path: Path) -> None:
    folder = write(tmp_path / "spa", charges=[paid(1, "2026-01-05")])
    run(folder, tmp_path / "spa.db", "2026-01-31")
    (folder / "practice.yaml").write_text(PRACTICE.replace("Denver", "Chicago"))
    with pytest.raises(Refused, match="invalid"):
        run(folder, tmp_path / "spa.db", "2026-01-31")


cell = st.one_of(
    st.sampled_from(
        ["ana", "bo", "glow", "2026-01-05", "2026-01-31", "2026-02-05T10:00:00Z", "199.00"]
    ),
    st.sampled_from(["succeeded", "failed", "refunded", "disputed", "usd", "ch_1", "ch_2", "1"]),
    st.sampled_from(["facial", "credit", "pause", "resume", "cancel", "cus_ana", "v-1", "", "x"]),
    st.sampled_from(["-5", "1e9", "\0", "[/red]", '"', "'", "\u202e", " ", "5.00", "share"]),
)
likely: dict[str, list[st.SearchStrategy[str]]] = {
    "members": [
        st.sampled_from(["ana", "bo", "\x1b[31m"]),
        st.sampled_from(["glow", "gold"]),
        st.sampled_from(["2026-01-05", "2026-01-31"]),
        st.sampled_from(["", "2026-01-20"]),
        st.sampled_from(["cus_ana", ""]),
    ],
    "changes": [
        st.sampled_from(["2026-01-20", "2026-02-05"]),
        st.sampled_from(["ana", "bo", "cy"]),
        st.sampled_from(["pause", "resume", "cancel", "reinstate", "share", "change_plan"]),
        st.sampled_from(["", "glow", "gold"]),
        st.sampled_from(["", "2026-02-20"]),
        st.sampled_from(["", "bo"]),
    ],
    "charges": [
        st.sampled_from(["ch_1", "ch_2", "ch_3"]),
        st.sampled_from(["2026-01-05", "2026-02-04", "2026-01-31T23:30:00-07:00"]),
        st.sampled_from(["ana", "bo", ""]),
        st.sampled_from(["cus_ana", "cus_x"]),
        st.sampled_from(["199.00", "5.00", "398.00"]),
        st.just("usd"),
        st.sampled_from(["succeeded", "failed", "refunded", "disputed"]),
        st.sampled_from(["", "lost_card", "R1"]),
        st.sampled_from(["", "2026-02-10"]),
        st.sampled_from(["", "5.00"]),
    ],
    "redemptions": [
        st.sampled_from(["2026-01-20", "2026-02-05", "2026-01-05"]),
        st.sampled_from(["ana", "bo"]),
        st.sampled_from(["facial", "credit", "laser"]),
        st.sampled_from(["", "1", "2"]),
        st.sampled_from(["", "5.00"]),
        st.sampled_from(["", "v-1", "v-2"]),
        st.sampled_from(["", "bo"]),
    ],
    "balances": [
        st.sampled_from(["ana", "bo"]),
        st.sampled_from(["facial", "credit", "laser"]),
        st.sampled_from(["0", "1", "50.00"]),
        st.sampled_from(["2026-01-20", "2026-02-28"]),
    ],
}


def rows(name: str) -> st.SearchStrategy[list[str]]:
    good = st.tuples(*likely[name]).map(",".join)
    wild = st.lists(cell, max_size=11).map(",".join)
    return st.lists(st.one_of(good, good, good, wild), max_size=6)


exports = st.fixed_dictionaries({name: rows(name) for name in likely})
QUIET = settings(
    max_examples=60,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@QUIET
@given(exports)
def test_whatever_the_rows_say_the_mirror_reports_and_says_the_same_again(
    tables: dict[str, list[str]],
) -> None:
    with tempfile.TemporaryDirectory() as home:
        ledger = Path(home) / "spa.db"
        folder = write(Path(home) / "spa", **tables)
        try:
            first = run(folder, ledger)
        except LedgerError:
            assert not ledger.exists()
            return
        assert run(folder, ledger) == first


def of_one_export(tables: dict[str, list[str]]) -> dict[str, list[str]]:
    """Each charge id once, no dispute (it counts from the day of the look), plans that are there."""
    charges = {row.split(",")[0]: row for row in tables["charges"] if "disputed" not in row}
    members = {row.split(",")[0]: row for row in tables["members"] if ",glow," in row}
    return {**tables, "charges": list(charges.values()), "members": list(members.values())}


@QUIET
@given(exports.map(of_one_export), st.sampled_from(["2026-01-10", "2026-01-31", "2026-02-04"]))
def test_a_look_in_between_changes_nothing_of_the_last_one(
    tables: dict[str, list[str]], between: str
) -> None:
    with tempfile.TemporaryDirectory() as home:
        folder = write(Path(home) / "spa", **tables)
        try:
            at_once = run(folder, Path(home) / "once.db", "2026-03-31")
        except LedgerError:
            return
        run(folder, Path(home) / "twice.db", between)
        assert run(folder, Path(home) / "twice.db", "2026-03-31") == at_once


@settings(QUIET, max_examples=40)
@given(st.sampled_from(sorted(HEADS)), st.text(alphabet='ab,"\n\r;\0é0129-.', max_size=80))
def test_any_text_in_a_table_is_read_or_told(name: str, content: str) -> None:
    with tempfile.TemporaryDirectory() as home:
        folder = write(Path(home) / "spa")
        for start in ("", HEADS[name] + "\n"):
            (folder / name).write_text(start + content, encoding="utf-8", newline="")
            try:
                run(folder, Path(home) / "spa.db")
            except LedgerError as error:
                told_ = str(error)
            else:
                continue
            assert str(folder) in told_
