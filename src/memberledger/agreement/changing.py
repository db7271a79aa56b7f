"""Changing: how a member comes to this plan from another one."""

from __future__ import annotations

from collections.abc import Iterator

from memberledger.agreement.line import Line, line
from memberledger.agreement.owning import in_words
from memberledger.agreement.speech import Speech, plain
from memberledger.terms import OwnPolicy, Plan, TierChange

__all__ = ["changing"]


def changing(plan: Plan, speech: Speech) -> Iterator[Line]:
    """The sentences of "Changing"; both are about moving to this plan."""
    up, down = plan.upgrade, plan.downgrade
    yield line("change", "upgrade", _move("up", up, plan, speech))
    yield line("change", "downgrade", _move("down", down, plan, speech))
    if plan.tier is not None:
        text = (
            f"moving among the plans of the tier {plain(plan.tier)} is neither up nor down, and "
            "takes effect at the next billing period"
        )
        yield line("change", "tier", text)


def _move(way: str, rules: TierChange, plan: Plan, speech: Speech) -> str:
    text = f"moving {way} to this plan takes effect "
    noticed = rules.notice is not None and rules.notice.count
    if rules.notice is not None and noticed:
        text += f"at the first billing period after {speech.notice(rules.notice)}"
    elif rules.when == "next_period":
        text += "at the next billing period"
    else:
        text += f"at once {_UNLESS}"
    if rules.when == "now" and not noticed:
        text += f"; {_costs(way, rules)}; {_GIVES[rules.entitlements]}"
    if rules.converts:
        for old, new in rules.converts.items():
            title = plan.by_id[new].name or plain(new) if new in plan.by_id else plain(new)
            text += f"; what is left of {plain(old)} becomes {title}"
    if rules.term == "restart":
        anew = "the commitment of this plan begins anew"
        text += f"; {anew if plan.term is not None else 'a commitment you have is over'}"
    elif plan.term is not None:
        text += "; the end of a commitment you have stays as it is"
    return text


_UNLESS = "(at the next billing period if the two bill for different lengths of time)"


def _costs(way: str, rules: TierChange) -> str:
    if isinstance(rules.proration, OwnPolicy):
        works_out = "what you pay" if way == "up" else "what becomes credit towards your dues"
        text = in_words(rules.proration, f"a rule of the practice works out {works_out}")
        return text + (_UNUSED if way == "down" and rules.credit == "unused" else "")
    if rules.proration == "none":
        return "its price counts from the next period"
    if way == "up":
        return {
            "by_day": "you pay the difference in price for the days left of the period",
            "difference": "you pay the whole difference between the two prices",
        }[rules.proration]
    credit = {
        "by_day": "the difference in price for the days left becomes credit towards your dues",
        "difference": "the whole difference between the two prices becomes credit for your dues",
    }[rules.proration]
    return credit + (_UNUSED if rules.credit == "unused" else "")


_UNUSED = ", after what you used of this period is charged"


_GIVES = {
    "difference": "you get what it gives beyond what this period has given you",
    "full": "you get all it gives for a period again",
    "next_period": "what it gives begins with the next period",
}
