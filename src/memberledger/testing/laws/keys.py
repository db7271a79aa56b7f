"""Every command takes a key: asked twice it is done once, and the first result is given again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from memberledger.testing.asking import Call
from memberledger.testing.laws.law import law, require, same
from memberledger.testing.lives import Outcome, Table

__all__ = ["LAWS"]

_WITHOUT_KEY = frozenset({"charge_succeeded", "charge_failed"})
"""Reports, which the charge's own id makes the same."""
_BY_THEIR_OBJECT = frozenset({"release", "reverse", "no_show"})
"""What the key of a reservation or redemption makes the same."""
_MEASURED = frozenset({"redeem", "reserve", "adjust"})


def _keyed(call: Call, n: int) -> Call:
    """The call with a key of its own, unless it has one or takes its object's."""
    if call.method in _WITHOUT_KEY | _BY_THEIR_OBJECT or call.kwargs.get("key") is not None:
        return call
    return replace(call, kwargs={**call.kwargs, "key": f"own-{n}"})


def _do_with_keys(table: Table) -> list[Outcome]:
    """Live the life, each command with a key and each that is done asked again at once."""
    done = []
    for n, asked in enumerate(table.life.acts):
        table.wait(asked.after)
        call = table.resolve(asked)
        if call is None:
            continue
        call = _keyed(call, n)
        word, receipt = table.ask(call)
        if word == "done":
            done.append(Outcome(asked, table.day(), call, word, receipt))
            _ask_again(table, done[-1])
    return done


def _ask_again(table: Table, first: Outcome) -> Any:
    if first.call is None:
        return None
    before = table.records()
    word, receipt = table.ask(first.call)
    facts = {"asked": first.act, "key": first.call.kwargs.get("key")}
    require(word == "done", "asked again, it is refused", refused=word, **facts)
    require(table.records() == before, "asked again, it is done again", **facts)
    if first.call.method not in _WITHOUT_KEY:
        require(receipt.repeated, "the receipt does not say that it is repeated", **facts)
        same(first.receipt.events, receipt.events, "the second receipt is another", **facts)
    return receipt


@law(lives=True)
def what_is_asked_twice_is_done_once(table: Table) -> None:
    """A command asked a second time with its key is not done again, and gets the receipt of the
    first time.
    """
    _do_with_keys(table)


@law(lives=True)
def a_key_gives_the_first_result_whatever_happened_since(table: Table) -> None:
    """Asked again with its key at the end of the life, every command that was done gets its first
    receipt, and records nothing.
    """
    done = _do_with_keys(table)
    table.wait(table.life.rest)
    table.ledger.advance()
    for first in done:
        _ask_again(table, first)


@law(lives=True)
def a_key_of_another_request_is_refused(table: Table) -> None:
    """A key that was used for one request is refused `key_reused` for another one, and nothing
    changes.
    """
    for first in _do_with_keys(table):
        call = first.call
        if call is None or call.method not in _MEASURED:
            continue
        word = "amount" if "amount" in call.kwargs else "quantity"
        other = replace(call, kwargs={**call.kwargs, word: call.kwargs[word] + 1 or 5})
        before = table.records()
        answer, _ = table.ask(other)
        same("key_reused", answer, "another request with a used key", asked=first.act)
        require(table.records() == before, "a refusal changed something", asked=first.act)


LAWS = (
    what_is_asked_twice_is_done_once,
    a_key_gives_the_first_result_whatever_happened_since,
    a_key_of_another_request_is_refused,
)
