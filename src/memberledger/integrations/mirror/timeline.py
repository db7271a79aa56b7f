"""One member's rows in the order they happened, each played once and for ever."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from memberledger.aggregates.member import (
    Work,
    changing,
    enrolling,
    leaving,
    pausing,
    redeeming,
    refunding,
)
from memberledger.aggregates.member.day import run_until
from memberledger.errors import Refused
from memberledger.integrations.mirror import charging
from memberledger.integrations.mirror.findings import Finding
from memberledger.integrations.mirror.rows import (
    ChangeRow,
    ChargeRow,
    MemberRow,
    RedemptionRow,
    Row,
)
from memberledger.terms import Plan
from memberledger.values import format_amount

__all__ = ["Timeline"]

_KIND_ORDER: dict[type[Any], int] = {MemberRow: 0, ChangeRow: 1, ChargeRow: 2, RedemptionRow: 3}


@dataclass(slots=True)
class Timeline:
    """Plays a member's rows on a decision in progress.

    Attributes:
        work: the member; its events are what the rows and the clock made.
        practice, currency, plans: of the practice.
        as_of: rows after it wait for a later run.
        known: verdicts of rows played before, by row key.
    """

    work: Work
    practice: str
    currency: str
    plans: dict[str, Plan]
    as_of: date
    known: dict[str, str]
    verdicts: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _queue: list[tuple[Any, ...]] = field(default_factory=list)
    _count: int = 0

    def play(self, rows: list[Row]) -> None:
        """Play the rows up to `as_of`, then let the clock run up to it."""
        for row in rows:
            if row.date <= self.as_of:
                self._push(row, row.date)
        while self._queue:
            _, _, _, _, day, row, stage = heapq.heappop(self._queue)
            self._one(row, day, stage)
        if self.work.state.version:
            self._clock(self.as_of)

    def _push(self, row: Row, day: date, stage: str = "row") -> None:
        self._count += 1
        moment = row.time.isoformat() if isinstance(row, ChargeRow) and row.time else ""
        order = _KIND_ORDER[type(row)]
        heapq.heappush(self._queue, (day, order, moment, self._count, day, row, stage))

    def _clock(self, day: date) -> None:
        work = self.work
        work.today = max(day, work.state.latest_on)
        run_until(work, work.today)

    def _one(self, row: Row, day: date, stage: str) -> None:
        name = row.key if stage in ("row", "deferred") else f"{row.key}/{stage}"
        if name in self.known:
            self._recall(self.known[name])
            if stage == "row":
                self._follow(row)
            return
        self._clock(day)
        if stage == "row" and isinstance(row, ChargeRow) and self._waits(row):
            return
        before = len(self.work.events)
        try:
            finding = self._act(row, day, stage)
        except Refused as refusal:
            if len(self.work.events) != before:
                raise
            finding = _refused(row, refusal)
        self.verdicts[name] = finding.text() if finding is not None else ""
        if finding is not None:
            self.findings.append(finding)
        if stage in ("row", "deferred"):
            self._follow(row)

    def _waits(self, row: ChargeRow) -> bool:
        """Whether a charge is early for dues of the next three days; it is played with them."""
        state = self.work.state
        soon = charging.due_soon(state, row.date) if state.version else self._first_due(row.date)
        if soon is None or row.id in state.charges:
            return False
        if soon <= self.as_of:
            self._push(row, soon, "deferred")
        return True

    def _first_due(self, day: date) -> date | None:
        """The first dues of an enrollment that comes within three days."""
        joins = [item[5] for item in self._queue if isinstance(item[5], MemberRow)]
        first = min((row.anchor or row.date for row in joins), default=None)
        return first if first is not None and day < first <= day + charging.WINDOW else None

    def _recall(self, verdict: str) -> None:
        if verdict:
            self.findings.append(Finding.parse(verdict))

    def _follow(self, row: Row) -> None:
        """A refund comes on its own day; a dispute has none, so it counts from the last day."""
        if not isinstance(row, ChargeRow) or row.id not in self.work.state.charges:
            return
        if row.status == "refunded":
            day = max(row.refunded_on or row.date, row.date)
            if day <= self.as_of:
                self._push(row, day, "refund")
        elif row.status == "disputed":
            self._push(row, self.as_of, "dispute")

    def _act(self, row: Row, day: date, stage: str) -> Finding | None:
        work = self.work
        if isinstance(row, MemberRow):
            self._enroll(row)
            return None
        if work.state.status == "none":
            return _too_early(row, self.currency)
        if isinstance(row, ChangeRow):
            self._change(row)
            return None
        if isinstance(row, RedemptionRow):
            return self._redeem(row)
        assert isinstance(row, ChargeRow)  # noqa: S101 - the last kind there is
        if stage == "refund":
            charge = refunding.find_charge(work.state, row.id, None)
            refunding.refund(work, charge, row.refunded_amount)
            return None
        if stage == "dispute":
            refunding.dispute(work, refunding.find_charge(work.state, row.id, None))
            return None
        if row.status == "failed":
            charging.fail(work, row, day)
            return None
        return charging.succeed(work, row, day)

    def _enroll(self, row: MemberRow) -> None:
        plan = self.plans[row.plan]  # rows of other plans are findings before
        enrolling.enroll(
            self.work,
            practice=self.practice,
            member=row.member,
            plan=plan,
            currency=self.currency,
            anchor=row.anchor,
            processor_customer=row.customer,
        )
        run_until(self.work, self.work.today)

    def _change(self, row: ChangeRow) -> None:
        work = self.work
        if row.change == "change_plan":
            plan = self.plans.get(row.plan or "")
            if plan is None:
                raise Refused("unknown_plan", f"The plan {row.plan!r} is not in practice.yaml.")
            changing.change_plan(work, plan)
        elif row.change == "pause":
            pausing.pause(work, row.until)
        elif row.change == "resume":
            pausing.resume(work)
        elif row.change == "cancel":
            leaving.cancel(work)
        elif row.change == "reinstate":
            leaving.reinstate(work)
        else:
            enrolling.share(work, row.person or "")
        run_until(work, work.today)

    def _redeem(self, row: RedemptionRow) -> Finding | None:
        work = self.work
        key = f"{row.reference}/{row.benefit}" if row.reference else None
        if key is not None and key in work.state.redemptions:
            first = work.state.redemptions[key]
            return Finding(
                "redeemed_twice",
                row.member,
                row.date,
                None,
                f"{row.reference} already redeemed {row.benefit} on {first.performed_on}.",
                row.source.where,
            )
        kind = work.state.benefit_kind(row.benefit)
        if kind in ("service_credit", "value_credit") and (kind == "value_credit") != row.money:
            unit = "an amount" if kind == "value_credit" else "a quantity"
            raise Refused("invalid", f"{row.benefit} is counted as {unit}")
        performed = row.date if row.date != work.today else None
        redeeming.redeem(
            work, row.benefit, row.quantity, key=key, performed_on=performed, by=row.by
        )
        return None


def _too_early(row: Row, currency: str) -> Finding | None:
    """A row from before the member's enrollment: nothing was owed, and nothing was there."""
    if not isinstance(row, ChargeRow):
        raise Refused("not_enrolled", f"{row.member} was not enrolled yet on {row.date}")
    if row.status == "failed":
        return None
    money = f"{format_amount(row.amount, currency)} {currency}"
    detail = f"{money} was charged before the member was enrolled."
    return Finding("unmatched_charge", row.member, row.date, row.amount, detail, row.source.where)


def _refused(row: Row, refusal: Refused) -> Finding:
    """A row that the rules refuse is a finding, and not recorded as a fact."""
    if isinstance(row, MemberRow | ChargeRow):
        kind = "unreadable_row"
    elif refusal.reason == "unknown_plan":
        kind = "unknown_plan"
    elif isinstance(row, RedemptionRow):
        enough = refusal.reason != "insufficient_balance"
        kind = "redemption_refused" if enough else "redeemed_without_balance"
    else:
        kind = "change_refused"
    message = refusal.message[:1].upper() + refusal.message[1:]
    detail = f"{message.rstrip('.')} ({refusal.reason})."
    return Finding(kind, row.member, row.date, None, detail, row.source.where)
