"""One run of the mirror: read the folder, play every member, report what disagrees."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from memberledger.aggregates.member import MemberState, Work
from memberledger.integrations.mirror.balances import compare_balances
from memberledger.integrations.mirror.findings import Finding, Report
from memberledger.integrations.mirror.folder import Folder
from memberledger.integrations.mirror.rows import ChargeRow, Row
from memberledger.integrations.mirror.timeline import Timeline
from memberledger.ledger import Ledger
from memberledger.ledger.clock import machine_clock
from memberledger.policies.own import NO_POLICIES, Policies
from memberledger.store import Claim
from memberledger.values import format_amount

__all__ = ["mirror"]

SCOPE = "mirror_row"
"""Under which the verdict of each row is kept, so that a row is played once."""
_BATCH = 50
_GRACE = timedelta(days=4)


def mirror(
    folder: Folder,
    place: Path | str,
    *,
    as_of: date | None = None,
    progress: Callable[[int, int], None] | None = None,
    policies: Policies = NO_POLICIES,
) -> Report:
    """Play a folder into the ledger at `place` and report where the exports disagree with it.

    A new ledger in a file appears under its name only when it is whole. On one that is there, rows
    that were played before add nothing; so a run into a database that was broken off is ended by
    the next one.

    Args:
        folder: the exports.
        place: the path of the ledger's file, or the address of a database.
        as_of: the day to look from; default the last date in the exports, or today.
        progress: called with (members done, members in all).
        policies: of the host's own, for plans that name one: a mirror works out what should be
            there, so it needs them as a live ledger does.

    Raises:
        Refused: `invalid` where the ledger is no mirror of this practice.
        StoreError: the place is no ledger.
        PolicyError: a policy of the host's own is not there, or can't decide.
    """
    day = as_of or folder.last_date or machine_clock().date()
    if isinstance(place, str) and "://" not in place:
        place = Path(place)
    if isinstance(place, str) or place.exists():
        return _Run(folder, place, day, progress, policies).go()
    partial = place.with_name(f".{place.name}.partial")
    _remove(partial)
    try:
        report = _Run(folder, partial, day, progress, policies).go()
        os.replace(partial, place)  # noqa: PTH105 - atomic, and it replaces nothing else
    finally:
        _remove(partial)
    return report


def _remove(path: Path) -> None:
    for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)


class _Run:
    def __init__(
        self,
        folder: Folder,
        place: Path | str,
        as_of: date,
        progress: Callable[[int, int], None] | None,
        policies: Policies,
    ) -> None:
        self.folder = folder
        self.as_of = as_of
        self.progress = progress or (lambda _done, _all: None)
        self.ledger = Ledger.open(str(place), policies=policies)
        self.claimed: dict[str, str] = {}
        self.findings: list[Finding] = [
            f for f in folder.findings if f.date is None or f.date <= as_of
        ]

    def go(self) -> Report:
        practice = self.folder.practice
        with self.ledger as ledger:
            ledger.open_practice(
                practice.timezone, practice.currency, practice.plans, rung="observe"
            )
            known = ledger._desk.store.claims(ledger.practice, SCOPE)  # noqa: SLF001
            self._play(self._by_member(), known)
            compare_balances(self.folder, ledger, self.as_of, self.findings)
            return Report.of(
                self.as_of,
                len(ledger.members()),
                ledger.event_count,
                self.findings,
                practice.currency,
            )

    # Rows to members

    def _by_member(self) -> dict[str, list[Row]]:
        """Each member's rows; rows of nobody we know are findings."""
        plans = {plan.id for plan in self.folder.practice.plans}
        rows: dict[str, list[Row]] = {name: [] for name in self.ledger.members()}
        customers: dict[str, str] = {}
        for joined in self.folder.members:
            if joined.date > self.as_of:
                continue
            if joined.plan not in plans:
                self.findings.append(
                    Finding(
                        "unknown_plan",
                        joined.member,
                        joined.date,
                        None,
                        f"The plan {joined.plan!r} is not in practice.yaml.",
                        joined.source.where,
                    )
                )
                continue
            rows.setdefault(joined.member, []).append(joined)
            if joined.customer:
                customers.setdefault(joined.customer, joined.member)
        store = self.ledger._desk.store  # noqa: SLF001
        self.claimed = store.claims(self.ledger.practice, "charge")
        owners: dict[str, tuple[str, int]] = {}
        charges = sorted(self.folder.charges, key=lambda row: row.date)
        others: list[Row] = [*self.folder.changes, *charges, *self.folder.redemptions]
        for row in others:
            if row.date > self.as_of:
                continue
            name = row.member
            if isinstance(row, ChargeRow) and name not in rows:
                name = customers.get(name, name)
            if name not in rows:
                self._unknown(row)
            elif not isinstance(row, ChargeRow) or self._owns(owners, row, name):
                rows[name].append(row)
        return rows

    def _unknown(self, row: Row) -> None:
        detail = f"{row.member} is no member of members.csv."
        finding = Finding("unknown_member", row.member, row.date, None, detail, row.source.where)
        self.findings.append(finding)

    def _owns(self, owners: dict[str, tuple[str, int]], row: ChargeRow, member: str) -> bool:
        """A charge id belongs to one member and has one amount."""
        first = owners.setdefault(row.id, (member, row.amount))
        if first == (member, row.amount) and self.claimed.get(row.id, member) == member:
            return True
        detail = f"The charge {row.id} is in the export already, with another member or amount."
        self.findings.append(
            Finding("unreadable_row", row.member, row.date, None, detail, row.source.where)
        )
        return False

    # Playing

    def _play(self, rows: dict[str, list[Row]], known: dict[str, str]) -> None:
        desk = self.ledger._desk  # noqa: SLF001 - the mirror writes whole lives at once
        plans = desk.practice_state().plans
        batch: list[tuple[str, int, Work]] = []
        claims: list[Claim] = []
        members = sorted(rows)
        for n, name in enumerate(members, 1):
            state = desk.load(name)
            before = state.version
            work = desk.work(state)
            line = Timeline(
                work, self.ledger.practice, self.ledger.currency, plans, self.as_of, known
            )
            line.play(rows[name])
            self.findings += line.findings
            self.findings += _unpaid(state, self.as_of, _source_of(rows[name]))
            claims += [
                Claim(self.ledger.practice, SCOPE, key, verdict)
                for key, verdict in line.verdicts.items()
            ]
            if work.events:
                batch.append((name, before, work))
            if len(batch) >= _BATCH or n == len(members):
                desk.append(batch, tuple(claims))
                batch, claims = [], []
                self.progress(n, len(members))


