"""Random deliveries of a processor: in order, and as they arrive, shuffled, doubled or lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from memberledger.testing.delivering import Delivery
from memberledger.testing.lives import Act, Life, play
from memberledger.testing.strategies.core_plans import core_plans
from memberledger.testing.strategies.values import starts

__all__ = ["Deliveries", "deliveries"]

_NEVER_LEFT_TO_CHANCE = ({"after": "0 days", "do": ["notify_email", "flag_chart"]},)


@dataclass(frozen=True)
class Deliveries:
    """A member whose charges are only reported, and what a processor reports of them.

    Attributes:
        life: the plan, the enrollment and the days before the first message; no act reports.
        told: every message once, in the order in which things happened.
        sent: the messages as they arrive; each at least once, but for those that are lost.
        lost: messages that never arrive, in their order.
    """

    life: Life
    told: tuple[Delivery, ...]
    sent: tuple[Delivery, ...]
    lost: tuple[Delivery, ...] = ()


@st.composite
def _of_a_charge(draw: st.DrawFn, charge: str, amount: int) -> list[Delivery]:
    """Whether one charge was declined, and whether it went through after all."""
    ago = draw(st.sampled_from([0, 1, 2]))
    outcome = draw(st.sampled_from(["succeeded", "failed", "failed then succeeded"]))
    failed = [Delivery("failed", charge, amount, ago, "insufficient_funds")]
    succeeded = [Delivery("succeeded", charge, amount, ago)]
    return (failed if "failed" in outcome else []) + (succeeded if "succ" in outcome else [])


@st.composite
def _money_back(draw: st.DrawFn, charge: str, amount: int) -> list[Delivery]:
    """What became of a charge that went through: kept, refunded or disputed."""
    back = draw(st.sampled_from(["", "", "all", "part", "open", "won", "lost"]))
    if not back:
        return []
    if back in ("all", "part"):
        return [Delivery("refunded", charge, amount if back == "all" else max(amount // 3, 1))]
    closed = [] if back == "open" else [Delivery("dispute_closed", charge, code=back)]
    return [Delivery("disputed", charge), *closed]


@st.composite
def deliveries(
    draw: st.DrawFn,
    plans: st.SearchStrategy[dict[str, Any]] | None = None,
    *,
    money_back: bool = True,
    lossy: bool = False,
) -> Deliveries:
    """What a processor tells of up to four charges of one member, and how it arrives.

    Without `money_back` the charges are of any amounts, and the messages arrive in any order. With
    it there are refunds and disputes too, before their charge or after it. Then each charge pays
    one whole bill, or is more than is owed, and successes of different charges arrive in their
    order: what a charge has paid for, and so what goes back with it, is a fact of its own.

    Args:
        plans: plans as files have them, in US dollars; default random ones of the core. Their
            dunning is replaced by notes: a fee or a suspension in between is a fact of its own.
        money_back: whether charges are refunded and disputed.
        lossy: whether some messages never arrive; with `money_back`, none of a success.
    """
    plan = draw(plans if plans is not None else core_plans())
    quiet = {**plan, "dunning": [dict(step) for step in _NEVER_LEFT_TO_CHANCE]}
    waited = Act(draw(st.sampled_from([0, 3, 33, 65])), "wait")
    enrolled = Act(0, "enroll", {"plan": plan["id"]})
    life = Life((quiet,), (enrolled, waited), start=draw(starts()), manual=True)
    told: list[Delivery] = []
    bills = _owed(life) if money_back else []
    for n in range(draw(st.integers(1, 4))):
        paid = sum(delivery.kind == "succeeded" for delivery in told)
        any_amount = draw(st.sampled_from([19_900, 5_000, 100, 30_000]))
        amount = bills[paid] if paid < len(bills) else any_amount
        news = draw(_of_a_charge(f"c{n}", amount))
        if money_back and news[-1].kind == "succeeded":
            news += draw(_money_back(f"c{n}", amount))
        told += news
    may_be_lost = [n for n, d in enumerate(told) if not money_back or d.kind != "succeeded"]
    losses = st.sets(st.sampled_from(may_be_lost), max_size=2) if may_be_lost else st.just(set())
    lost = draw(losses) if lossy else set()
    kept = [delivery for n, delivery in enumerate(told) if n not in lost]
    again = draw(st.lists(st.sampled_from(kept), max_size=3)) if kept else []
    sent = list(draw(st.permutations(kept + again)))
    if money_back:
        sent = _in_their_order(sent, kept)
    return Deliveries(life, tuple(told), tuple(sent), tuple(told[n] for n in sorted(lost)))


def _owed(life: Life) -> list[int]:
    """What is owed when the messages begin to arrive, oldest first, in minor units."""
    with play(life) as table:
        return [bill.owed for bill in table.state().owed_bills.values()]


def _in_their_order(sent: list[Delivery], kept: list[Delivery]) -> list[Delivery]:
    """The same messages in the same places, but successes in the order of their charges."""
    wanted = sorted((d for d in sent if d.kind == "succeeded"), key=kept.index)
    return [wanted.pop(0) if d.kind == "succeeded" else d for d in sent]
