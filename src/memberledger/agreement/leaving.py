"""Leaving: the commitment, the notice, the fee, what stays usable, and coming back."""

from __future__ import annotations

from collections.abc import Iterator

from memberledger.agreement.line import Line, line
from memberledger.agreement.speech import Speech, counted, named, percent
from memberledger.agreement.using import usable
from memberledger.terms import EarlyTerminationFee, Plan, UsableFor
from memberledger.terms.leaving import AfterEnd

__all__ = ["in_words_after_end", "leaving"]


def leaving(plan: Plan, speech: Speech) -> Iterator[Line]:
    """The sentences of "Leaving"."""
    if plan.term is not None:
        yield _term(plan, speech)
    yield line("leave", "cancellation", _request(plan, speech))
    if plan.early_termination_fee is not None:
        yield from _fee(plan.early_termination_fee, plan, speech)
    elif plan.term is not None and plan.cancellation.effective != "term_end":
        yield line(
            "leave", "early_termination_fee", "leaving before the commitment ends costs nothing"
        )
    if plan.cancellation.final_dues == "by_day":
        text = "if it ends inside a period not billed yet, that period is charged by the day"
        yield line("leave", "final_dues", text)
    elif _may_end_inside(plan):
        text = "the billing period in which it ends is charged in full"
        yield line("leave", "final_dues", text)
    if plan.use_while.notice is not None:
        held = usable(plan.use_while.notice, plan)
        yield line("leave", "use_while.notice", f"between your request and the end {held}")
    if plan.with_lots:
        rest = in_words_after_end(plan.cancellation.after_end, speech)
        yield line("leave", "after_end", f"after the end {rest}")
    for benefit in plan.with_lots:
        if benefit.after_end is not None:
            rest = in_words_after_end(benefit.after_end, speech)
            about = f"after_end:{benefit.id}"
            yield line("leave", about, f"{named(benefit)}: after the end {rest}")
    if any(b.kind != "service_credit" and not b.is_money for b in plan.benefits):
        yield line("leave", "prices_end", "discounts, member prices and perks stop at the end")
    if plan.reenrollment is not None:
        yield _again(plan)


def _may_end_inside(plan: Plan) -> bool:
    return plan.cancellation.effective in ("notice_end", "immediately", "month_end")


def _term(plan: Plan, speech: Speech) -> Line:
    assert plan.term is not None  # noqa: S101 - asked by the caller
    cycles = plan.term.cycles
    length = f"{counted(cycles, 'billing period')}"
    if plan.cycle.is_calendar:
        length = counted(cycles * plan.cycle.count, plan.cycle.unit)
    else:
        length = f"{length} of {speech.span(plan.cycle)}"
    then = {
        "month_to_month": "after that it goes on from one billing period to the next",
        "renew": "after that an equal commitment begins, unless you have asked to leave",
        "end": "after that the membership ends",
        "opt_in": "after that the membership ends, unless you ask to renew by its last day",
    }[plan.term.at_end]
    return line("leave", "term", f"you commit to {length}; {then}")


def _request(plan: Plan, speech: Speech) -> str:
    rules = plan.cancellation
    if rules.effective == "immediately":
        return "you can leave at any time; it ends the day you ask"
    if rules.effective == "notice_end":
        ends = f"after {speech.notice(rules.notice)}" if rules.notice.count else "the day you ask"
        return f"you can leave at any time; it ends {ends}"
    when = f"{speech.notice(rules.notice)} runs out" if rules.notice.count else "you ask"
    if rules.effective == "term_end":
        ends = f"the commitment in which {when} (without a commitment, of the billing period)"
    else:
        month = rules.effective == "month_end"
        ends = f"the {'calendar month' if month else 'billing period'} in which {when}"
    return f"you can ask to leave at any time; it ends at the end of {ends}"


def _fee(fee: EarlyTerminationFee, plan: Plan, speech: Speech) -> Iterator[Line]:
    always = fee.applies == "always"
    when = "leaving costs" if always else "leaving before the commitment ends costs"
    if not always and plan.term is None:
        return
    if fee.kind == "fixed":
        what = speech.money(fee.amount or 0)
    elif fee.kind == "cycles":
        one = fee.cycles == 1
        what = f"the dues of {counted(fee.cycles or 0, 'billing period')}"
        what += "" if one and always else ", never more than are left" if not always else ""
    elif fee.kind == "percent_remaining":
        what = f"{percent(fee.percent or 0)} of the dues of the whole billing periods left"
    else:
        what = "the dues of all the whole billing periods left"
    text = f"{when} {what}"
    if always:
        text += ", with or without a commitment"
    if fee.waived_within is not None:
        text += f", but nothing if you ask within {speech.span(fee.waived_within)} of joining"
    yield line("leave", "early_termination_fee", text)


def in_words_after_end(rest: AfterEnd, speech: Speech) -> str:
    """What becomes of what is left when the membership ends."""
    if rest == "forfeit":
        return "what is not used is lost"
    if rest == "keep":
        return "you keep what is not used; a time limit it has goes on"
    assert isinstance(rest, UsableFor)  # noqa: S101 - the last form there is
    since = {
        None: "",
        "end": "",
        "request": ", counted from your request",
        "last_payment": ", counted from your last payment",
        "last_billing": ", counted from the last billing date",
    }[rest.counted_from]
    more = f"{speech.span(rest.usable_for)} more{since}"
    return f"what is not used can be used for {more}, where its own time does not end sooner"


def _again(plan: Plan) -> Line:
    assert plan.reenrollment is not None  # noqa: S101 - asked by the caller
    if not plan.reenrollment.allowed:
        return line("leave", "reenrollment", "who has left can't come back to this plan")
    text = "you can come back later, on the terms then on sale"
    if plan.reenrollment.enrollment_fee == "once":
        text += "; the joining fee is not charged again"
    elif plan.enrollment_fee:
        text += "; the joining fee is charged again"
    return line("leave", "reenrollment", text)
