"""Write the exports of Lumen, an invented med spa, with leaks in them, beside this file.

    python make.py [--seed N]

About 300 members live 2025 month by month under the rules of the practice's plans: they are
billed on their dates, some cards decline and recover, some members pause, move or leave. Most of
it is honest. A few members each carry one leak, and `planted.json` names what a mirror of the
folder as of 2025-12-31 has to find. The same seed writes the same bytes. Money is in cents here.
"""

from __future__ import annotations

import argparse
import calendar
import csv
import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
ZONE = ZoneInfo("America/Denver")
AS_OF = date(2025, 12, 31)
NEVER = date.max
DECLINES = ("insufficient_funds", "insufficient_funds", "expired_card", "lost_card")
COLUMNS = {
    "members": "member plan enrolled_on anchor processor_customer",
    "changes": "date member change plan until with",
    "charges": "id created customer amount currency status decline_code refunded_on"
    " refunded_amount",
    "redemptions": "date member benefit quantity amount reference by",
    "balances": "member benefit balance as_of",
}
Row = dict[str, str]


def days(count: int) -> timedelta:
    """A number of days."""
    return timedelta(days=count)


def add_months(day: date, months: int) -> date:
    """The same day some months later, clamped to the end of a short month."""
    years, month = divmod(day.month - 1 + months, 12)
    length = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, length))


def money(cents: int) -> str:
    """Cents as the exports write them: 12900 is 129.00."""
    return f"{cents // 100}.{cents % 100:02d}"


# --- The practice ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Benefit:
    """What a tier gives each period: units, or cents if `in_money`; how it rolls over."""

    id: str
    size: int
    rollover: str
    limit: int = 0
    in_money: bool = False
    expires_months: int = 0

    def write(self, amount: int) -> str:
        """An amount of this benefit as the exports write it."""
        return money(amount) if self.in_money else str(amount)

    def yaml(self) -> str:
        """The benefit's line in practice.yaml."""
        kind = "value_credit, amount: " if self.in_money else "service_credit, quantity: "
        quote = '"' if self.in_money else ""
        rollover = self.rollover
        if self.limit:
            limit = f'"{money(self.limit)}"' if rollover == "max_balance" else self.limit
            rollover = f"{{{rollover}: {limit}}}"
        expires = f", expires: {self.expires_months} months" if self.expires_months else ""
        size = f"{quote}{self.write(self.size)}{quote}"
        return f"{{id: {self.id}, kind: {kind}{size}, rollover: {rollover}{expires}}}"


@dataclass(frozen=True)
class Tier:
    """One membership plan; `more` is what it says beside the terms all plans share."""

    id: str
    price: int
    fee: int
    notice: int
    pauses: int
    benefits: tuple[Benefit, ...]
    more: tuple[str, ...] = ()

    def yaml(self) -> str:
        """The plan's block in practice.yaml."""
        pauses = f"limits: [{{times: {self.pauses}, per: 12 months}}]"
        ending = f"notice: {self.notice} days, effective: period_end, after_end: forfeit"
        lines = [
            f"name: {self.id.title()}",
            f'price: "{money(self.price)}"',
            "cycle: 1 month",
            *([f'enrollment_fee: "{money(self.fee)}"'] if self.fee else []),
            f"pause: {{billing: skip, expiry: frozen, max_length: 3 months, {pauses}}}",
            f"cancellation: {{{ending}}}",
            "upgrade: {when: next_period}",
            "downgrade: {when: next_period}",
            *self.more,
            "dunning:",
            "  - {after: 0 days, do: [notify_email, flag_chart]}",
            "  - {after: 3 days, do: [retry]}",
            "  - {after: 21 days, do: [suspend]}",
            "benefits:",
            *(f"  - {benefit.yaml()}" for benefit in self.benefits),
        ]
        return f"  - id: {self.id}\n" + "".join(f"    {line}\n" for line in lines)


