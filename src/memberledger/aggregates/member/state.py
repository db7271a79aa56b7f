"""What a member's events fold to: everything a decision needs, and nothing that needs a clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from memberledger.aggregates.member.parts import (
    Bill,
    Cadence,
    Charge,
    Delayed,
    DunningRun,
    Ending,
    Gift,
    Keyed,
    Lot,
    Missed,
    PastEnd,
    PauseSpell,
    Period,
    PlannedPause,
    Redemption,
    Reservation,
)
from memberledger.policies.windows import Spans
from memberledger.terms import Benefit, Plan
from memberledger.values import Schedule

__all__ = ["MemberState", "Standing", "Status"]

Status = Literal["none", "active", "paused", "cancelled"]
Standing = Literal["good", "past_due", "suspended"]

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class MemberState:
    """One member, folded.

    It is changed in place by `evolve` while a stream is folded, and never by anything else.
    `version` counts the events; `latest_on` is the latest of their dates, `recorded_at` the instant
    of the last one; amounts are minor units of `currency`. `term_bill` are the first dues of the
    running term, once they are billed. `refusals` are the charges by which the card was refused for
    good, hard or by a stop order, since it was replaced.
    """

    version: int = 0
    latest_on: date = date.min
    recorded_at: datetime = _NEVER
    practice: str = ""
    member: str = ""
    currency: str = ""
    state: str | None = None
    processor_customer: str | None = None
    home: str | None = None
    status: Status = "none"
    enrollment: int = 0
    enrolled_on: date | None = None
    member_since: date | None = None
    ended_on: date | None = None
    erased_on: date | None = None
    after_end: Literal["forfeit", "keep", "usable_for"] | None = None
    usable_until: date | None = None
    benefits_after_end: dict[str, tuple[Literal["forfeit", "keep", "usable_for"], date | None]] = (
        field(default_factory=dict)
    )
    past_ends: list[PastEnd] = field(default_factory=list)
    term_began_on: date | None = None
    term_ends_on: date | None = None
    first_term_ends_on: date | None = None
    term_bill: int | None = None
    renewal_asked: bool = False

    plans: dict[str, Plan] = field(default_factory=dict)
    plan_key: str = ""
    enrolled_plan_key: str = ""
    agreed: list[tuple[date, str]] = field(default_factory=list)

    anchor: date = date.min
    anchor_day: int | None = None
    first_on: date = date.min
    next_n: int = 0
    cycles_billed: int = 0
    period: Period | None = None
    cadences: dict[str, Cadence] = field(default_factory=dict)
    stretches: dict[str, list[date]] = field(default_factory=dict)
    waivers: list[tuple[date, bool]] = field(default_factory=list)
    delayed: list[Delayed] = field(default_factory=list)
    first_bill: int | None = None
    fee_billed: bool = False
    annual_fee_on: date | None = None

    bills: dict[int, Bill] = field(default_factory=dict)
    owed_bills: dict[int, Bill] = field(default_factory=dict)
    last_bill: int = 0
    charges: dict[str, Charge] = field(default_factory=dict)
    credits: list[tuple[str, int]] = field(default_factory=list)
    refusals: dict[str, Literal["hard", "stop"]] = field(default_factory=dict)
    dunning: DunningRun | None = None
    standings: list[tuple[date, Standing]] = field(default_factory=list)

    lots: dict[int, Lot] = field(default_factory=dict)
    open_lots: dict[int, Lot] = field(default_factory=dict)
    last_lot: int = 0
    last_refill: date | None = None
    redemptions: dict[str, Redemption] = field(default_factory=dict)
    redeemed_count: int = 0
    reservations: dict[str, Reservation] = field(default_factory=dict)
    open_reservations: dict[str, Reservation] = field(default_factory=dict)
    missed: dict[str, Missed] = field(default_factory=dict)
    gifts: list[Gift] = field(default_factory=list)

    pause: PauseSpell | None = None
    pauses: list[PauseSpell] = field(default_factory=list)
    unbilled: list[date] = field(default_factory=list)
    planned_pause: PlannedPause | None = None
    waiting_plan: Plan | None = None
    waiting_from: date | None = None
    agreed_price: bool = False
    amendment: tuple[Plan, date] | None = None
    amendment_list_price: int | None = None
    ending: Ending | None = None
    notices: list[tuple[date, bool]] = field(default_factory=list)
    shared_with: dict[str, date] = field(default_factory=dict)
    keys: dict[str, Keyed] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        """The terms in force."""
        return self.plans[self.plan_key]

    def plan_on(self, day: date) -> Plan:
        """The terms that held on a day; the first ones before there were any."""
        key = self.agreed[0][1]
        for since, agreed in self.agreed:
            if since > day:
                break
            key = agreed
        return self.plans[key]

    @property
    def schedule(self) -> Schedule:
        """When whole periods begin."""
        return Schedule(self.anchor, self.plan.cycle, self.anchor_day)

    @property
    def standing(self) -> Standing:
        """Good, past due (a decline is being chased) or suspended."""
        if self.dunning is None:
            return "good"
        return "suspended" if self.dunning.suspended else "past_due"

    @property
    def is_member(self) -> bool:
        """Whether there is a running membership."""
        return self.status in ("active", "paused")

    def has_begun(self, day: date) -> bool:
        """Whether it is a running membership whose first day has come."""
        return self.is_member and (self.member_since is None or self.member_since <= day)

    @property
    def owed(self) -> int:
        """What is owed in all."""
        return sum(bill.owed for bill in self.owed_bills.values())

    @property
    def card(self) -> Literal["usable", "hard", "stop"]:
        """Whether the card can be asked: refused for good by a charge, it waits for a new one."""
        if not self.refusals:
            return "usable"
        return "stop" if "stop" in self.refusals.values() else "hard"

    @property
    def billing_credit(self) -> int:
        """Money held for the member, used before the card."""
        return sum(amount for _, amount in self.credits)

    def dues_billed(self) -> list[Bill]:
        """The dues billed in this enrollment."""
        first = self.first_bill
        if first is None:
            return []
        return [b for b in self.bills.values() if b.kind == "dues" and b.id >= first]

    def begun(self) -> tuple[date, ...]:
        """The days on which the whole periods billed in this enrollment began."""
        return tuple(b.start for b in self.dues_billed() if b.start is not None and (b.n or 0) >= 0)

    def next_billing_on(self) -> date:
        """The day the next period begins."""
        return self.schedule.start(self.next_n)

    def next_whole_on(self) -> date:
        """The day the next whole period begins; a first part before the anchor is none."""
        return self.schedule.start(max(self.next_n, 0))

    def standing_on(self, day: date) -> Standing:
        """The standing at the end of a day, as known now."""
        standing: Standing = "good"
        for since, value in self.standings:
            if since > day:
                break
            standing = value
        return standing

    def paused_on(self, day: date) -> bool:
        """Whether a day lies in a pause."""
        if self.pause is not None and self.pause.start <= day:
            return True
        return any(s.start <= day < (s.end or date.max) for s in self.pauses)

    def in_notice_on(self, day: date) -> bool:
        """Whether a past day lies between a request to leave and the end or its withdrawal."""
        noticed = False
        for since, value in self.notices:
            if since > day:
                break
            noticed = value
        return noticed

    def spans_on(self, day: date) -> Spans:
        """The billing cycle and the term that hold a day, as far as they are known."""
        return Spans(self._cycle_on(day), self._term_on(day))

    def _cycle_on(self, day: date) -> tuple[date, date] | None:
        running = self.period
        if running is not None and running.start <= day < running.end:
            return running.start, running.end
        for bill in reversed(self.bills.values()):
            start, end = bill.start, bill.end
            if bill.kind == "dues" and start and end and start <= day < end:
                return start, end
        n = self.schedule.index_at(day)
        return (self.schedule.start(n), self.schedule.start(n + 1)) if n >= 0 else None

    def _term_on(self, day: date) -> tuple[date, date] | None:
        began, ends = self.term_began_on, self.term_ends_on
        if began is None or ends is None or not began <= day < ends:
            return None
        return began, ends

    def frozen_from(self, lot: Lot) -> date | None:
        """Since when a pause holds the lot's clock, or None."""
        if self.pause is None or self.pause.expiry != "frozen":
            return None
        return max(self.pause.start, lot.granted_on)

    def lots_of(self, bills: Iterator[int] | tuple[int, ...]) -> list[Lot]:
        """Lots granted for these bills, in their order of grant."""
        wanted = set(bills)
        return [lot for lot in self.lots.values() if lot.bill in wanted]

    def freed_by(self, charge: str) -> list[Lot]:
        """Lots that no other open dispute holds once this charge's is won."""
        bills = [
            bill
            for bill in self.bills_of(charge)
            if not any(
                self.charges[other].dispute == "open"
                for other in self.bills[bill].funding
                if other != charge and other in self.charges
            )
        ]
        return self.lots_of(tuple(bills))

    def bills_of(self, charge: str) -> tuple[int, ...]:
        """Bills a charge helped to pay, directly or through billing credit."""
        return tuple(bill.id for bill in self.bills.values() if charge in bill.funding)

    def benefit_kind(self, benefit: str) -> str | None:
        """The kind of a benefit under any terms the member ever agreed to; the newest say."""
        terms = self.terms_of(benefit)
        return terms.kind if terms is not None else None

    def is_metered(self, benefit: str) -> bool:
        """Whether a benefit is a price that takes a unit from a lot each time."""
        return any(
            plan.by_id[benefit].is_metered for plan in self.plans.values() if benefit in plan.by_id
        )

    def terms_of(self, benefit: str) -> Benefit | None:
        """A benefit's terms: those in force, or else the newest the member ever agreed to."""
        if benefit in self.plan.by_id:
            return self.plan.by_id[benefit]
        for plan in reversed(self.plans.values()):
            if benefit in plan.by_id:
                return plan.by_id[benefit]
        return None


def plan_key(plan: Plan) -> str:
    """How the stream names terms: "glow@1"."""
    return f"{plan.id}@{plan.version}"
