"""A refusal is an answer with a stable code, and it leaves no trace."""

from __future__ import annotations

from memberledger.testing.laws.law import again, law, require, same
from memberledger.testing.lives import Table

__all__ = ["CODES", "LAWS"]

CODES = frozenset(
    {
        "invalid",
        "unknown_plan",
        "not_enrolled",
        "key_reused",
        "already_reversed",
        "cancelled",
        "suspended",
        "past_due",
        "paused",
        "not_shared",
        "unknown_benefit",
        "insufficient_balance",
        "pause_limit",
        "pause_not_allowed",
        "too_soon",
        "notice_too_short",
        "amount_exceeds_charge",
        "in_notice",
        "limit_reached",
        "not_allowed",
        "not_convertible",
        "not_eligible",
        "not_on_sale",
        "not_transferable",
        "wrong_location",
    }
)
"""Every code with which a life's acts may be refused."""


@law(lives=True)
def a_refusal_leaves_no_trace(table: Table) -> None:
    """What is refused leaves the whole ledger as it was, to the byte: not even what the clock
    would have recorded stays.
    """
    with again(table, "commands") as lazy:
        for asked in lazy.life.acts:
            lazy.wait(asked.after)
            call = lazy.resolve(asked)
            if call is None:
                continue
            before = lazy.records()
            word, _ = lazy.ask(call)
            if word != "done":
                require(word in CODES, "refused with an unknown code", asked=asked, code=word)
                traceless = lazy.records() == before
                require(traceless, "a refusal left a trace", asked=asked, code=word)


@law(lives=True)
def what_is_refused_is_refused_again_with_the_same_code(table: Table) -> None:
    """Asked again at once, what was refused is refused with the same code."""
    for asked in table.life.acts:
        outcome = table.perform(asked)
        if outcome.call is not None and outcome.word != "done":
            word, _ = table.ask(outcome.call)
            same(outcome.word, word, "refused otherwise the second time", asked=asked)


LAWS = (a_refusal_leaves_no_trace, what_is_refused_is_refused_again_with_the_same_code)
