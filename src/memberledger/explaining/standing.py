"""Why a member stands as they do: the run of declines, the steps taken, and what ended it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, apply
from memberledger.aggregates.member import events as e
from memberledger.explaining.rules import rule_of
from memberledger.explaining.values import Explanation, Part
from memberledger.history import Entry

__all__ = ["explain_standing"]

_OF_A_RUN = (
    e.ChargeFailed,
    e.DunningStepPlanned,
    e.DunningStepTaken,
    e.LateFeeAssessed,
    e.ReturnedPaymentFeeAssessed,
    e.Suspended,
    e.CardReplaced,
    e.Charged,
    e.WrittenOff,
)


def explain_standing(history: Sequence[Entry]) -> Explanation:
    """Good, past due or suspended: the events of the run that holds, or of the last one.

    A run begins with a decline, or as dues fall due that a refused card can't be asked for, and
    ends when nothing is owed any more. The parts have no amounts.

    Args:
        history: the member's events that count, oldest first.
    """
    s = MemberState()
    run: list[Part] = []
    declines: dict[str, Entry] = {}
    last: Entry | None = None
    runs = 0
    for entry in history:
        event = entry.event
        if isinstance(event, e.DunningStarted):
            runs += 1
            decline = declines.get(event.charge)
            run = [_link(s, decline)] if decline is not None else []
            run.append(_link(s, entry) if decline is last else _unasked(entry, event.bill))
        elif isinstance(event, e.DunningEnded) or (s.dunning is not None and _belongs(event)):
            run.append(_link(s, entry))
        if isinstance(event, e.ChargeFailed):
            declines[event.charge] = entry
        last = entry
        apply(s, event)
    notes = _notes(s, runs, history)
    title = f"standing of {s.member}"
    return Explanation(title, s.standing, "", s.currency, tuple(run), notes)


def _belongs(event: Event) -> bool:
    return isinstance(event, _OF_A_RUN)


def _link(s: MemberState, entry: Entry) -> Part:
    event = entry.event
    how: tuple[str, ...] = ()
    if isinstance(event, e.DunningStepTaken) and s.dunning is not None:
        how = _step(s, event, s.dunning.started_on)
    return Part(None, entry.sentence, entry, rule_of(event.policy), how)


def _unasked(entry: Entry, bill: int) -> Part:
    how = f"bill {bill} was not asked for: the card was refused for good and is not replaced"
    return Part(None, entry.sentence, entry, None, (how,))


def _step(s: MemberState, event: e.DunningStepTaken, started_on: date) -> tuple[str, ...]:
    """When the step falls due: the day the run began and the time the terms give."""
    plan = s.plans.get(s.dunning.plan) if s.dunning is not None else None
    if plan is None or event.step >= len(plan.dunning):
        return ()
    after = plan.dunning[event.step].after
    due = after.after(started_on)
    told = f"{started_on} + {after} = {due}"
    return (told if due == event.effective_on else f"{told}; taken {event.effective_on}",)


def _notes(s: MemberState, runs: int, history: Sequence[Entry]) -> tuple[str, ...]:
    if not runs:
        declined = sum(isinstance(entry.event, e.ChargeFailed) for entry in history)
        return ("No decline was ever chased.",) if declined else ("No card was ever declined.",)
    if s.dunning is None:
        return ("The last run is over; this is how it went.",)
    return ()