CREDIT = "product_credit"
GLOW = Tier(
    "glow", 12900, 4900, 0, 1,
    (Benefit("facial", 1, "carryover_limit", 1), Benefit(CREDIT, 2500, "none", in_money=True)),
)  # fmt: skip
RADIANCE = Tier(
    "radiance", 19900, 0, 30, 2,
    (
        Benefit("facial", 1, "carryover_limit", 2),
        Benefit("peel", 1, "none"),
        Benefit(CREDIT, 5000, "periods", 1, in_money=True),
    ),
)  # fmt: skip
LUXE = Tier(
    "luxe", 34900, 0, 30, 2,
    (
        Benefit("facial", 2, "unlimited"),
        Benefit("laser", 1, "unlimited", expires_months=6),
        Benefit(CREDIT, 10000, "max_balance", 30000, in_money=True),
    ),
    ("sharing: {add_on_members: 1, after_cycles: 3}", "use_while: {past_due: none}"),
)  # fmt: skip
TIERS = (GLOW, RADIANCE, LUXE)


# --- What a member holds --------------------------------------------------------------------


@dataclass
class Lot:
    """What one grant gave and how much is left; `ends` is the first day it can't be used."""

    benefit: Benefit
    left: int
    ends: date


@dataclass
class Lots:
    """A member's lots, oldest first. Soonest expiry is used first."""

    lots: list[Lot] = field(default_factory=list)

    def live(self, benefit: str, day: date) -> list[Lot]:
        """The lots of a benefit that can be used on a day, oldest first."""
        return [x for x in self.lots if x.benefit.id == benefit and x.left and x.ends > day]

    def balance(self, benefit: str, day: date) -> int:
        """What the member has of a benefit on a day."""
        return sum(lot.left for lot in self.live(benefit, day))

    def trim(self, benefit: Benefit, day: date) -> None:
        """Lapse the oldest until no more than the benefit's limit is held."""
        for lot in self.live(benefit.id, day):
            over = self.balance(benefit.id, day) - benefit.limit
            lot.left -= max(0, min(lot.left, over))

    def close(self, tier: Tier, day: date) -> None:
        """A period ended on this day: only so much carries over."""
        for benefit in tier.benefits:
            if benefit.rollover == "carryover_limit":
                self.trim(benefit, day)

    def grant(self, tier: Tier, day: date, due: Callable[[int], date], period: int) -> None:
        """Add what a paid period gives, granted on the day it was paid."""
        for benefit in tier.benefits:
            lives = {"none": 1, "periods": 1 + benefit.limit}.get(benefit.rollover)
            ends = due(period + lives) if lives else NEVER
            if benefit.expires_months:
                ends = min(ends, add_months(day, benefit.expires_months))
            self.lots.append(Lot(benefit, benefit.size, ends))
            if benefit.rollover == "max_balance":
                self.trim(benefit, day)

    def take(self, benefit: str, day: date, amount: int) -> None:
        """Use some of what is live; the caller has looked at the balance."""
        for lot in sorted(self.live(benefit, day), key=lambda lot: lot.ends):
            used = min(lot.left, amount)
            lot.left -= used
            amount -= used
        if amount:
            raise ValueError("an honest redemption without balance")


# --- Members and the folder -----------------------------------------------------------------


@dataclass
class Member:
    """A member and what is decided about the year; periods are counted from 0.

    `bills` says what is unusual about a period's billing, `quiet_from` is the first period
    without treatments, `doubled` the period whose treatment is exported twice.
    """

    id: str
    customer: str
    tier: Tier
    anchor: date
    enrolled: date
    story: str = ""
    pauses: list[tuple[date, date]] = field(default_factory=list)
    ends: date = NEVER
    move: tuple[int, Tier] | None = None
    bills: dict[int, str] = field(default_factory=dict)
    quiet_from: int = 99
    doubled: int = -1
    companion: tuple[date, str] = (NEVER, "")
    lots: Lots = field(default_factory=Lots)

    def due(self, period: int) -> date:
        """The day a period begins and its dues fall due: never chained from a clamped day."""
        return add_months(self.anchor, period)

    @property
    def periods(self) -> int:
        """How many billing dates the year holds for the member."""
        return sum(self.due(period) <= AS_OF for period in range(13))

    def paused(self, day: date) -> bool:
        """Whether a day falls in a pause."""
        return any(start <= day < back for start, back in self.pauses)

    def within(self, period: int, rng: random.Random) -> date:
        """A day well inside a period, so that no rule is decided on its edge."""
        return self.due(period) + days(rng.randint(6, 20))


