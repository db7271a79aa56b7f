"""What is doubtful in a plan as a whole: commitments, fees, notices, declined cards."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from memberledger.agreement.declining import taken
from memberledger.agreement.doubt import Doubt
from memberledger.agreement.doubts_of_benefits import miss_words
from memberledger.agreement.holding import longest, shortest
from memberledger.agreement.speech import Speech, listed
from memberledger.policies.dunning import RETRIES_MAX
from memberledger.policies.price_change import WINDOWS, NoticeWindow
from memberledger.terms import Plan

__all__ = ["doubts_of_plan"]


def doubts_of_plan(plan: Plan, speech: Speech) -> Iterator[Doubt]:
    """Every warning about the plan as a whole."""
    found = (
        ("term_without_price_promise", _term_without_price_promise(plan)),
        ("price_notice_below_law", _price_notice_below_law(plan)),
        ("price_notice_beyond_law", _price_notice_beyond_law(plan)),
        ("renewal_notice", _renewal_notice(plan)),
        ("introductory_notice", _introductory_notice(plan, speech)),
        ("term_end_without_term", _term_end_without_term(plan)),
        ("fee_never_owed", _fee_never_owed(plan)),
        ("fee_without_step", _fee_without_step(plan)),
        ("retries_beyond_networks", _retries_beyond_networks(plan)),
        ("retry_on_the_same_day", _retry_on_the_same_day(plan)),
        ("steps_left_out", _steps_left_out(plan)),
        ("unpaid_never_stopped", _unpaid_never_stopped(plan)),
        ("pause_without_end", _pause_without_end(plan)),
        ("pause_after_the_term", _pause_after_the_term(plan)),
        ("miss_without_notice", _miss_without_notice(plan)),
        ("late_cancel_without_time", _late_cancel_without_time(plan)),
        ("policy_without_words", _policy_without_words(plan)),
    )
    return (Doubt(code, None, text) for code, text in found if text is not None)


def _term_without_price_promise(plan: Plan) -> str | None:
    if plan.term is None or plan.price_change is not None:
        return None
    return (
        "the member commits to a term and is promised nothing about the price; the ledger keeps a "
        "dearer price until the term ends, but no notice of it is agreed: write "
        "price_change: {notice: 30 days}"
    )


def _price_notice_below_law(plan: Plan) -> str | None:
    above = _states(plan, _days_too_few)
    if not above:
        return None
    return (
        f"the notice of a new price is shorter than the law asks in {above}; the longer one holds "
        "for members there"
    )


def _price_notice_beyond_law(plan: Plan) -> str | None:
    below = _states(plan, _days_too_many)
    if not below:
        return None
    return (
        f"the notice of a new price is longer than the earliest day allowed in {below}: for "
        "members there no new price can ever take effect"
    )


def _days_too_few(days: int, law: NoticeWindow) -> int | None:
    return law.at_least if days < law.at_least else None


def _days_too_many(days: int, law: NoticeWindow) -> int | None:
    return law.at_most if law.at_most is not None and days > law.at_most else None


def _states(plan: Plan, missed: Callable[[int, NoticeWindow], int | None]) -> str:
    """The states whose law the plan's notice misses, each with its days; "" where there is none."""
    if plan.price_change is None:
        return ""
    days = shortest(plan.price_change.notice, plan.cycle)
    bounds = ((state, missed(days, law)) for state, law in WINDOWS.items())
    found = [f"{state} ({bound} days)" for state, bound in bounds if bound is not None]
    return listed(found) if found else ""


def _renewal_notice(plan: Plan) -> str | None:
    if plan.term is None or plan.term.at_end != "renew":
        return None
    return (
        "the commitment renews by itself; the laws of several states ask for a notice before "
        "that (California: 15 to 45 days for a year or more), check it with counsel"
    )


def _introductory_notice(plan: Plan, speech: Speech) -> str | None:
    intro = plan.introductory_price
    if intro is None or intro.price >= plan.price:
        return None
    if intro.cycles * longest(plan.cycle, plan.cycle) <= 31:
        return None
    return (
        f"the price rises to {speech.money(plan.price)} after an introductory time of more than "
        "31 days; California asks for a notice 3 to 21 days before, check it with counsel"
    )


