"""beancount accepts the books without an error, and adds up what the ledger says."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from beancount.core import data
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import own_policies
from tests.projections.six_months import played
from tests.projections.six_months_books import BALANCES

from memberledger.errors import Refused
from memberledger.exports import as_beancount, books_of
from memberledger.exports.beancount import quoted
from memberledger.integrations.mirror import mirror, read_folder
from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.scenarios import play as play_scenario
from memberledger.scenarios import read_scenario
from memberledger.testing.lives import Life, play
from memberledger.testing.strategies import lives

from .others import Bean, bean_check, beancount_of, ends_of, ours, ours_on
from .others import parse as minor

ROOT = Path(__file__).parents[2]
LUMEN = ROOT / "examples" / "lumen"
SCENARIOS = sorted(
    [*(ROOT / "tests" / "scenarios").glob("*.yaml"), *ROOT.glob("examples/*/*.scenario.yaml")]
)[::9]
ENROLLMENT = ("Liabilities:Deferred:Enrollment", "Income:Fees:Enrollment")


def text_of(ledger: Ledger) -> str:
    return "".join(as_beancount(books_of(ledger)))


def agrees(ledger: Ledger) -> Bean:
    """Every account at every month's end is what beancount adds up."""
    found = beancount_of(ledger)
    for day, balances in ours_on(ledger, ends_of(ledger)).items():
        assert found.balances(day, ledger.currency) == balances, day
    return found


def test_six_months_have_the_balances_worked_out_by_hand() -> None:
    with played() as ledger:
        found = agrees(ledger)
    for line in BALANCES.splitlines():
        account, *amounts = line.split()
        for month, amount in enumerate(amounts, 2):
            day = date(2026, month, 1) - timedelta(days=1)
            held = found.balances(day, "USD").get(account, 0)
            assert account in ENROLLMENT or held == minor(amount, "USD"), (account, day)


def test_an_entry_says_whose_it_is_and_what_it_is_made_of() -> None:
    with played() as ledger:
        found = beancount_of(ledger)
        lost = ledger.history("ana")
    (charged,) = [t for t in found.transactions if t.narration == "Charged ch_3"]
    version = int(charged.meta["events"].split(", ")[0])
    assert charged.payee == "ana"
    assert charged.meta["practice"] == "main"
    assert charged.meta["member"] == "ana"
    assert charged.meta["charge"] == "ch_3"
    assert charged.meta["event"].split(", ")[0] == "Charged" == type(lost[version - 1]).__name__
    assert charged.meta["effective"] == charged.date == date(2026, 2, 13)
    assert charged.meta["recorded_at"] == "2026-02-13T19:00:00+00:00"
    assert "bill" in charged.meta


def test_what_ends_on_a_day_is_dated_the_day_before_and_says_so() -> None:
    with played() as ledger:
        found = beancount_of(ledger)
    lapsed = [t for t in found.transactions if t.meta.get("event") == "Lapsed"]
    assert lapsed
    assert {(t.meta["effective"] - t.date).days for t in lapsed} <= {0, 1}
    assert date(2026, 2, 9) in {t.date for t in lapsed}  # the credit of January, worked by hand


@settings(max_examples=12)
@given(lives(wide=None, members=("ana", "bo")))
def test_any_life_adds_up_in_beancount(life: Life) -> None:
    with play(life) as table:
        agrees(table.ledger)


@settings(max_examples=8)
@given(lives(wide=None))
def test_the_effective_days_give_the_accounts_of_any_months_first_day(life: Life) -> None:
    """An event counts on its own day in `accounts`; the days before it are told by month."""
    with play(life) as table:
        ledger = table.ledger
        found = beancount_of(ledger)
        for end in ends_of(ledger)[:-1]:
            day, sums = end + timedelta(days=1), Counter[str]()
            for each in found.transactions:
                if each.meta.get("effective", each.date + timedelta(days=1)) <= day:
                    for p in each.postings:
                        sums[p.account] += minor(str(p.units.number), life.currency)
            assert {a: n for a, n in sorted(sums.items()) if n} == ledger.accounts(as_of=day)


