"""Random plans over everything a plan can say, and random lives under them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from memberledger.values import Duration, format_amount

from .lives import MONEY, UNITS, Act, Life
from .wider import LOCATIONS, widened
from .wider_acts import WIDER_ACTS

__all__ = ["CODES", "acts", "benefits", "cents", "lives", "plans", "starts"]

CURRENCIES = {"USD": "America/Denver", "JPY": "Asia/Tokyo", "KWD": "Asia/Kuwait"}
CODES = ("insufficient_funds", "lost_card", "expired_card", "revocation_of_authorization")
CYCLES = ("1 month", "1 month", "1 month", "2 weeks", "30 days", "1 week", "3 months", "1 year")
CALENDAR_CYCLES = ("1 month", "1 month", "2 months", "1 year")
PRICES = (19_900, 9_900, 29_900, 10_001, 9_999, 1, 0)
_SPANS = ("10 days", "45 days", "2 months", "1 year")
_STEPS = ("0 days", "1 day", "3 days", "1 week", "14 days", "1 month", "45 days")
_ACTIONS = (
    "notify_email",
    "notify_sms",
    "flag_chart",
    "retry",
    "late_fee",
    "suspend",
    "cancel",
    "write_off",
)


def starts() -> st.SearchStrategy[date]:
    """First days: month ends, leap days, turns of the year, any day."""
    sharp = (
        date(2026, 1, 10),
        date(2026, 1, 31),
        date(2024, 2, 29),
        date(2027, 12, 31),
        date(2026, 2, 28),
        date(2025, 10, 30),
    )
    any_day = st.integers(0, 1_500).map(lambda n: date(2024, 1, 1) + timedelta(days=n))
    return st.sampled_from(sharp) | any_day


def cents(currency: str, *minor: int) -> st.SearchStrategy[str]:
    """Amounts as a plan file has them; `minor` are the choices."""
    return st.sampled_from([format_amount(m, currency) for m in minor])


@st.composite
def _rollovers(draw: st.DrawFn, currency: str, *, money: bool) -> Any:
    word = draw(st.sampled_from(["none", "unlimited", "limits", "limits", "limits"]))
    if word != "limits":
        return word

    def limit() -> Any:
        if money:
            return draw(cents(currency, 0, 5_000, 15_000, 30_000))
        return draw(st.integers(0, 6))

    chosen = draw(st.sets(st.sampled_from(["carryover_limit", "max_balance", "life"]), min_size=1))
    rules: dict[str, Any] = {}
    for name in ("carryover_limit", "max_balance"):
        if name in chosen:
            rules[name] = limit()
    if "life" in chosen:
        if draw(st.booleans()):
            rules["periods"] = draw(st.integers(1, 3))
        else:
            rules["grace"] = draw(st.sampled_from(["0 days", "7 days", "1 month"]))
    return rules


@st.composite
def benefits(draw: st.DrawFn, name: str, currency: str) -> dict[str, Any]:
    """A benefit that makes lots, with every way to grant, keep and end them."""
    money = name in MONEY
    benefit: dict[str, Any] = {"id": name}
    if money:
        banked = draw(st.booleans())
        benefit |= {"kind": "value_credit", "amount": "dues"}
        if not banked:
            benefit["amount"] = draw(cents(currency, 5_000, 3_333, 1))
    else:
        banked = False
        benefit |= {"kind": "service_credit", "quantity": draw(st.integers(1, 5))}
    optional: dict[str, Any] = {
        "trigger": st.sampled_from(["payment", "period_start"]),
        "rollover": _rollovers(currency, money=money),
        "expires": st.sampled_from(_SPANS),
        "priority": st.integers(-1, 2),
        "standalone_price": cents(currency, 0, 5_000, 18_000, 333),
    }
    if not banked:
        optional["grants"] = st.sampled_from(
            ["each_period", "at_enrollment", "1 month", "1 week", "2 weeks", "2 months"]
        )
    return benefit | draw(st.fixed_dictionaries({}, optional=optional))


def _etf(currency: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.builds(lambda a: {"kind": "fixed", "amount": a}, cents(currency, 15_000, 1, 0)),
        st.builds(lambda c: {"kind": "cycles", "cycles": c}, st.integers(1, 4)),
        st.builds(
            lambda p: {"kind": "percent_remaining", "percent": p},
            st.sampled_from([50, "12.5", 0, 100, "33.33"]),
        ),
        st.just({"kind": "all_remaining"}),
    )


def _cancellations() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "notice": st.sampled_from(["0 days", "10 days", "30 days", "2 months"]),
            "effective": st.sampled_from(["period_end", "notice_end", "immediately"]),
            "after_end": st.sampled_from(
                ["forfeit", "keep", {"usable_for": "20 days"}, {"usable_for": "3 months"}]
            ),
        },
    )


def _pauses(currency: str, *, shift: bool) -> st.SearchStrategy[dict[str, Any]]:
    limit = st.fixed_dictionaries(
        {"times": st.integers(1, 3), "per": st.sampled_from(["12 months", "60 days"])}
    )
    length = st.fixed_dictionaries(
        {
            "length": st.sampled_from(["10 days", "1 month", "1 cycle"]),
            "per": st.sampled_from(["12 months", "60 days", "calendar_year", "membership"]),
        }
    )
    amounts = cents(currency, 1_000, 1, 0)
    fee = st.fixed_dictionaries({"amount": amounts}, optional={"per": st.just("pause")})
    return st.fixed_dictionaries(
        {"billing": st.sampled_from(["skip", "shift"]) if shift else st.just("skip")},
        optional={
            "expiry": st.sampled_from(["frozen", "running"]),
            "max_length": st.sampled_from(["10 days", "1 month", "3 months"]),
            "limits": st.lists(limit | length, max_size=2),
            "fee": amounts | fee,
            "after_cycles": st.sampled_from([1, 2]),
            "starts": st.sampled_from(["now", "next_period"]),
            "notice": st.sampled_from(["0 days", "14 days", "1 cycle"]),
        },
    )


def _tier_changes() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "when": st.sampled_from(["now", "now", "next_period"]),
            "proration": st.sampled_from(["by_day", "difference", "none"]),
            "entitlements": st.sampled_from(["difference", "full", "next_period"]),
        },
    )


@st.composite
def _dunning(draw: st.DrawFn) -> list[dict[str, Any]]:
    count = draw(st.integers(0, 4))
    spans = [draw(st.sampled_from(_STEPS)) for _ in range(count)]
    spans.sort(key=lambda span: Duration.parse(span).in_months)
    actions = st.lists(st.sampled_from(_ACTIONS), min_size=1, max_size=3)
    return [{"after": span, "do": draw(actions)} for span in spans]


_MENUS = (
    ("facial",),
    (),
    ("bank",),
    ("facial", "bank"),
    ("bank", "facial"),
    ("facial", "bank", "peel"),
    ("gift", "facial"),
    ("facial", "peel", "bank", "gift"),
)
_OTHERS: tuple[dict[str, Any], ...] = (
    {"id": "tenth_off", "kind": "discount", "percent": 10},
    {"id": "gift_bag", "kind": "perk", "name": "A bag at Christmas"},
)


@st.composite
def plans(draw: st.DrawFn, name: str = "p0", currency: str = "USD") -> dict[str, Any]:
    """A plan as a file has it: any mix of the terms a plan can have."""
    plan: dict[str, Any] = {"id": name, "price": draw(cents(currency, *PRICES))}
    anchored = draw(st.integers(0, 4)) == 4
    if anchored:
        plan["cycle"] = draw(st.sampled_from(CALENDAR_CYCLES))
        plan["anchor"] = {"day": draw(st.sampled_from([1, 15, 28, 30, 31]))}
        if draw(st.booleans()):
            plan["first_period"] = draw(st.sampled_from(["prorated", "full", "free"]))
    else:
        plan["cycle"] = draw(st.sampled_from(CYCLES))
    names = draw(st.sampled_from(_MENUS))
    plan["benefits"] = [draw(benefits(b, currency)) for b in names]
    if draw(st.integers(0, 5)) == 5:
        plan["benefits"] += [dict(other) for other in _OTHERS]
    if draw(st.integers(0, 5)):
        plan["pause"] = draw(_pauses(currency, shift=not anchored))
    optional = {
        "enrollment_fee": cents(currency, 4_800, 1, 0),
        "introductory_price": st.fixed_dictionaries(
            {"cycles": st.integers(1, 3), "price": cents(currency, 9_900, 0, 29_901)}
        ),
        "term": st.fixed_dictionaries({"cycles": st.integers(1, 6)}),
        "early_termination_fee": _etf(currency),
        "cancellation": _cancellations(),
        "use_while": st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(
                ("paused", "past_due", "suspended"), st.sampled_from(["all", "none"])
            ),
        ),
        "upgrade": _tier_changes(),
        "downgrade": _tier_changes(),
        "dunning": _dunning(),
        "retries": st.sampled_from(["ledger", "ledger", "ledger", "processor"]),
        "sharing": st.fixed_dictionaries(
            {"add_on_members": st.integers(1, 2), "after_cycles": st.integers(0, 2)}
        ),
        "recognition": st.fixed_dictionaries(
            {"method": st.sampled_from(["ratable", "allocated", "allocated"])},
            optional={"access": cents(currency, 2_000, 0, 1)},
        ),
    }
    plan |= draw(st.fixed_dictionaries({}, optional=optional))
    if "term" in plan and "pause" in plan and draw(st.booleans()):
        plan["pause"]["term"] = "extended"
    if any("late_fee" in step["do"] for step in plan.get("dunning", ())):
        plan["late_fee"] = draw(cents(currency, 2_500, 1))
    return plan


_PLAN = st.sampled_from(["p0", "p1", "p2"])
_UNITS = st.sampled_from([1, 1, 1, 2, 4])
_CENTS = st.sampled_from([1, 999, 2_000, 5_000, 9_900])
_WHICH = st.integers(0, 3)
_CODE = st.sampled_from(CODES[:1] * 3 + CODES[1:])
_PAUSED = st.sampled_from([1, 5, 12, 31, 60])
_AGO = st.sampled_from([1, 0, 3, 10, 35])
_AHEAD = st.sampled_from([2, 0, 9, 33])
_DAYS = st.sampled_from([0, 9, 1, 31, 2, 20, 5, 45, 14, 0])
_LENGTHS = (3, 8, 12, 16, 20)


def _details(
    required: dict[str, Any] | None = None, optional: dict[str, Any] | None = None
) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required or {}, optional=optional or {})


_REPORTED = {
    "charge": st.sampled_from(["c1", "c2", "c3", "c4", "c5"]),
    "percent": st.sampled_from([100, 100, 100, 40, 130]),
    "ago": st.sampled_from([0, 0, 1, 4, 20]),
}
_PLAIN: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "wait": _details(),
    "enroll": _details({"plan": _PLAN}, {"anchor_in": st.sampled_from([0, 3, 20, 40])}),
    "card": _details({"code": _CODE | st.none()}),
    "update_card": _details(),
    "pause": _details(
        optional={
            "until_in": _PAUSED,
            "from_in": st.sampled_from([0, 3, 12, 40]),
            "waive": st.just("hardship"),
        }
    ),
    "resume": _details(),
    "change_plan": _details(
        {"plan": _PLAN}, {"when": st.sampled_from(["now", "now", "next_period"])}
    ),
    "cancel": _details(),
    "reinstate": _details(),
    "share": _details({"person": st.sampled_from(["bob", "cleo", "ana"])}),
    "refund": _details({"which": _WHICH}, {"percent": st.sampled_from([1, 33, 50, 100, 120])}),
    "dispute": _details({"which": _WHICH}),
    "dispute_closed": _details({"which": _WHICH, "outcome": st.sampled_from(["won", "lost"])}),
    "charge_succeeded": _details(_REPORTED),
    "charge_failed": _details({**_REPORTED, "code": _CODE}),
}
_ALWAYS = (
    *("wait", "redeem", "redeem", "redeem", "redeem", "redeem", "reserve", "reserve", "adjust"),
    *("card", "card", "update_card", "pause", "pause", "change_plan", "change_plan"),
    *("cancel", "share", "refund", "refund", "dispute"),
)
_AFTERWARDS = {
    "redeem": ("reverse",),
    "reserve": ("release", "redeem_reserved", "redeem_reserved"),
    "pause": ("resume", "resume"),
    "cancel": ("reinstate", "enroll"),
    "dispute": ("dispute_closed", "dispute_closed", "dispute_closed"),
    "card": ("update_card",),
}
_AND_WIDER = {"reserve": ("no_show", "release_late")}
_REPORTS = ("charge_succeeded",) * 8 + ("charge_failed",) * 3
_KIND_OF = {"pause_later": "pause", "change_plan_later": "change_plan"}
_OUT_OF_PLACE = ("enroll", "resume", "reinstate", "release", "reverse", "dispute_closed")


class _Story:
    """What was asked so far, so that most of what is asked next has something to answer to."""

    def __init__(
        self, menu: tuple[str, ...], without: frozenset[str], *, manual: bool, wide: bool
    ) -> None:
        self.menu = menu or UNITS
        self.without, self.wide = without, wide
        more = tuple(WIDER_ACTS) if wide else ()
        self.verbs = [*_ALWAYS, *(_REPORTS if manual else ()), *more]
        self.redeemed: list[str] = []
        self.reserved: list[tuple[str, str]] = []

    def next(self, draw: st.DrawFn, member: str) -> Act:
        if draw(st.integers(0, 14)) == 14:
            verb = draw(st.sampled_from(_OUT_OF_PLACE))
        else:
            verb = draw(st.sampled_from(self.verbs))
        real = "redeem" if verb == "redeem_reserved" else verb
        if real in self.without or _KIND_OF.get(real) in self.without:
            verb = real = "wait"
        plain = _PLAIN[verb] if verb in _PLAIN else WIDER_ACTS.get(verb)
        details = draw(plain) if plain is not None else getattr(self, f"_{verb}")(draw)
        for more in (*_AFTERWARDS.get(verb, ()), *(_AND_WIDER.get(verb, ()) if self.wide else ())):
            if self.verbs.count(more) < 4:
                self.verbs.append(more)
        return Act(draw(_DAYS), real, details, member)

    def _key(self, draw: st.DrawFn) -> str:
        return f"k{draw(st.integers(1, 9))}"

    def _quantity(self, draw: st.DrawFn) -> dict[str, Any]:
        benefit = draw(st.sampled_from(self.menu + self.menu + self.menu + UNITS[:1] + MONEY[:1]))
        return {"benefit": benefit, "quantity": draw(_CENTS if benefit in MONEY else _UNITS)}

    def _redeem(self, draw: st.DrawFn) -> dict[str, Any]:
        details = self._quantity(draw)
        if draw(st.integers(0, 3)):
            details["key"] = self._key(draw)
            self.redeemed.append(details["key"])
        if not draw(st.integers(0, 2)):
            details["ago"] = draw(_AGO)
        if draw(st.integers(0, 7)) == 7:
            details["by"] = draw(st.sampled_from(["bob", "ana"]))
        return details

    def _redeem_reserved(self, draw: st.DrawFn) -> dict[str, Any]:
        key, benefit = draw(st.sampled_from(self.reserved))
        self.redeemed.append(key)
        quantity = draw(_CENTS if benefit in MONEY else _UNITS)
        late = {} if draw(st.integers(0, 3)) else {"ago": draw(_AGO)}
        return {"benefit": benefit, "quantity": quantity, "key": key, **late}

    def _reserve(self, draw: st.DrawFn) -> dict[str, Any]:
        key, details = self._key(draw), self._quantity(draw)
        self.reserved.append((key, details["benefit"]))
        return {**details, "key": key, "ahead": draw(_AHEAD)}

    def _release(self, draw: st.DrawFn) -> dict[str, Any]:
        return {"key": draw(st.sampled_from([key for key, _ in self.reserved] or ["none"]))}

    def _no_show(self, draw: st.DrawFn) -> dict[str, Any]:
        return {**self._release(draw), "price": draw(st.sampled_from([12_000, 1, 0]))}

    _release_late = _no_show

    def _reverse(self, draw: st.DrawFn) -> dict[str, Any]:
        return {"key": draw(st.sampled_from(self.redeemed or ["none"]))}

    def _adjust(self, draw: st.DrawFn) -> dict[str, Any]:
        details = self._quantity(draw)
        if draw(st.booleans()):
            details["quantity"] = -details["quantity"]
        return details


@st.composite
def acts(
    draw: st.DrawFn,
    member: str = "ana",
    menu: tuple[str, ...] = UNITS[:1],
    without: frozenset[str] = frozenset(),
    *,
    manual: bool = False,
    wide: bool = False,
    places: tuple[int, ...] = (0, 1),
) -> tuple[Act, ...]:
    """A member's acts: enrolled on the first day, and anything after that.

    Args:
        menu: the benefits most often asked for.
        without: verbs that are never asked.
        manual: whether the processor's reports come into it.
        wide: whether verbs beyond the core are asked too.
        places: where the first plan is sold, by number.
    """
    first: dict[str, Any] = {"plan": "p0"}
    if draw(st.integers(0, 3)) == 3:
        first = draw(_PLAIN["enroll"]) | first
    story = _Story(menu, without, manual=manual, wide=wide)
    length = draw(st.sampled_from(_LENGTHS))
    if wide:
        first["place"] = draw(st.sampled_from(places))
    return (
        Act(0, "enroll", first, member),
        *(story.next(draw, member) for _ in range(length)),
    )


@st.composite
def lives(
    draw: st.DrawFn,
    without: frozenset[str] = frozenset(),
    *,
    members: tuple[str, ...] = ("ana",),
    tiers: int = 3,
    wide: bool | None = None,
) -> Life:
    """A practice with a few plans, and what its members do for most of a year.

    `wide` says whether plans say more than the core and verbs beyond it are asked; None for either.
    """
    currency = draw(st.sampled_from(sorted(CURRENCIES)))
    manual = draw(st.integers(0, 3)) == 3
    names = [f"p{n}" for n in range(draw(st.integers(min(tiers, 2), tiers)))]
    if wide is None:
        wide = draw(st.booleans())
    terms = tuple(draw(plans(name, currency)) for name in names)
    if wide:
        terms = tuple(draw(widened(plan, currency)) for plan in terms)
    menu = tuple(b["id"] for b in terms[0]["benefits"] if b["id"] in UNITS + MONEY)
    places = tuple(n for n, p in enumerate(LOCATIONS) if p in terms[0].get("sold_at", LOCATIONS))
    each = [
        list(draw(acts(m, menu, without, manual=manual, wide=wide, places=places))) for m in members
    ]
    mixed: list[Act] = []
    while any(each):
        waiting = [left for left in each if left]
        mixed.append(waiting[draw(st.integers(0, len(waiting) - 1))].pop(0))
    return Life(
        terms,
        tuple(mixed),
        start=draw(starts()),
        currency=currency,
        timezone=CURRENCIES[currency],
        manual=manual,
        rest=draw(st.sampled_from([0, 1, 40, 100])),
        locations=LOCATIONS if wide else (),
    )
