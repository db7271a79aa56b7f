"""Sentences about the membership itself: enrolling, periods, pausing, changing plan, leaving."""

from __future__ import annotations

from memberledger.aggregates.member import events as e
from memberledger.history.names import Names, day_in_words, plan_in_words
from memberledger.history.table import Table

__all__ = ["MEMBERSHIP"]


def _enrolled(event: e.Enrolled, _names: Names) -> str:
    again = "" if event.enrollment == 1 else " again"
    first = day_in_words(event.first_on, event.effective_on)
    told = f"Enrolled{again} on {plan_in_words(event.plan)}, billed from {first}"
    if event.home is not None:
        told += f", at home in {event.home}"
    if event.term_ends_on is not None:
        told += f", committed until {day_in_words(event.term_ends_on, event.effective_on)}"
    return told


def _consent_recorded(event: e.ConsentRecorded, _names: Names) -> str:
    return f"Agreed to text {event.text_version} ({event.channel})"


def _notice_sent(event: e.NoticeSent, _names: Names) -> str:
    way = f" by {event.channel}" if event.channel else ""
    on = day_in_words(event.delivered_on, event.effective_on)
    return f"Notice of {event.kind.replace('_', ' ')} reached the member on {on}{way}"


def _member_erased(_event: e.MemberErased, _names: Names) -> str:
    return "What was kept about the person was erased"


def _shared(event: e.Shared, _names: Names) -> str:
    return f"Shared with {event.person}"


def _dues_billed(event: e.DuesBilled, names: Names) -> str:
    fee = ""
    if event.enrollment_fee:
        fee = f" and an enrollment fee of {names.amount(event.enrollment_fee)}"
    if event.tax:
        fee += f", with {names.amount(event.tax)} of tax,"
    start = day_in_words(event.start, event.effective_on)
    end = day_in_words(event.end, event.effective_on)
    dues = names.amount(event.dues)
    return f"Dues of {dues} for {start} to {end}{fee} fell due (bill {event.bill})"


def _period_skipped(event: e.PeriodSkipped, _names: Names) -> str:
    start = day_in_words(event.start, event.effective_on)
    end = day_in_words(event.end, event.effective_on)
    return f"{start} to {end} is not billed: the membership is {event.cause}"


def _fee_billed(event: e.FeeBilled, names: Names) -> str:
    fee = {
        "pause_fee": "A pause fee",
        "annual_fee": "An annual fee",
        "early_termination_fee": "An early-termination fee",
        "no_show_fee": "A no-show fee",
        "late_cancel_fee": "A late-cancellation fee",
        "rest_of_dues": "The rest of the period's dues",
    }
    tax = f", with {names.amount(event.tax)} of tax," if event.tax else ""
    return f"{fee[event.kind]} of {names.amount(event.amount)}{tax} fell due (bill {event.bill})"


def _pause_scheduled(event: e.PauseScheduled, _names: Names) -> str:
    told = f"Asked for a pause from {day_in_words(event.from_on, event.effective_on)}"
    if event.until is not None:
        told += f" until {day_in_words(event.until, event.effective_on)}"
    return told


def _scheduled_pause_withdrawn(_event: e.ScheduledPauseWithdrawn, _names: Names) -> str:
    return "The pause that was asked for was called off"


def _scheduled_pause_dropped(event: e.ScheduledPauseDropped, _names: Names) -> str:
    return f"The pause asked for did not begin: {event.cause.replace('_', ' ')}"


def _paused(event: e.Paused, _names: Names) -> str:
    owing = f", although dues are owed ({event.waived})" if event.waived else ""
    if event.ends_by is None:
        return f"Paused until resumed{owing}"
    until = day_in_words(event.ends_by, event.effective_on)
    if event.until:
        return f"Paused until {until}{owing}"
    return f"Paused, until {until} at the latest{owing}"


def _resumed(event: e.Resumed, _names: Names) -> str:
    told = f"Active again after {event.days} day{'' if event.days == 1 else 's'} of pause"
    if event.expiries:
        told += "; expiries moved along"
    if event.period_ends_on is not None:
        told += f"; the period now ends on {day_in_words(event.period_ends_on, event.effective_on)}"
    if event.term_ends_on is not None:
        told += f"; committed until {day_in_words(event.term_ends_on, event.effective_on)}"
    return told


