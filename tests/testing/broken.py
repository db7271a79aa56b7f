"""A fault for every law: what is broken, in the ledger or its answers, and a life to see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from memberledger.aggregates.member import apply
from memberledger.aggregates.member import events as e
from memberledger.testing.lives import act

from .breaking import (
    APPOINTMENT,
    BEA,
    EVENTS,
    FAR,
    FIGURES,
    GIFT,
    LAPSING,
    LATE,
    LAWS,
    LONG_AGO,
    NUMBERS,
    PAUSED,
    REFUND,
    STATE,
    TOGETHER,
    TOO_MANY,
    VISIT,
    Fault,
    also,
    and_adjusts,
    answers,
    changed,
    each,
    forgets,
    half,
    lengthens,
    lived,
    lots,
    more,
    moves_the_term,
    other_code,
    pauses_again,
    refused,
    remembers,
    trace,
    twice,
    unviewed,
    with_details,
    would_be,
    wrong_lots,
)

__all__ = ["FAULTS"]


def _faults() -> Iterator[tuple[str, Fault]]:
    yield from _of_money_and_units()
    yield from _of_time_and_keys()
    yield from _of_members_and_visits()
    yield from _of_books_and_views()


def _of_money_and_units() -> Iterator[tuple[str, Fault]]:
    yield (
        "what is collected is recognised deferred or refunded",
        Fault(FIGURES, answers(more(collected=1))),
    )
    yield (
        "money adds up as of every past day",
        Fault("ledger.ledger:Ledger.revenue", answers(more(deferred=1))),
    )
    yield (
        "breakage is part of what was recognised",
        Fault(FIGURES, answers(lambda f: replace(f, breakage=f.recognised + 1))),
    )
    ends = lived(act(3, "cancel"), rest=100, cancellation={"effective": "immediately"})
    yield "once all is over nothing stays deferred", Fault(FIGURES, answers(more(deferred=1)), ends)
    yield (
        "what is collected is what the charges say",
        Fault(FIGURES, answers(more(collected=1))),
    )
    yield "every lot adds up after every event", Fault(f"{LAWS}.units:apply", also(forgets))
    yield (
        "no balance was ever below zero",
        Fault("ledger.ledger:Ledger.member", answers(lambda c: replace(c, owed=-1))),
    )
    yield "nothing usable outlives its expiry", Fault(STATE, lots(expires_on=LONG_AGO))
    yield (
        "no more than the cap is held after a grant",
        Fault("policies.rollover:over_cap", lambda _: lambda lots, limit: [], lived(rest=70)),
    )
    yield (
        "a full refund leaves nothing of its lots",
        Fault(STATE, lots(forfeited=0), lived(REFUND, rest=0)),
    )
    yield (
        "no unit is granted for a time before its terms",
        Fault(EVENTS, answers(wrong_lots)),
    )
    yield "no stretch is granted twice for one bill", Fault(EVENTS, twice(e.Granted))
    yield (
        "every balance is the sum of its movements",
        Fault(f"{LAWS}.units:entitlement_movements", answers(lambda moved: moved[:-1])),
    )


def _of_time_and_keys() -> Iterator[tuple[str, Fault]]:
    richer = answers(lambda s: changed(s, redeemed_count=s.redeemed_count + 7))
    yield "a replay gives the state the ledger holds", Fault(STATE, richer)
    load = "aggregates.member.snapshot:load"
    yield "a snapshot saves the reading and nothing else", Fault(load, richer)
    yield "a restart changes nothing", Fault(load, lots(expires_on=LONG_AGO))
    yield (
        "an event leaves the state before it as it was",
        Fault(f"{LAWS}.replay:evolve", lambda _: lambda s, x: (apply(s, x), s)[1]),
    )
    yield (
        "every event reads back as it was written",
        Fault(
            "store.registry:Registry.parse",
            answers(lambda x: x.model_copy(update={"actor": f"a{next(NUMBERS)}"})),
        ),
    )
    yield (
        "what a policy decided names the policy",
        Fault(EVENTS, each(e.DuesBilled, policy="by feeling")),
    )
    silently = also(lambda s, _: changed(s, plan_key="radiance@9"))
    law = "terms change only by an event that holds them"
    yield law, Fault(f"{LAWS}.replay:apply", silently)
    records = "testing.lives:Table.records"
    yield "the chain of digests holds", Fault(records, answers(lambda found: found[1:]))
    expiry = "policies.rollover:expiry"
    yield "any split of advance gives the same events", Fault(expiry, remembers)
    yield "a command catches up with the clock", Fault(expiry, remembers)
    yield "advancing twice changes nothing", Fault("ledger.ledger:Ledger.advance", and_adjusts)
    yield (
        "no event is dated ahead of what was known",
        Fault(EVENTS, each(e.Granted, effective_on=FAR)),
    )
    redeem = "ledger.ledger:Ledger.redeem"
    fresh = with_details(lambda d: {**d, "key": f"{d.get('key')}-{next(NUMBERS)}"})
    yield "what is asked twice is done once", Fault(redeem, fresh)
    yield "a key gives the first result whatever happened since", Fault(redeem, fresh)
    yield "a key of another request is refused", Fault(redeem, refused(lambda _, __: None))
    yield "a refusal leaves no trace", Fault(redeem, refused(trace), TOO_MANY)
    yield (
        "what is refused is refused again with the same code",
        Fault(redeem, refused(other_code), TOO_MANY),
    )
    today = with_details(lambda d: {k: v for k, v in d.items() if k != "performed_on"})
    yield "a visit told late ends as one told on its day", Fault(redeem, today, LATE)
    paid = "ledger.ledger:Ledger.charge_succeeded"

    def renamed(original: Any) -> Any:
        return lambda self, member, charge, *args, **details: original(
            self, member, f"{charge}-{next(NUMBERS)}", *args, **details
        )

    yield "what is told twice and out of order ends the same", Fault(paid, renamed)


def _of_members_and_visits() -> Iterator[tuple[str, Fault]]:
    yield (
        "a member lives the same life alone",
        Fault("policies.rollover:expiry", remembers, TOGETHER),
    )
    given = lived(BEA, GIFT)
    none = answers(lambda events: [x for x in events if not isinstance(x, e.UnitsReceived)])
    yield "what is given away arrives", Fault(EVENTS, none, given)
    taken = lived(BEA, GIFT, REFUND)
    others = each(e.GiftsTakenBack, giver="cleo")
    yield "a receivers own lots are left alone", Fault(EVENTS, others, taken)
    yield "gifts move money and make none", Fault(FIGURES, answers(more(collected=1)), given)
    soon = each(e.Lapsed, effective_on=LONG_AGO)
    yield "what stands still is left alone", Fault(EVENTS, soon, LAPSING)
    yield "renewals keep the anchor", Fault(EVENTS, each(e.DuesBilled, n=7), lived())
    yield "no day is billed twice", Fault(EVENTS, twice(e.DuesBilled))
    fold = f"{LAWS}.pauses:fold"
    yield (
        "a commitment moves by what was paused or not at all",
        Fault(fold, also(moves_the_term), PAUSED),
    )
    yield "nobody is paused and suspended", Fault(fold, also(pauses_again), PAUSED)
    late = each(e.Resumed, effective_on=FAR)
    yield "no pause outlives the end that was told", Fault(EVENTS, late, PAUSED)
    yield "no visit moves an expiry", Fault(f"{LAWS}.appointments:apply", also(lengthens))
    kept = lived(APPOINTMENT)
    yield (
        "what is kept lives on the appointments day",
        Fault(EVENTS, each(e.Reserved, takes=((1, 99),)), kept),
    )
    yield (
        "a morning releases what its day forbids",
        Fault(STATE, lots(expires_on=LONG_AGO)),
    )


def _of_books_and_views() -> Iterator[tuple[str, Fault]]:
    yield "the books follow the money", Fault(f"{LAWS}.journal:revenue_of", answers(more(tax=1)))
    debt = answers(lambda sums: {**sums, "Assets:Receivable:Dues": 1})
    yield "what is owed is what the bills say", Fault(f"{LAWS}.journal:balances_at", debt)
    rows = f"{LAWS}.journal:journal_of"
    used = lived(act(3, "redeem", benefit="facial", quantity=2))
    yield "a lot that is over holds no money", Fault(rows, answers(half), used)
    yield "history is read only for late events", Fault(rows, answers(lambda r: (r[0][:-1], r[1])))
    early = answers(
        lambda r: ([x._replace(booked_on=x.booked_on - timedelta(days=9)) for x in r[0]], r[1])
    )
    yield "what ends is booked on the day before", Fault(f"{LAWS}.books:journal_of", early)
    yield (
        "the book of a life has the balances of its months",
        Fault(f"{LAWS}.books:book_of", answers(lambda book: list(book)[:-1])),
    )
    yield (
        "what is deferred rolls forward from month to month",
        Fault(f"{LAWS}.books:roll_forward", answers(more(closing=1))),
    )
    ledger = "ledger.ledger:Ledger"
    odd = answers(lambda sums: {**sums, "Income:Luck": 1})
    yield "the books have the figures of every day", Fault(f"{ledger}.accounts", odd)
    yield (
        "the practices months follow one another",
        Fault(f"{ledger}.roll_forward", answers(more(closing=1))),
    )
    for law, when in (
        ("what was known on a day can be asked for ever after", "known_on"),
        ("as of today is what is known today", "as_of"),
    ):
        yield law, Fault(f"{ledger}.member", answers(more(owed=1), when))
    yield (
        "a history known on a day never got what came later",
        Fault(f"{ledger}.history_of", answers(lambda h: h[:-1], "as_of"), lived(VISIT, rest=100)),
    )
    yield (
        "a replay stops where the ledger once stood",
        Fault(f"{ledger}.steps", answers(lambda steps: iter(list(steps)[:-1]))),
    )
    soon = answers(lambda card: replace(card, next_charge=(FAR, 1)))
    yield "the next charge comes as announced", Fault(f"{ledger}.member", soon, lived(rest=0))
    yield (
        "movements of recurring revenue add up in every window",
        Fault(f"{LAWS}.views:mrr_between", answers(more(end=1))),
    )
    none = answers(lambda found: type(found)())
    yield "figures from views are those from events", Fault(f"{ledger}.tiers", unviewed)
    yield "the parts of a figure add up", Fault(f"{ledger}.tiers", none)
    yield "the margins of all plans add up to the books", Fault(f"{ledger}.margin", none)
    yield "every question is answered as the events say", Fault(f"{ledger}.roster", unviewed)
    yield (
        "the agenda has those whom the clock will touch",
        Fault(f"{ledger}.agenda", answers(lambda due: due * 2)),
    )
    owed = f"{ledger}.explain_owed"
    yield "every figure of a card is explained", Fault(owed, answers(more(figure=1)))
    yield (
        "an explanation as known on a day is the one given then",
        Fault(owed, answers(more(figure=1), "known_on")),
    )
    yield (
        "what is billed is what its formula gives",
        Fault(f"{ledger}.explain_charge", answers(would_be)),
    )
    revenue = f"{ledger}.explain_revenue"
    emptied = answers(lambda found: replace(found, figure=1, parts=()))
    yield (
        "the revenue of every month is explained to the cent",
        Fault(revenue, emptied),
    )
    yield (
        "each account of income is explained by itself",
        Fault(revenue, answers(lambda found: replace(found, parts=()))),
    )
    yield "what is deferred is explained to the cent", Fault(f"{ledger}.explain_deferred", emptied)
    yield (
        "recurring revenue at a months end is explained",
        Fault(f"{ledger}.explain_mrr", emptied),
    )
    found = SimpleNamespace(findings=["something"], scores={})
    yield "an audit finds nothing", Fault(f"{LAWS}.audit:run_checks", lambda _: lambda _: found)


FAULTS: dict[str, Fault] = dict(_faults())
"""A fault by the name of the law that finds it."""
