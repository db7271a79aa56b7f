"""Plays scenario files on the model, so that the model itself is checked against the contract.

A file that uses terms or verbs beyond the core is not played; `play` says so with `Beyond`.
Expectations with `as_of` or `known_on` are not compared.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from memberledger.files import read_yaml

from .model import SOFT, Model, Refusal
from .plans import EXPONENTS, minor
from .seen import revenue, seen

__all__ = ["Beyond", "play"]


class Beyond(Exception):
    """The file says more than the model knows."""


def play(path: Path) -> list[str]:
    """What does not hold, a line each."""
    file = read_yaml(path)
    practice = file.get("practice", file)
    currency, steps = practice["currency"], file["steps"]
    if not set(file) <= {"scenario", "why", "practice", "plans", "charges", "steps"}:
        raise Beyond("more than plans and steps")
    try:
        manual = file.get("charges") == "manual"
        model = Model(file["plans"], currency, steps[0]["date"], manual=manual)
    except AssertionError as why:
        raise Beyond(str(why)) from why
    player = _Player(model, currency)
    for step in steps:
        model.advance(step["date"])
        player.step(dict(step))
    return player.wrong


class _Player:
    def __init__(self, model: Model, currency: str) -> None:
        self.model, self.currency = model, currency
        self.wrong: list[str] = []

    def step(self, step: dict[str, Any]) -> None:
        on, expected = step.pop("date"), step.pop("expect", None)
        refused = step.pop("refused", None)
        for word in ("why", "reason", "actor"):
            step.pop(word, None)
        past = step.pop("as_of", None), step.pop("known_on", None)
        if step:
            verb, name = next(iter(step.items()))
            step.pop(verb)
            word = "done"
            try:
                self._do(verb, str(name), step)
            except Refusal as refusal:
                word = refusal.word
            if word != (refused or "done"):
                self.wrong.append(f"{on} {verb} {name}: {word}, expected {refused or 'done'}")
        if expected and past == (None, None):
            for name, facts in expected.items():
                found = revenue(self.model, on) if name == "revenue" else self._seen(name, facts)
                self._compare(f"{on} {name}", found, facts)

    def _seen(self, name: str, facts: dict[str, Any]) -> dict[str, Any]:
        return seen(self.model, name, ahead="next_charge" in facts)

    def _do(self, verb: str, name: str, details: dict[str, Any]) -> None:
        model = self.model
        if "amount" in details:
            text = str(details.pop("amount"))
            if len(text.partition(".")[2]) > EXPONENTS.get(self.currency, 2):
                raise Refusal("invalid")
            amount = minor(text, self.currency)
            details["amount" if verb in ("refund", *_REPORTS) else "quantity"] = amount
        if "charged_on" in details:
            day = details.pop("charged_on")
            member = model.members[name]
            found = [c for c in member.charges if c["on"] == day and c["outcome"] != "failed"]
            if len(found) != 1:
                raise Refusal("invalid")
            details["charge"] = found[0]["id"]
        if verb == "card":
            code = None if details["behaves"] == "approves" else details.get("code", SOFT)
            return model.card(name, code)
        if verb in ("redeem", "reserve", "adjust"):
            details.setdefault("quantity", 1)
        for old, new in (("performed", "performed"), ("for", "for_on"), ("with", "person")):
            if old in details:
                details[new] = details.pop(old)
        if "from" in details:
            details["from_on"] = details.pop("from")
        method = getattr(model, {"dispute_closed": "close_dispute"}.get(verb, verb), None)
        try:
            if method is None:
                raise TypeError(verb)
            method(name, **details)
        except TypeError as why:
            raise Beyond(str(why)) from why
        return None

    def _compare(self, where: str, found: dict[str, Any], facts: dict[str, Any]) -> None:
        for word, wanted in facts.items():
            if word not in found:
                raise Beyond(word)
            got = found[word]
            if not self._same(word, got, wanted):
                self.wrong.append(f"{where} {word}: {got}, expected {wanted}")

    def _same(self, word: str, got: Any, wanted: Any) -> bool:
        if word in ("balance", "reserved"):
            return all(got.get(b, 0) == self._amount(q) for b, q in wanted.items())
        if word == "lots":
            names = ("benefit", "remaining", "expires_on")
            return self._items(got, wanted, names)
        if word == "charges":
            return self._items(got, wanted, ("date", "amount", "outcome"))
        if word == "next_charge" and wanted is not None:
            return bool(got == (wanted["date"], self._amount(wanted["amount"])))
        if word == "redeemed_from":
            return all(
                self._items(got.get(key, []), takes, ("granted_on", "quantity"))
                for key, takes in wanted.items()
            )
        return bool(got == (self._amount(wanted) if isinstance(wanted, str) else wanted))

    def _items(self, got: list[Any], wanted: list[Any], names: tuple[str, ...]) -> bool:
        if len(got) != len(wanted):
            return False
        for item, facts in zip(got, wanted, strict=True):
            for name, fact in facts.items():
                if name not in names:
                    raise Beyond(name)
                if item[names.index(name)] != self._amount(fact):
                    return False
        return True

    def _amount(self, value: Any) -> Any:
        if isinstance(value, str) and value.lstrip("-").replace(".", "").isdigit():
            return minor(value, self.currency)
        return value


_REPORTS = ("charge_succeeded", "charge_failed")