@dataclass
class Book:
    """The rows of the folder, and the findings planted in them."""

    rng: random.Random
    files: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    planted: list[dict[str, str | None]] = field(default_factory=list)
    visits: int = 0

    def add(self, file: str, **cells: str) -> None:
        """Add a row; cells not named are empty."""
        self.files[file].append(cells)

    def plant(self, finding: str, member: str, day: date | None, cents: int = 0) -> None:
        """Expect a finding."""
        at, amount = day.isoformat() if day else None, money(cents) if cents else None
        row = {"finding": finding, "member": member or None, "date": at, "amount": amount}
        self.planted.append(row)

    def change(self, m: Member, day: date, change: str, **cells: str) -> None:
        """A line of the front desk's list of changes."""
        self.add("changes", date=day.isoformat(), member=m.id, change=change, **cells)

    def charge(self, customer: str, day: date, cents: int, code: str = "", **cells: str) -> None:
        """One attempt of the processor at some hour of a local day, exported in UTC."""
        hour = self.rng.randint(7, 11) if self.rng.random() < 0.75 else self.rng.randint(16, 22)
        moment = time(hour, self.rng.randrange(60), self.rng.randrange(60), tzinfo=ZONE)
        created = datetime.combine(day, moment).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        row = {"status": "failed" if code else "succeeded", "decline_code": code, **cells}
        self.add("charges", created=created, customer=customer, amount=money(cents),
                 currency="usd", **row)  # fmt: skip

    def redeem(self, m: Member, day: date, benefit: str, written: str, **cells: str) -> str:
        """A treatment or sale of the record's export; gives its reference."""
        self.visits += 1
        kind, column = ("sale", "amount") if benefit == CREDIT else ("apt", "quantity")
        row = {column: written, "reference": f"{kind}-{self.visits}", **cells}
        self.add("redemptions", date=day.isoformat(), member=m.id, benefit=benefit, **row)
        return row["reference"]


# --- A year, month by month -----------------------------------------------------------------


def live(book: Book, m: Member) -> None:
    """Bill, grant and use, period by period, with what the member's story decided."""
    tier = m.tier
    for period in range(m.periods):
        due = m.due(period)
        m.lots.close(tier, due)
        if m.move and m.move[0] == period:
            tier, m.lots = m.move[1], Lots()  # forgotten, never missed: old lots only add
        if due >= m.ends or m.paused(due):
            m.lots = Lots()
            if m.bills.get(period) == "anyway":
                ended = due >= m.ends
                kind = "billed_after_cancellation" if ended else "billed_while_paused"
                book.charge(m.customer, due, tier.price)
                book.plant(kind, m.id, due, tier.price)
            continue
        granted = bill(book, m, period, tier)
        if granted:
            m.lots.grant(tier, granted, m.due, period)
            stop = min([m.due(period + 1), m.ends, AS_OF + days(1)]
                       + [start for start, _ in m.pauses if start > due])  # fmt: skip
            if period < m.quiet_from:
                use(book, m, tier, period, granted, stop)