def _term_end_without_term(plan: Plan) -> str | None:
    if plan.cancellation.effective != "term_end" or plan.term is not None:
        return None
    return "leaving is at the end of a term and there is no term; it ends with a billing period"


def _fee_never_owed(plan: Plan) -> str | None:
    fee, involuntary = plan.early_termination_fee, plan.cancellation.involuntary
    if fee is None and involuntary is not None and involuntary.early_termination_fee:
        return "dunning is to charge the fee for leaving early, and the plan has no such fee"
    if fee is None or fee.applies == "always":
        return None
    if plan.term is None:
        return "the fee for leaving early is never owed, since there is no term"
    if plan.cancellation.effective == "term_end" and not (
        involuntary is not None and involuntary.early_termination_fee
    ):
        return "the fee for leaving early is never owed, since leaving waits for the term's end"
    return None


def _fee_without_step(plan: Plan) -> str | None:
    done = {action for step in plan.dunning for action in taken(step, plan)}
    fees = [
        name
        for name, amount in (
            ("late_fee", plan.late_fee),
            ("returned_payment_fee", plan.returned_payment_fee),
        )
        if amount and name not in done
    ]
    if not fees or plan.dunning_policy is not None:
        return None
    return f"no step of the dunning ever adds the {listed(fees)}"


def _retries_beyond_networks(plan: Plan) -> str | None:
    days = [
        shortest(step.after, plan.cycle)
        for step in plan.dunning
        for action in taken(step, plan)
        if action == "retry"
    ]
    most = max((sum(day <= other < day + 30 for other in days) for day in days), default=0)
    if most <= RETRIES_MAX:
        return None
    return (
        f"the card is tried again {most} times in 30 days; the card networks allow "
        f"{RETRIES_MAX}, and the ledger leaves out the others"
    )


def _retry_on_the_same_day(plan: Plan) -> str | None:
    for step in plan.dunning:
        if not step.after.count and "retry" in taken(step, plan):
            return "the card is tried again on the day it was declined; wait a few days"
    return None


def _steps_left_out(plan: Plan) -> str | None:
    left = [a for step in plan.dunning for a in step.do if a not in taken(step, plan)]
    if not left:
        return None
    return (
        f"retries: processor leaves out {listed(dict.fromkeys(left))}; write retries: ledger, or "
        "leave these steps to the processor"
    )


def _unpaid_never_stopped(plan: Plan) -> str | None:
    if not plan.benefits or plan.use_while.past_due == "none" or plan.dunning_policy is not None:
        return None
    done = {action for step in plan.dunning for action in taken(step, plan)}
    if done & {"suspend", "cancel", "forfeit", "review"}:
        return None
    return (
        "a member who no longer pays can use what the plan gives for ever, and nothing ends the "
        "membership; add suspend or cancel to the dunning, or use_while: {past_due: none}"
    )


def _pause_without_end(plan: Plan) -> str | None:
    pause = plan.pause
    if pause is None or pause.max_length is not None:
        return None
    if any(limit.length is not None for limit in pause.limits):
        return None
    return "a pause can last for ever; write max_length: 3 months"


def _pause_after_the_term(plan: Plan) -> str | None:
    if plan.pause is None or plan.term is None or plan.term.at_end not in ("end", "opt_in"):
        return None
    if (plan.pause.after_cycles or 0) < plan.term.cycles:
        return None
    return "a pause is allowed only after as many periods as the membership lasts"


def _miss_without_notice(plan: Plan) -> str | None:
    miss = plan.no_show
    if miss is None or (miss.units == "release" and miss.fee is None):
        return None
    late = plan.late_cancel
    return None if late is not None and late.within else miss_words("any benefit")


def _late_cancel_without_time(plan: Plan) -> str | None:
    rules = [plan.late_cancel, *(benefit.late_cancel for benefit in plan.benefits)]
    for rule in rules:
        if rule is not None and rule.within is None and (rule.fee or rule.units == "forfeit"):
            return "a late cancellation costs something, and nothing says what is late; add within"
    return None


def _policy_without_words(plan: Plan) -> str | None:
    silent = [own.name for _, own in plan.own_policies if own.says is None]
    if not silent:
        return None
    return (
        f"the agreement can't tell the member what {listed(dict.fromkeys(silent))} decides; add a "
        "sentence: says"
    )
