"""What each verb of a scenario does to the ledger it is played on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from memberledger.errors import Refused
from memberledger.scenarios import quoting
from memberledger.scenarios.reading import Step

if TYPE_CHECKING:
    from memberledger.scenarios.playing import Player

__all__ = ["VERBS"]


def _enroll(p: Player, step: Step) -> None:
    d = step.details
    p.ledger.enroll(
        step.member or "",
        d.get("plan", ""),
        anchor=_date(d.get("anchor")),
        state=d.get("state"),
        at=d.get("at"),
        starts=_date(d.get("starts")),
        price=_text_amount(d.get("price")),
        waive=d.get("waive"),
        **_who(d),
    )


def _card(p: Player, step: Step) -> None:
    behaves = step.details.get("behaves")
    if behaves == "approves":
        p.cards.approve(step.member or "")
    elif behaves == "declines":
        p.cards.decline(step.member or "", str(step.details.get("code", "card_declined")))
    else:
        raise Refused("invalid", "a card behaves: approves or declines")


def _update_card(p: Player, step: Step) -> None:
    p.cards.approve(step.member or "")
    p.ledger.update_card(step.member or "", **_who(step.details))


def _quote(p: Player, step: Step) -> None:
    wanted = {k: v for k, v in step.details.items() if k in quoting.DETAILS - {"items"}}
    items = quoting.items_of(step.details.get("items"), p.ledger.currency)
    quote = p.ledger.quote(step.member or "", items)
    for field, expected, got in quoting.compare_quote(quote, wanted, p.ledger.currency):
        p.expectations += 1
        if expected != got:
            p.fail(step, step.member, field, expected, got)


def _date(value: Any) -> Any:
    """A date as the ledger takes it; anything else is left for the ledger to refuse."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _text_amount(value: Any) -> Any:
    """Amounts are text; a number without quotes is refused, as in a plan."""
    if value is not None and not isinstance(value, str):
        raise Refused("invalid", f'{value!r} is not in quotes; write "{value}"')
    return value


def _who(details: dict[str, Any]) -> dict[str, Any]:
    return {name: details[name] for name in ("actor", "reason") if name in details}


_DATES = {
    "performed": "performed_on",
    "expires": "expires_on",
    "for": "for_on",
    "from": "from_on",
    "notified": "notified_on",
}


def _call(method: str, *positional: str) -> Callable[[Player, Step], None]:
    """A verb that is one method: some details by position, the others by name."""

    def run(p: Player, step: Step) -> None:
        details = dict(step.details)
        for name in ("amount", "price"):
            if name in details:
                details[name] = _text_amount(details[name])
        for name in ("anchor", "until", "on", "charged_on", "ends_on", "granted_on", "to", *_DATES):
            if name in details:
                details[_DATES.get(name, name)] = _date(details.pop(name))
        first = [details.pop(name, None) for name in positional]
        try:
            getattr(p.ledger, method)(step.member, *first, **details)
        except TypeError as error:
            raise Refused("invalid", f"{step.verb}: {error}") from error

    return run


def _amend(p: Player, step: Step) -> None:
    """One member, or with a plan `all` who are on it, and what is expected of their report."""
    d = dict(step.details)
    terms = {
        "version": d.get("version"),
        "price": _text_amount(d.get("price")),
        "from_on": _date(d.get("from")),
        "notified_on": _date(d.get("notified")),
        **_who(d),
    }
    if step.member == "all" and "plan" in d:
        report = p.ledger.amend_all(d["plan"], **terms)
        refused = {member: refusal.reason for member, refusal in report.refused.items()}
        p.compare(step, {"done": list(report.done), "left_out": refused})
    elif "done" in d or "left_out" in d:
        raise Refused("invalid", "done and left_out are for amend: all with a plan")
    else:
        p.ledger.amend(step.member or "", plan=d.get("plan"), **terms)


def _publish(p: Player, step: Step) -> None:
    """A plan, or a new version of one, is on sale from this day."""
    p.ledger.publish([step.details["plan"]])


VERBS: dict[str, Callable[[Player, Step], None]] = {
    "enroll": _enroll,
    "card": _card,
    "update_card": _update_card,
    "charge_succeeded": _call("charge_succeeded", "charge", "amount"),
    "charge_failed": _call("charge_failed", "charge", "amount", "code"),
    "refund": _call("refund"),
    "dispute": _call("dispute"),
    "dispute_closed": _call("close_dispute", "outcome"),
    "redeem": _call("redeem", "benefit"),
    "reserve": _call("reserve", "benefit"),
    "release": _call("release", "key"),
    "no_show": _call("no_show", "key"),
    "reverse": _call("reverse", "key"),
    "adjust": _call("adjust", "benefit"),
    "transfer": _call("transfer", "to", "benefit"),
    "convert": _call("convert", "benefit"),
    "extend": _call("extend", "benefit"),
    "occasion": _call("occasion", "name"),
    "waive": _call("waive"),
    "pause": _call("pause"),
    "resume": _call("resume"),
    "change_plan": _call("change_plan", "plan"),
    "amend": _amend,
    "publish": _publish,
    "cancel": _call("cancel"),
    "renew": _call("renew"),
    "reinstate": _call("reinstate"),
    "share": _call("share", "with"),
    "quote": _quote,
}
