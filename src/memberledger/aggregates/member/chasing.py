"""Dunning: the steps after a decline, each on its date, until nothing is owed."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import asking_own, collecting, lapsing, leaving, taxing
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import DunningRun
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work
from memberledger.policies import dunning
from memberledger.terms import DunningAction, OwnPolicy, Plan

__all__ = ["due_on", "take_steps"]


_TOLD = ("notify_email", "notify_sms", "flag_chart", "review")
"""All that the ledger does where the processor retries: it notifies and flags."""


def take_steps(work: Work, day: date) -> None:
    """Take the steps due by `day`, in order; a run that ends on the way takes no more."""
    s = work.state
    while work.conduct.chase and (run := s.dunning) is not None:
        terms = s.plans[run.plan]
        if terms.dunning_policy is not None:
            if run.planned is None:
                _find_next(work, day, run, terms.dunning_policy)
            elif run.planned.on is None or run.planned.on > day:
                return
            else:
                _take(work, day, run, terms, run.planned.do, terms.dunning_policy.name)
            continue
        if run.next_step >= len(terms.dunning):
            return
        step = terms.dunning[run.next_step]
        if dunning.step_on(step, run.started_on) > day:
            return
        _take(work, day, run, terms, step.do, dunning.POLICY)


def due_on(s: MemberState, run: DunningRun) -> date | None:
    """The day of a run's next step, or on which a policy is to be asked for it; None for never."""
    terms = s.plans[run.plan]
    if terms.dunning_policy is None:
        steps = terms.dunning
        if run.next_step >= len(steps):
            return None
        return dunning.step_on(steps[run.next_step], run.started_on)
    if run.planned is not None:
        return run.planned.on
    return run.started_on  # it is asked for the next one as soon as a step is taken


def _find_next(work: Work, day: date, run: DunningRun, own: OwnPolicy) -> None:
    """Ask a policy of the host's own for the next step, and record what it found."""
    step = asking_own.next_step(work, day, own, run)
    work.record(
        e.DunningStepPlanned,
        day,
        on=step.on if step is not None else None,
        actions=step.do if step is not None else (),
        policy=own.name,
    )


def _take(
    work: Work,
    day: date,
    run: DunningRun,
    terms: Plan,
    do: tuple[DunningAction, ...],
    policy: str,
) -> None:
    wanted = tuple(dict.fromkeys(do))  # what is named twice is done once
    left_out = tuple(action for action in wanted if _is_left_out(work, terms, action))
    actions = tuple(action for action in wanted if action not in left_out)
    work.record(
        e.DunningStepTaken,
        day,
        step=run.next_step,
        actions=actions,
        left_out=left_out,
        policy=policy,
    )
    for action in actions:
        if work.state.dunning is not run:
            return
        _act(work, day, terms, action)


def _is_left_out(work: Work, terms: Plan, action: DunningAction) -> bool:
    s = work.state
    if terms.retries == "processor" and action not in _TOLD:
        return True
    if action == "retry":
        return s.card != "usable"
    if action == "cancel":
        return not s.is_member
    if action == "suspend":
        return not s.is_member or s.pause is not None
    return False


def _add_fee(work: Work, day: date, terms: Plan, action: DunningAction) -> None:
    """A fee goes to the oldest dues owed, as a line of its own."""
    bills = work.state.owed_bills.values()
    owed = sorted(bills, key=lambda bill: (bill.kind != "dues", bill.id))
    if not owed:
        return
    if action == "late_fee":
        amount, tax = taxing.taxed(terms, action, terms.late_fee)
        work.record(e.LateFeeAssessed, day, bill=owed[0].id, amount=amount, tax=tax)
    else:
        amount, tax = taxing.taxed(terms, action, terms.returned_payment_fee or 0)
        work.record(e.ReturnedPaymentFeeAssessed, day, bill=owed[0].id, amount=amount, tax=tax)


def _forfeit(work: Work, day: date) -> None:
    """Take what is unused, reserved or not; what was not paid for first."""
    lots = lapsing.promotional_first(work.state.open_lots.values())
    lapsing.release_lots(work, day, {lot.id for lot in lots}, "dunning")
    takes = tuple((lot.id, lot.free) for lot in lots if lot.free > 0)
    if takes:
        work.record(e.Forfeited, day, takes=takes, cause="dunning")


def _act(work: Work, day: date, terms: Plan, action: DunningAction) -> None:
    s = work.state
    if action == "retry":
        collecting.collect(work, day)
    elif action in ("late_fee", "returned_payment_fee"):
        _add_fee(work, day, terms, action)
    elif action == "forfeit":
        _forfeit(work, day)
    elif action == "suspend" and s.is_member and s.dunning and not s.dunning.suspended:
        work.record(e.Suspended, day)
    elif action == "cancel":
        leaving.end(work, day, "dunning")
    elif action == "write_off":
        bills = tuple((bill.id, bill.owed) for bill in s.owed_bills.values() if bill.owed)
        work.record(e.WrittenOff, day, bills=bills)
        collecting.end_run_if_paid(work, day, "written_off")