@settings(max_examples=8)
@given(lives(wide=None), st.integers(0, 300))
def test_a_window_begins_with_what_was_brought_forward(life: Life, days: int) -> None:
    with play(life) as table:
        ledger = table.ledger
        first = min(life.start + timedelta(days=days), ledger.today())
        through = min(first + timedelta(days=45), ledger.today())
        found = beancount_of(ledger, first=first, through=through)
        assert all(t.date >= first - timedelta(days=1) for t in found.transactions)
        for day in (first - timedelta(days=1), through):
            assert found.balances(day, ledger.currency) == ours(ledger, day), day


@settings(max_examples=8)
@given(lives(wide=None), st.integers(0, 9))
def test_the_books_as_they_were_known_add_up_too(life: Life, tenths: int) -> None:
    with play(life) as table:
        ledger = table.ledger
        known = life.start + (ledger.today() - life.start) * tenths // 10
        found = beancount_of(ledger, known_on=known, through=ledger.today())
        then = {t.meta["recorded_at"] for t in found.transactions if "recorded_at" in t.meta}
        assert all(instant < f"{known + timedelta(days=2)}" for instant in then)


def test_late_news_is_not_in_the_books_as_they_were_known_before() -> None:
    """A visit of 8 March was told on the 12th."""
    with played() as ledger:
        for day, there in ((11, False), (12, True)):
            known = date(2026, 3, day)
            found = beancount_of(ledger, known_on=known, through=date(2026, 4, 30))
            days = {t.meta["effective"] for t in found.transactions if "effective" in t.meta}
            assert (date(2026, 3, 8) in days) == there
            assert max(days) <= known


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_the_books_of_a_scenario_add_up(file: Path, tmp_path: Path) -> None:
    play_scenario(read_scenario(file), str(tmp_path / "spa.db"), own_policies.ALL)
    clock = SetClock("America/Denver", date(2027, 12, 31))
    with Ledger.open(tmp_path / "spa.db", clock=clock) as ledger:
        agrees(ledger)


def test_a_year_of_a_practice_adds_up(tmp_path: Path) -> None:
    mirror(read_folder(LUMEN), tmp_path / "lumen.db")
    clock = SetClock("America/Denver", date(2025, 12, 31))
    with Ledger.open(tmp_path / "lumen.db", clock=clock) as ledger:
        assert len(ledger.members()) == 300
        found = agrees(ledger)
    assert len(found.of(data.Balance)) > 12 * 8


def test_what_comes_while_it_is_written_is_not_in_it() -> None:
    with played() as ledger:
        books = books_of(ledger)
        ledger.charge_succeeded("ana", "late", "50.00")
        text = "".join(as_beancount(books))
        assert bean_check(text) == []
        assert "late" not in text
        assert '"Charged late"' in text_of(ledger)


def test_a_minor_unit_too_much_is_an_error() -> None:
    """Without a tolerance of its own beancount would let a cent pass."""
    with played() as ledger:
        text = text_of(ledger)
    line = next(
        line for line in text.splitlines() if "balance Liabilities:BillingCredit -10" in line
    )
    assert bean_check(text.replace(line, line.replace("-10.00", "-10.01"))) != []
    assert bean_check(text) == []


NASTY = (
    'm"1',
    "m\\",
    '" 2026-01-01 open Assets:Evil',
    "2026-01-01 open Assets:Evil",
    'a" #tag ^link ; {{}} | "b',
    "Zoë 李 \U0001f409",
    "=SUM(A1)",
    "x\\n2026-01-01 open Assets:Evil",
)


