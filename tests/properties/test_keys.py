"""Every command takes a key: asked twice it is done once, and the first result is given again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given

from memberledger.testing.asking import Call
from memberledger.testing.lives import Life, Outcome, Table, at_table
from memberledger.testing.strategies import lives

_WITHOUT_KEY = {"charge_succeeded", "charge_failed"}
_BY_THEIR_OBJECT = {"release", "reverse", "no_show"}


def keyed(call: Call, n: int) -> Call:
    """The call with a key of its own, unless it has one or takes its object's."""
    if call.method in _WITHOUT_KEY | _BY_THEIR_OBJECT or call.kwargs.get("key") is not None:
        return call
    return replace(call, kwargs={**call.kwargs, "key": f"own-{n}"})


def do_with_keys(table: Table) -> list[Outcome]:
    done = []
    for n, asked in enumerate(table.life.acts):
        table.wait(asked.after)
        call = table.resolve(asked)
        if call is None:
            continue
        call = keyed(call, n)
        word, receipt = table.ask(call)
        if word == "done":
            done.append(Outcome(asked, table.day(), call, word, receipt))
            ask_again(table, done[-1])
    return done


def ask_again(table: Table, first: Outcome) -> Any:
    assert first.call is not None
    before = table.records()
    word, receipt = table.ask(first.call)
    assert word == "done", (first, word)
    assert table.records() == before, first
    if first.call.method not in _WITHOUT_KEY:
        assert receipt.repeated
        assert receipt.events
    return receipt


@given(lives())
def test_a_command_asked_twice_is_done_once(life: Life) -> None:
    with at_table(life) as table:
        do_with_keys(table)


@given(lives())
def test_a_key_gives_the_first_result_whatever_happened_since(life: Life) -> None:
    with at_table(life) as table:
        done = do_with_keys(table)
        table.wait(life.rest)
        table.ledger.advance()
        for first in done:
            ask_again(table, first)


@given(lives())
def test_the_second_receipt_is_the_first_one_again(life: Life) -> None:
    with at_table(life) as table:
        for first in do_with_keys(table):
            again = ask_again(table, first)
            if first.call is not None and first.call.method not in _WITHOUT_KEY:
                assert again.events == first.receipt.events, first.act


@given(lives())
def test_a_key_asked_for_something_else_is_refused_and_changes_nothing(life: Life) -> None:
    with at_table(life) as table:
        for first in do_with_keys(table):
            call = first.call
            assert call is not None
            if call.method not in {"redeem", "reserve", "adjust"}:
                continue
            word = "amount" if "amount" in call.kwargs else "quantity"
            other = replace(call, kwargs={**call.kwargs, word: call.kwargs[word] + 1 or 5})
            before = table.records()
            assert table.ask(other) == ("key_reused", None)
            assert table.records() == before