def _source_of(rows: list[Row]) -> dict[str, str]:
    """Where a charge, or else the member, stands in the exports."""
    where = {row.id: row.source.where for row in rows if isinstance(row, ChargeRow)}
    where[""] = rows[0].source.where if rows else "members.csv"
    return where


def _unpaid(s: MemberState, as_of: date, where: dict[str, str]) -> list[Finding]:
    """Dues that were declined and not recovered, and dues that nobody tried."""
    findings = []
    for bill in s.owed_bills.values():
        money = f"{format_amount(bill.owed, s.currency)} {s.currency}"
        if bill.attempts:
            times = "once" if len(bill.attempts) == 1 else f"{len(bill.attempts)} times"
            kind = "declined_not_recovered"
            detail = f"{money} due on {bill.due_on} was declined {times} and is not paid."
            source = _failed_at(s, bill.attempts[-1], where)
        elif not bill.paid and bill.due_on + _GRACE <= as_of:
            kind = "not_billed"
            detail = f"{money} fell due on {bill.due_on} and nobody charged it."
            source = where[""]
        else:
            continue
        findings.append(Finding(kind, s.member, bill.due_on, bill.owed, detail, source))
    return findings


def _failed_at(s: MemberState, day: date, where: dict[str, str]) -> str:
    for charge in s.charges.values():
        if charge.outcome == "failed" and charge.on == day and charge.id in where:
            return where[charge.id]
    return where[""]
