"""A refusal is an answer with a stable code, and it leaves no trace."""

from __future__ import annotations

from hypothesis import given

from memberledger.testing.lives import Life, at_table
from memberledger.testing.strategies import lives

CODES = {
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


@given(lives())
def test_a_refused_command_leaves_the_ledger_as_it_was_to_the_byte(life: Life) -> None:
    with at_table(life, "commands") as table:
        for asked in life.acts:
            table.wait(asked.after)
            call = table.resolve(asked)
            before = table.records()
            if call is None:
                continue
            word, _ = table.ask(call)
            if word != "done":
                assert word in CODES
                assert table.records() == before


@given(lives())
def test_a_command_refused_once_is_refused_again_and_in_the_same_words(life: Life) -> None:
    with at_table(life) as table:
        for asked in life.acts:
            outcome = table.perform(asked)
            if outcome.call is not None and outcome.word != "done":
                assert table.ask(outcome.call)[0] == outcome.word
