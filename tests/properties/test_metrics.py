"""Figures: the views give what the events give, and the parts add up to the whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from memberledger.projections.journal import balances_through, journal_of
from memberledger.projections.mrr import PausedAs
from memberledger.testing.lives import Life, play
from memberledger.testing.strategies import lives


@given(lives(wide=None), st.data())
def test_figures_read_from_views_are_those_worked_out_from_events(
    life: Life, data: st.DataObject
) -> None:
    """What is known today is everything, asked for in one way and in the other."""
    with play(life) as table:
        ledger, today = table.ledger, table.day()
        days = st.integers(0, (today - life.start).days).map(lambda n: life.start + timedelta(n))
        first, until, as_of = sorted(data.draw(st.tuples(days, days, days)))
        paused: PausedAs = data.draw(st.sampled_from(get_args(PausedAs)))
        for moment in (None, as_of):
            for ask in (ledger.tiers, ledger.retention):
                known = ask(moment or today, known_on=today, paused=paused)
                assert ask(moment, paused=paused) == known
            asked = {"as_of": moment or today, "known_on": today}
            assert ledger.recovery(first, until, as_of=moment) == ledger.recovery(
                first, until, **asked
            )
            assert ledger.breakage(first, until, as_of=moment) == ledger.breakage(
                first, until, **asked
            )
            assert ledger.utilisation(first, until, as_of=moment) == ledger.utilisation(
                first, until, **asked
            )
        assert ledger.trend(first, until) == ledger.trend(first, until, known_on=today)
        assert ledger.mrr(first, until) == ledger.mrr(first, until, known_on=today)
        assert ledger.rates(first, until) == ledger.rates(first, until, known_on=today)


@given(lives(wide=None))
def test_the_parts_of_a_figure_add_up(life: Life) -> None:
    with play(life) as table:
        ledger, today = table.ledger, table.day()
        first, middle = life.start, life.start + (today - life.start) // 2
        months = ledger.trend(first, today)
        running = sum(month.net for month in months)
        assert running == (months[-1].members if months else 0)
        tiers, mrr = ledger.tiers(), ledger.mrr(first)
        assert sum(tier.mrr for tier in tiers) == mrr.end
        assert sum(tier.paused_mrr for tier in tiers) == mrr.pool_end
        whole, parts = (
            ledger.recovery(first, today),
            [
                ledger.recovery(first, middle, as_of=today),
                ledger.recovery(middle, today),
            ],
        )
        for name in ("failed", "failed_count", "recovered", "recovered_count"):
            ratios = [getattr(part, name) for part in parts]
            assert getattr(whole, name).part == sum(ratio.part for ratio in ratios)
            assert getattr(whole, name).whole == sum(ratio.whole for ratio in ratios)
        assert 0 <= whole.recovered.part <= whole.recovered.whole
        assert 0 <= whole.failed.part <= whole.failed.whole
        for cohort in ledger.breakage().cohorts:
            assert cohort.broken is None or 0 <= cohort.broken.part <= cohort.broken.whole


@given(lives(wide=None))
def test_the_margins_of_all_plans_add_up_to_the_books(life: Life) -> None:
    with play(life) as table:
        ledger, today = table.ledger, table.day()
        told = ledger.margin({"facial": 1_000}, date(2000, 1, 1), today)
        income = 0
        for member in table.members:
            rows = journal_of(table.events(member))
            books = balances_through(*rows, today - timedelta(days=1))
            income -= sum(n for name, n in books.items() if name.startswith("Income:"))
        assert sum(plan.revenue for plan in told) == income
        assert all(plan.cost >= 0 for plan in told)