def bill(book: Book, m: Member, period: int, tier: Tier) -> date | None:
    """The processor's attempts for one period; the day its benefits come, if they come."""
    rng, due, price = book.rng, m.due(period), tier.price
    owed = price + (m.tier.fee if period == 0 else 0)
    how = m.bills.get(period, "")
    if not how and m.story == "plain" and period > 0 and due + days(7) <= AS_OF:
        how = rng.choices(["", "late"], [94, 6])[0]
    if how == "unbilled":
        book.plant("not_billed", m.id, due, owed)
        return None
    if how in ("late", "a week late", "declined"):
        return declined(book, m, due, owed, how)
    if how.startswith("refunded"):
        back = price if how == "refunded" else 4000
        on = due + days(rng.randint(2, 5))
        book.charge(m.customer, due, owed, status="refunded", refunded_on=on.isoformat(),
                    refunded_amount=money(back))  # fmt: skip
        return None if how == "refunded" else due
    over = {"old price": m.tier.price - price, "fee again": m.tier.fee}.get(how, 0)
    book.charge(m.customer, due, owed + over)
    if over:
        book.plant("billed_wrong_amount", m.id, due, over)
    if how == "twice":
        book.charge(m.customer, due, owed)
        book.plant("billed_twice", m.id, due, owed)
    return due


def declined(book: Book, m: Member, due: date, owed: int, how: str) -> date | None:
    """A decline on the due date and the retries after it; the day one succeeds, if one does."""
    code = book.rng.choice(DECLINES)
    book.charge(m.customer, due, owed, code)
    wait = 7 if how == "a week late" else book.rng.choice((1, 2, 3, 3, 7))
    if how == "declined":
        for later in (3, 7):
            book.charge(m.customer, due + days(later), owed, code)
        book.plant("declined_not_recovered", m.id, due, owed)
        return None
    if wait == 7:
        book.charge(m.customer, due + days(3), owed, code)
    book.charge(m.customer, due + days(wait), owed)
    return due + days(wait)


