"""Pausing: whether, how often, how long, what it costs, and what goes on meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from memberledger.agreement.line import Line, line
from memberledger.agreement.speech import Speech, counted, listed, number
from memberledger.agreement.using import usable
from memberledger.terms import Benefit, Pause, PauseFee, PauseLimit, Plan

__all__ = ["pausing"]


def pausing(plan: Plan, speech: Speech) -> Iterator[Line]:
    """The sentences of "Pausing"."""
    pause = plan.pause
    if pause is None:
        yield line("pause", "pause", "this membership can't be paused")
        return
    yield line("pause", "pause.asking", _asking(pause, plan, speech))
    bounds = [f"a pause lasts at most {speech.span(pause.max_length)}"] if pause.max_length else []
    bounds += [_limit(limit, speech) for limit in pause.limits]
    if bounds:
        yield line("pause", "pause.limits", "; ".join(bounds))
    billing = (
        "billing dates in a pause are skipped, and nothing new is given for them"
        if pause.billing == "skip"
        else "a pause moves the running period and the next billing date by the days paused"
    )
    yield line("pause", "pause.billing", billing)
    if pause.fee_amount:
        yield line("pause", "pause.fee", _fee(pause, speech))
    clocks = (
        "the time left on what you hold stands still"
        if pause.expiry == "frozen"
        else "the time left on what you hold runs on"
    )
    if any(_runs_out(benefit) for benefit in plan.with_lots):
        yield line("pause", "pause.expiry", f"in a pause {clocks}")
    held = usable(plan.use_while.paused, plan)
    yield line("pause", "use_while.paused", f"in a pause {held}")
    if plan.term is not None:
        moves = (
            "moves the end of the commitment by the time paused"
            if pause.term == "extended"
            else "does not move the end of the commitment"
        )
        yield line("pause", "pause.term", f"a pause {moves}")


def _runs_out(benefit: Benefit) -> bool:
    rule = benefit.rollover
    if rule is None or benefit.expires is not None:
        return True
    return rule.mode == "none" or rule.periods is not None or rule.grace is not None


def _asking(pause: Pause, plan: Plan, speech: Speech) -> str:
    conditions = []
    if pause.after_cycles:
        row = counted(pause.after_cycles, "billing period")
        be = "is" if pause.after_cycles == 1 else "are"
        conditions.append(f"when {row} in a row {be} over and paid")
    if pause.notice is not None and pause.notice.count:
        conditions.append(f"with {speech.notice(pause.notice)}")
    if pause.starts == "next_period":
        conditions.append("from the start of a billing period")
    conditions.append("if nothing is owed")
    return f"you can pause {listed(conditions)}"


def _limit(limit: PauseLimit, speech: Speech) -> str:
    within = speech.within(limit.per)
    if limit.length is not None:
        return f"paused time adds up to at most {speech.span(limit.length)} {within}"
    times = {1: "once", 2: "twice"}.get(limit.times or 0, f"{number(limit.times or 0)} times")
    return f"you can pause at most {times} {within}"


def _fee(pause: Pause, speech: Speech) -> str:
    amount = speech.money(pause.fee_amount)
    if isinstance(pause.fee, PauseFee) and pause.fee.per == "pause":
        return f"a pause costs {amount} once, on its first day"
    return f"a pause costs {amount} on its first day and on each billing date in it"
