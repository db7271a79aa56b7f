"""If a card is declined: what happens when, what can be used meanwhile, and how it can end."""

from __future__ import annotations

from collections.abc import Iterator

from memberledger.agreement.leaving import in_words_after_end
from memberledger.agreement.line import Line, line
from memberledger.agreement.owning import in_words
from memberledger.agreement.speech import Speech, listed
from memberledger.agreement.using import usable
from memberledger.terms import DunningAction, DunningStep, Plan

__all__ = ["TOLD_ONLY", "declining", "taken"]

TOLD_ONLY: frozenset[DunningAction] = frozenset({"notify_email", "notify_sms", "flag_chart"})
"""All that is done where the processor retries."""


def taken(step: DunningStep, plan: Plan) -> tuple[DunningAction, ...]:
    """The actions of a step that are ever taken under the plan."""
    if plan.retries == "ledger":
        return step.do
    return tuple(action for action in step.do if action in TOLD_ONLY)


def declining(plan: Plan, speech: Speech) -> Iterator[Line]:
    """The sentences of "If a card is declined"."""
    steps = [(step, taken(step, plan)) for step in plan.dunning]
    for step, actions in steps:
        if actions:
            what = listed(_action(action, plan, speech) for action in actions)
            yield line("declined", "dunning", f"{_when(step, speech)}: {what}")
    own = plan.dunning_policy
    if own is not None:
        text = in_words(own, "a rule of the practice decides what follows, and on which day")
        yield line("declined", "dunning", text)
    elif not any(actions for _, actions in steps):
        yield line("declined", "dunning", "the dues stay owed; nothing else happens by itself")
    if plan.retries == "processor":
        text = "the payment company tries the card again by its own schedule"
        yield line("declined", "retries", text)
    late = usable(plan.use_while.past_due, plan)
    yield line("declined", "use_while.past_due", f"while dues are owed {late}")
    acts = {action for _, actions in steps for action in actions}
    if own is not None and plan.retries == "ledger":
        acts |= {"suspend", "cancel"}
    if "suspend" in acts or plan.use_while.suspended != "none":
        held = usable(plan.use_while.suspended, plan)
        text = f"while suspended {held}, and no new dues are billed"
        yield line("declined", "use_while.suspended", text)
    if "cancel" in acts or plan.cancellation.involuntary is not None:
        yield _ended(plan, speech)


def _when(step: DunningStep, speech: Speech) -> str:
    return f"after {speech.span(step.after)}" if step.after.count else "the same day"


def _action(action: DunningAction, plan: Plan, speech: Speech) -> str:
    if action == "late_fee":
        return f"a late fee of {speech.money(plan.late_fee)} is added"
    if action == "returned_payment_fee":
        return f"a returned payment fee of {speech.money(plan.returned_payment_fee or 0)} is added"
    return _ACTIONS[action]


_ACTIONS: dict[DunningAction, str] = {
    "notify_email": "you get an email",
    "notify_sms": "you get a text message",
    "flag_chart": "your chart is flagged for the staff",
    "retry": "the card is tried again",
    "suspend": "the membership is suspended",
    "cancel": "the membership ends",
    "write_off": "what is owed is written off",
    "forfeit": "what you have not used is lost",
    "review": "a person here decides what to do",
}


def _ended(plan: Plan, speech: Speech) -> Line:
    rules = plan.cancellation.involuntary
    rest = plan.cancellation.after_end
    if rules is not None and rules.after_end is not None:
        rest = rules.after_end
    text = "if it ends because dues were not paid, "
    if plan.with_lots:
        text += f"{in_words_after_end(rest, speech)}, "
    fee = rules is not None and rules.early_termination_fee
    if plan.early_termination_fee is not None or fee:
        text += "the fee for leaving early is owed, " if fee else "no fee for leaving is owed, "
    return line("declined", "involuntary", f"{text}and {_debt_at_the_end(plan)}")


def _debt_at_the_end(plan: Plan) -> str:
    """What becomes of what is owed when a step ends the membership."""
    if plan.dunning_policy is not None:
        return "unpaid dues stay owed until they are written off"
    steps = [(step.after, action) for step in plan.dunning for action in taken(step, plan)]
    ends = [after for after, action in steps if action == "cancel"]
    gone = [after for after, action in steps if action == "write_off"]
    if not ends or not gone or gone[-1].in_months < ends[0].in_months:
        return "unpaid dues stay owed"
    if ends[0] in gone:
        return "what is owed is written off"
    return "unpaid dues stay owed until they are written off"