def use(book: Book, m: Member, tier: Tier, period: int, start: date, stop: date) -> None:
    """What the member uses in [start, stop), always inside what is held that day."""
    rng = book.rng
    for benefit in tier.benefits:
        times = rng.choice((0, 1, 1, 1 + (benefit.size > 1)))
        doubled = period == m.doubled and benefit.id == "facial"
        dates = [
            start + days(rng.randrange((stop - start).days)) for _ in range(1 if doubled else times)
        ]
        for day in sorted(dates):
            have = m.lots.balance(benefit.id, day)
            if have < (500 if benefit.in_money else 1):
                continue
            step = 25 if benefit.in_money else 1
            amount = step * rng.randint(500 // 25, have // 25) if benefit.in_money else 1
            m.lots.take(benefit.id, day, amount)
            shared, person = m.companion
            by = {"by": person} if day >= shared and rng.random() < 0.4 else {}
            written = benefit.write(amount)
            reference = book.redeem(m, day, benefit.id, written, **by)
            if doubled:
                again = day + days(rng.choice((0, 0, 3)))
                book.redeem(m, again, benefit.id, written, reference=reference)
                book.plant("redeemed_twice", m.id, again)


# --- Honest stories: each decides one member's year -------------------------------------------


def plain(book: Book, m: Member) -> None:
    """Pays and comes; now and then a card declines and recovers."""


def starts_later(book: Book, m: Member) -> None:
    """Signs up some days before the first billing date."""
    m.enrolled = max(date(2025, 1, 1), m.anchor - days(book.rng.randint(4, 15)))


def pauses(book: Book, m: Member, how: str = "until", first: int = 1, spare: int = 4) -> int:
    """Pauses for a while; gives the last period that begins in the pause."""
    start = book.rng.randint(first, m.periods - spare) if how != "open" else m.periods - 2
    day = m.within(start, book.rng)
    length = {"until": book.rng.randint(1, 2), "resume": 1}.get(how, 3)
    back = m.within(start + length, book.rng) if length < 3 else add_months(day, 3)
    book.change(m, day, "pause", **({"until": back.isoformat()} if how == "until" else {}))
    if how == "resume":
        book.change(m, back, "resume")
    m.pauses.append((day, back))
    return start + length


def pauses_and_resumes(book: Book, m: Member) -> None:
    """Pauses without a date and comes back."""
    pauses(book, m, "resume")


def pauses_to_the_limit(book: Book, m: Member) -> None:
    """Pauses without a date and is active again after three months."""
    pauses(book, m, "limit", spare=5)


def is_paused(book: Book, m: Member) -> None:
    """Pauses late in the year and is still paused."""
    pauses(book, m, "open")


def pauses_twice(book: Book, m: Member) -> None:
    """Pauses twice, as the tier allows."""
    pauses(book, m, "resume", 1, m.periods - 2)
    pauses(book, m, "resume", 4)


def leaves(book: Book, m: Member, spare: int = 4) -> tuple[date, int]:
    """Cancels; gives the day asked and the first period that is not the member's any more."""
    period = book.rng.randint(1, m.periods - spare)
    day = m.within(period, book.rng)
    end = period + 1
    while m.due(end) < day + days(m.tier.notice):
        end += 1
    book.change(m, day, "cancel")
    m.ends = m.due(end)
    return day, end


def stays_after_all(book: Book, m: Member) -> None:
    """Cancels and takes it back a few days later."""
    day, _ = leaves(book, m)
    book.change(m, day + days(2), "reinstate")
    m.ends = NEVER


def moves(book: Book, m: Member, to: Tier | None = None) -> int:
    """Asks for another tier; gives the period with which it begins."""
    period = book.rng.randint(1, m.periods - 4)
    others = [RADIANCE] if m.tier in (GLOW, LUXE) else [GLOW, LUXE]
    to = to or book.rng.choice(others)
    book.change(m, m.within(period, book.rng), "change_plan", plan=to.id)
    m.move = (period + 1, to)
    return period + 1


def shares(book: Book, m: Member) -> None:
    """Shares the membership after half a year."""
    m.companion = (m.within(5, book.rng), f"guest-of-{m.id}")
    book.change(m, m.companion[0], "share", **{"with": m.companion[1]})


def gets_money_back(book: Book, m: Member) -> None:
    """Is refunded a whole period, of which nothing was used."""
    m.bills[book.rng.randint(1, m.periods - 2)] = "refunded"


def gets_a_courtesy_refund(book: Book, m: Member) -> None:
    """Is refunded a part, which takes no benefits."""
    m.bills[book.rng.randint(1, m.periods - 2)] = "refunded in part"


# --- Leaks: each plants one kind, and nothing else follows from it -----------------------------


def settled(m: Member) -> int:
    """The last period whose dues are so old that retries and the four days are over."""
    return m.periods - 1 if m.due(m.periods - 1) + days(11) <= AS_OF else m.periods - 2


def never_recovers(book: Book, m: Member) -> None:
    """A decline that nobody chases; the months after it are paid."""
    m.quiet_from = book.rng.choice((settled(m), book.rng.randint(2, settled(m))))
    m.bills[m.quiet_from] = "declined"


def is_forgotten(book: Book, m: Member) -> None:
    """A period that is never billed."""
    m.quiet_from = book.rng.choice((settled(m), book.rng.randint(2, settled(m))))
    m.bills[m.quiet_from] = "unbilled"


def pays_the_old_price(book: Book, m: Member) -> None:
    """Moves down, and is still billed for the tier left, for one to three months."""
    first = moves(book, m, GLOW if m.tier is RADIANCE else RADIANCE)
    for period in range(first, first + book.rng.randint(1, 3)):
        m.bills[period] = "old price"


def pays_the_fee_again(book: Book, m: Member) -> None:
    """Is billed the enrollment fee a second time."""
    m.bills[1] = "fee again"


def pays_after_leaving(book: Book, m: Member) -> None:
    """Leaves, and is billed for one or two months more."""
    _, end = leaves(book, m)
    m.bills = dict.fromkeys(range(end, end + book.rng.randint(1, 2)), "anyway")


def pays_in_a_pause(book: Book, m: Member) -> None:
    """Is billed for a period that begins in a pause."""
    m.bills[pauses(book, m)] = "anyway"


def pays_twice(book: Book, m: Member) -> None:
    """Is billed twice on one day."""
    m.bills[book.rng.randint(1, m.periods - 2)] = "twice"


def pays_for_nothing(book: Book, m: Member) -> None:
    """A charge that fits nothing the member owed, far from any billing date."""
    day = m.due(book.rng.randint(1, m.periods - 2)) + days(book.rng.randint(11, 16))
    cents = book.rng.choice((4500, 7500, 9000))
    book.charge(m.customer, day, cents)
    book.plant("unmatched_charge", m.id, day, cents)


def one_visit_twice(book: Book, m: Member) -> None:
    """The same appointment is exported twice, on its day or some days apart."""
    m.doubled = book.rng.randint(1, m.periods - 2)


def uses_too_much(book: Book, m: Member) -> None:
    """Uses more than the tier's limits ever let anybody hold."""
    benefit, written = {"glow": (CREDIT, "60.00"), "radiance": ("peel", "2")}[m.tier.id]
    if book.rng.random() < 0.5:
        benefit, written = "facial", "4"
    day = m.within(book.rng.randint(1, m.periods - 2), book.rng)
    book.redeem(m, day, benefit, written)
    book.plant("redeemed_without_balance", m.id, day)


def refused_use(book: Book, m: Member, day: date, benefit: str = "facial", by: str = "") -> None:
    """A treatment that the rules refuse."""
    book.redeem(m, day, benefit, "1", by=by)
    book.plant("redemption_refused", m.id, day)


def comes_in_a_pause(book: Book, m: Member) -> None:
    """A facial while paused."""
    pauses(book, m)
    refused_use(book, m, m.pauses[0][0] + days(5))


def comes_after_leaving(book: Book, m: Member) -> None:
    """A facial after the end."""
    _, end = leaves(book, m)
    refused_use(book, m, m.within(end, book.rng))


def comes_past_due(book: Book, m: Member) -> None:
    """A facial between a decline and its recovery, on a tier that then allows none."""
    period = book.rng.randint(3, m.periods - 2)
    m.bills[period] = "a week late"
    refused_use(book, m, m.due(period) + days(5))


def wants_another_tiers_benefit(book: Book, m: Member) -> None:
    """A laser session that the member's tier has never had."""
    refused_use(book, m, m.within(book.rng.randint(1, m.periods - 2), book.rng), "laser")


def sends_somebody(book: Book, m: Member) -> None:
    """A facial used by somebody the membership is not shared with."""
    refused_use(book, m, m.within(4, book.rng), by=f"guest-of-{m.id}")


def refused_change(book: Book, m: Member, day: date, change: str, **cells: str) -> None:
    """A change that the rules refuse."""
    book.change(m, day, change, **cells)
    book.plant("change_refused", m.id, day)


def pauses_too_often(book: Book, m: Member) -> None:
    """A second pause where the tier allows one a year."""
    last = pauses(book, m, "resume", 1, m.periods - 2)
    refused_change(book, m, m.within(last + 2, book.rng), "pause")


def shares_too_soon(book: Book, m: Member) -> None:
    """Shares in the first month, before the periods it takes."""
    refused_change(book, m, m.within(0, book.rng), "share", **{"with": f"guest-of-{m.id}"})


def resumes_from_nothing(book: Book, m: Member) -> None:
    """Resumes without a pause."""
    refused_change(book, m, m.within(3, book.rng), "resume")


def leaves_twice(book: Book, m: Member) -> None:
    """Cancels again while already ending."""
    day, _ = leaves(book, m)
    refused_change(book, m, day + days(2), "cancel")


def moves_after_leaving(book: Book, m: Member) -> None:
    """Asks for another tier after the end."""
    _, end = leaves(book, m)
    refused_change(book, m, m.within(end, book.rng), "change_plan", plan="glow")


def wants_a_tier_that_is_not(book: Book, m: Member) -> None:
    """Asks for a tier the practice does not sell."""
    day = m.within(book.rng.randint(1, m.periods - 2), book.rng)
    book.change(m, day, "change_plan", plan="diamond")
    book.plant("unknown_plan", m.id, day)


def has_a_broken_row(book: Book, m: Member) -> None:
    """A treatment on a day that no calendar has."""
    book.add("redemptions", date="2025-06-31", member=m.id, benefit="facial", quantity="1",
             reference="apt-0")  # fmt: skip
    book.plant("unreadable_row", m.id, None)


# A story, how many members have it, the tiers it fits, the billing dates it needs.
STORIES: tuple[tuple[Callable[[Book, Member], object], int, Iterable[Tier], int], ...] = (
    (pauses_twice, 2, (RADIANCE, LUXE), 9),
    (pauses_too_often, 2, (GLOW,), 9),
    (shares, 4, (LUXE,), 8),
    (sends_somebody, 1, (LUXE,), 7),
    (shares_too_soon, 1, (LUXE,), 5),
    (comes_past_due, 1, (LUXE,), 7),
    (pauses_to_the_limit, 3, TIERS, 7),
    (pays_the_old_price, 4, (RADIANCE, LUXE), 7),
    (never_recovers, 6, (GLOW, RADIANCE), 6),
    (is_forgotten, 5, (GLOW, RADIANCE), 6),
    (pays_after_leaving, 4, TIERS, 6),
    (pays_in_a_pause, 3, TIERS, 6),
    (comes_in_a_pause, 1, TIERS, 6),
    (comes_after_leaving, 1, TIERS, 6),
    (leaves_twice, 1, TIERS, 6),
    (moves_after_leaving, 1, TIERS, 6),
    (resumes_from_nothing, 1, TIERS, 6),
    (pauses, 9, TIERS, 6),
    (pauses_and_resumes, 6, TIERS, 6),
    (leaves, 14, TIERS, 6),
    (stays_after_all, 2, TIERS, 6),
    (moves, 12, TIERS, 6),
    (gets_money_back, 4, TIERS, 5),
    (gets_a_courtesy_refund, 3, TIERS, 5),
    (is_paused, 3, TIERS, 4),
    (starts_later, 6, (RADIANCE, LUXE), 4),
    (pays_the_fee_again, 1, (GLOW,), 4),
    (pays_twice, 4, TIERS, 4),
    (pays_for_nothing, 3, TIERS, 4),
    (one_visit_twice, 4, TIERS, 4),
    (uses_too_much, 4, (GLOW, RADIANCE), 4),
    (wants_another_tiers_benefit, 2, (GLOW, RADIANCE), 4),
    (wants_a_tier_that_is_not, 2, TIERS, 4),
    (has_a_broken_row, 1, TIERS, 4),
)


# --- The folder -----------------------------------------------------------------------------


def enroll(rng: random.Random, count: int = 300) -> list[Member]:
    """The members in the order they joined: more early in the year, many at a month's end."""
    joined = []
    for _ in range(count):
        month = rng.choices(range(1, 13), range(24, 0, -2))[0]
        last = calendar.monthrange(2025, month)[1]
        joined.append(date(2025, month, last if rng.random() < 0.08 else rng.randint(1, last)))
    return [
        Member(f"m-{number:03d}", f"cus_{rng.getrandbits(40):010x}",
               rng.choices(TIERS, (45, 33, 22))[0], day, day)
        for number, day in enumerate(sorted(joined), 1)
    ]  # fmt: skip


def cast(book: Book, members: list[Member]) -> None:
    """Give each story its members, at most one story to each; the rest are plain."""
    for story, count, tiers, periods in STORIES:
        fits = [m for m in members if not m.story and m.tier in tiers and m.periods >= periods]
        for m in book.rng.sample(fits, count):
            m.story = story.__name__
            story(book, m)
    for m in members:
        m.story = m.story or "plain"


def strays(book: Book) -> None:
    """Rows that belong to nobody, and rows that are none."""
    for day, customer in (
        (date(2025, 5, 14), "cus_0000000a11"),
        (date(2025, 9, 2), "cus_0000000b22"),
    ):
        book.charge(customer, day, GLOW.price)
        book.plant("unknown_member", customer, day)
    stranger = Member("m-907", "", GLOW, AS_OF, AS_OF)
    book.redeem(stranger, date(2025, 7, 22), "facial", "1")
    book.plant("unknown_member", "m-907", date(2025, 7, 22))
    book.add("members", member="m-301", plan="platinum", enrolled_on="2025-10-06",
             processor_customer="cus_0000000c33")  # fmt: skip
    book.plant("unknown_plan", "m-301", date(2025, 10, 6))
    for file, column in (("charges", "created"), ("redemptions", "date")):
        book.add(file, **{column: "Total"}, amount=str(len(book.files[file])))
        book.plant("unreadable_row", "", None)


def spreadsheet(book: Book, members: list[Member]) -> None:
    """The front desk's own balances of forty plain members, four of them wrong."""
    known = [m for m in members if m.story == "plain"]
    for place, m in enumerate(sorted(book.rng.sample(known, 40), key=lambda m: m.id)):
        for benefit in (m.tier.benefits[0], m.tier.benefits[-1]):
            balance = m.lots.balance(benefit.id, AS_OF)
            if place % 10 == 7 and benefit.in_money == (place == 17):
                balance += 1500 if benefit.in_money else 1
                book.plant("balance_disagrees", m.id, AS_OF)
            book.add("balances", member=m.id, benefit=benefit.id, as_of=AS_OF.isoformat(),
                     balance=benefit.write(balance))  # fmt: skip


def put_in_order(book: Book) -> None:
    """Sort the exports as systems do and number charges and references in that order."""
    files = book.files
    files["charges"].sort(key=lambda row: (row["created"], row.get("customer", "")))
    for number, row in enumerate(files["charges"], 1):
        row["id"] = f"ch_{number:05d}" if row.get("customer") else ""
    for name in ("changes", "redemptions"):
        files[name].sort(key=lambda row: (row["date"], row.get("member", "")))
    numbers: dict[str, str] = {}
    for row in files["redemptions"]:
        old = row.get("reference", "")
        if old:
            new = f"{old.split('-')[0]}-{20001 + len(numbers)}"
            row["reference"] = numbers.setdefault(old, new)
    book.planted.sort(key=lambda f: (f["date"] or "", f["member"] or "", f["finding"] or ""))


def write(book: Book, folder: Path) -> None:
    """Write the folder: UTF-8, newlines as \\n everywhere."""
    practice = "practice: {timezone: America/Denver, currency: USD}\nplans:\n"
    texts = {"practice.yaml": practice + "".join(tier.yaml() for tier in TIERS)}
    lines = ",\n ".join(json.dumps(finding) for finding in book.planted)
    texts["planted.json"] = f"[\n {lines}\n]\n"
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    for name, columns in COLUMNS.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns.split(), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(book.files[name])


def make(seed: int, folder: Path) -> None:
    """Write the whole example to a folder."""
    book = Book(random.Random(seed))
    members = enroll(book.rng)
    cast(book, members)
    for m in members:
        anchor = m.anchor.isoformat() if m.anchor != m.enrolled else ""
        book.add("members", member=m.id, plan=m.tier.id, enrolled_on=m.enrolled.isoformat(),
                 anchor=anchor, processor_customer=m.customer)  # fmt: skip
        live(book, m)
    spreadsheet(book, members)
    strays(book)
    put_in_order(book)
    write(book, folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the example folder beside this file.")
    parser.add_argument("--seed", type=int, default=2025)
    make(parser.parse_args().seed, HERE)