def _plan_change_requested(event: e.PlanChangeRequested, _names: Names) -> str:
    moves = f"Moves to {plan_in_words(event.plan)}"
    if event.from_on is None:
        return f"{moves} on the next billing date"
    since = day_in_words(event.from_on, event.effective_on)
    return f"{moves} on the first billing date on or after {since}"


def _plan_change_withdrawn(_event: e.PlanChangeWithdrawn, _names: Names) -> str:
    return "The waiting change of plan was called off"


def _plan_changed(event: e.Upgraded | e.Downgraded | e.PlanSwitched, names: Names) -> str:
    words = {e.Upgraded: "Upgraded", e.Downgraded: "Downgraded", e.PlanSwitched: "Switched"}
    told = (
        f"{words[type(event)]} from {event.left.partition('@')[0]} to {plan_in_words(event.plan)}"
    )
    if event.billed:
        told += f"; {names.amount(event.billed)} for the rest of the period fell due"
        told += f" (bill {event.bill})"
    if event.term_ends_on is not None:
        told += f", committed until {day_in_words(event.term_ends_on, event.effective_on)}"
    return told


def _amendment_recorded(event: e.AmendmentRecorded, _names: Names) -> str:
    plan, since = event.plan, day_in_words(event.from_on, event.effective_on)
    return f"Version {plan.version} of {plan.title} holds from the first period on or after {since}"


def _terms_amended(event: e.TermsAmended, names: Names) -> str:
    plan = event.plan
    return f"Version {plan.version} of {plan.title} holds, at {names.amount(plan.price)} a period"


def _cancellation_requested(event: e.CancellationRequested, _names: Names) -> str:
    ends = f"the membership ends on {day_in_words(event.ends_on, event.effective_on)}"
    if event.origin == "stop_order":
        return f"The cardholder's bank passed on a stop order; {ends}"
    fee = "; an early-termination fee is waived" if event.waived else ""
    return f"Asked to leave; {ends}{fee}"


def _renewal_requested(_event: e.RenewalRequested, _names: Names) -> str:
    return "Asked for another term"


def _term_renewed(event: e.TermRenewed, _names: Names) -> str:
    return f"The term began anew, until {day_in_words(event.ends_on, event.effective_on)}"


def _term_ended(_event: e.TermEnded, _names: Names) -> str:
    return "The term is over, and no new one begins"


def _cancellation_withdrawn(_event: e.CancellationWithdrawn, _names: Names) -> str:
    return "Stays: the request to leave was taken back"


def _cancelled(event: e.Cancelled, _names: Names) -> str:
    told = "The membership is over"
    if event.cause == "dunning":
        told += ", since what is owed was not paid"
    if event.cause == "term_over":
        told += ", as its term is"
    if event.benefits is not None or event.void is not None:
        return f"{told}; what is left stays usable where the terms say so"
    if event.after_end == "keep":
        return f"{told}; what is left stays usable"
    if event.usable_until is not None:
        until = day_in_words(event.usable_until, event.effective_on)
        return f"{told}; what is left can be used until {until}"
    return told


def _nothing_changed(_event: e.NothingChanged, _names: Names) -> str:
    return "Asked for what was so already; nothing changed"


MEMBERSHIP: Table = {
    e.Enrolled: _enrolled,
    e.ConsentRecorded: _consent_recorded,
    e.NoticeSent: _notice_sent,
    e.MemberErased: _member_erased,
    e.Shared: _shared,
    e.DuesBilled: _dues_billed,
    e.PeriodSkipped: _period_skipped,
    e.FeeBilled: _fee_billed,
    e.PauseScheduled: _pause_scheduled,
    e.ScheduledPauseWithdrawn: _scheduled_pause_withdrawn,
    e.ScheduledPauseDropped: _scheduled_pause_dropped,
    e.Paused: _paused,
    e.Resumed: _resumed,
    e.PlanChangeRequested: _plan_change_requested,
    e.PlanChangeWithdrawn: _plan_change_withdrawn,
    e.Upgraded: _plan_changed,
    e.Downgraded: _plan_changed,
    e.PlanSwitched: _plan_changed,
    e.AmendmentRecorded: _amendment_recorded,
    e.TermsAmended: _terms_amended,
    e.RenewalRequested: _renewal_requested,
    e.TermRenewed: _term_renewed,
    e.TermEnded: _term_ended,
    e.CancellationRequested: _cancellation_requested,
    e.CancellationWithdrawn: _cancellation_withdrawn,
    e.Cancelled: _cancelled,
    e.NothingChanged: _nothing_changed,
}