@pytest.mark.parametrize("member", NASTY)
def test_a_members_reference_is_text_and_nothing_else(member: str) -> None:
    clock = SetClock("America/Denver", date(2026, 1, 10))
    with Ledger.open("sqlite:///:memory:", clock=clock) as ledger:
        facial = {"id": "a.b_C-9", "kind": "service_credit", "quantity": 1}
        plan = {"id": "p", "price": "100.00", "cycle": "1 month", "benefits": [facial]}
        plan["recognition"] = {"method": "allocated", "access": "20.00"}
        facial["standalone_price"] = "80.00"
        ledger.open_practice("America/Denver", "USD", [plan])
        ledger.enroll(member, "p")
        ledger.charge_succeeded(member, member, "100.00")
        found = agrees(ledger)
    assert {t.payee for t in found.transactions} == {member}
    assert {t.meta["charge"] for t in found.transactions if "charge" in t.meta} == {member}
    accounts = {entry.account for entry in found.of(data.Open)}
    assert "Assets:Evil" not in accounts
    assert "Liabilities:Deferred:A-B-C-9" in accounts


@given(st.text())
def test_any_text_stays_within_its_quotes(text: str) -> None:
    found = Bean(f"2026-01-01 open Assets:Cash\n\n2026-01-02 * {quoted(text)} {quoted(text)}\n")
    assert found.errors == []
    (only,) = found.transactions
    assert only.narration == "".join(c if c.isprintable() else "\ufffd" for c in text)


@pytest.mark.parametrize(
    ("currency", "price", "shown"),
    [("JPY", "15000", "15000"), ("KWD", "12.345", "12.345"), ("USD", "0.10", "0.10")],
)
def test_amounts_have_the_decimals_of_their_currency(currency: str, price: str, shown: str) -> None:
    clock = SetClock("Asia/Tokyo", date(2026, 1, 10))
    with Ledger.open("sqlite:///:memory:", clock=clock) as ledger:
        ledger.open_practice(
            "Asia/Tokyo", currency, [{"id": "p", "price": price, "cycle": "1 month"}]
        )
        ledger.enroll("ana", "p")
        ledger.charge_succeeded("ana", "ch", price)
        text = text_of(ledger)
        agrees(ledger)
    assert f"  Assets:Processor:Clearing:Charges  {shown} {currency}\n" in text
    assert f'option "operating_currency" "{currency}"' in text


def test_an_empty_practice_is_an_empty_file_that_is_accepted() -> None:
    with Ledger.open("sqlite:///:memory:") as ledger:
        ledger.open_practice("America/Denver", "USD", [])
        found = beancount_of(ledger)
    assert found.entries == []


def test_every_account_is_opened_once_before_it_is_used() -> None:
    with played() as ledger:
        found = beancount_of(ledger)
    opened = Counter(entry.account for entry in found.of(data.Open))
    used = {p.account for t in found.transactions for p in t.postings}
    assert set(opened.values()) == {1}
    assert used <= set(opened)


def test_a_window_in_the_future_or_upside_down_is_refused() -> None:
    with played() as ledger:
        for window in (
            {"through": date(2026, 7, 1)},
            {"first": date(2026, 7, 1)},
            {"known_on": date(2026, 7, 1)},
            {"first": date(2026, 3, 2), "through": date(2026, 3, 1)},
        ):
            with pytest.raises(Refused, match="invalid"):
                books_of(ledger, **window)


def test_nothing_but_the_books_is_in_the_file() -> None:
    """Each line is a directive of ours, a fact, a line of an entry, or empty."""
    with played() as ledger:
        text = text_of(ledger)
    line = re.compile(
        r'option "\w+" "[^"]*"'
        r"|\d{4}-\d\d-\d\d (open [\w:-]+ USD|balance [\w:-]+ -?[\d.]+ ~ 0 USD|\* (\"[^\"]*\" ?){2})"
        r'|  [a-z_]+: ("[^"]*"|\d{4}-\d\d-\d\d)|  [\w:-]+  -?[\d.]+ USD|'
    )
    assert [each for each in text.splitlines() if not line.fullmatch(each)] == []
