"""Questions why: each answer is a chain of events and rules that adds up to the number."""

from __future__ import annotations

from datetime import date, timedelta

from memberledger.errors import Refused
from memberledger.explaining import (
    Explanation,
    explain_balance,
    explain_charge,
    explain_credit,
    explain_deferred,
    explain_mrr,
    explain_next_charge,
    explain_owed,
    explain_revenue,
    explain_standing,
)
from memberledger.history import Entry
from memberledger.ledger.checking import checked_date, checked_name, invalid
from memberledger.ledger.replaying import Replaying

__all__ = ["Explaining"]


class Explaining(Replaying):
    """Explanations are values: a figure, and the parts that add up to it; nothing is changed.

    `as_of` and `known_on` mean what they mean for `member`: the explanation is that of the number
    which a card of that moment shows.
    """

    def explain_balance(
        self,
        member: str,
        benefit: str,
        *,
        as_of: date | None = None,
        known_on: date | None = None,
    ) -> Explanation:
        """What is free to use of a benefit: the lots that are left, and what made each of them so.

        Raises:
            Refused: `not_enrolled`, `unknown_benefit`; `invalid` for a moment in the future.
        """
        checked_name(benefit, "a benefit")
        return explain_balance(self._known(member, as_of, known_on), benefit)

    def explain_charge(
        self,
        member: str,
        charge: str,
        *,
        as_of: date | None = None,
        known_on: date | None = None,
    ) -> Explanation:
        """A charge: the bills it paid, each with its lines and the formulas behind them.

        Raises:
            Refused: `not_enrolled`, `unknown_charge`; `invalid` for a moment in the future.
        """
        checked_name(charge, "a charge")
        return explain_charge(self._known(member, as_of, known_on), charge)

    def explain_owed(
        self, member: str, *, as_of: date | None = None, known_on: date | None = None
    ) -> Explanation:
        """What is owed: the bills that are not paid in full, with their lines.

        Raises:
            Refused: `not_enrolled`; `invalid` for a moment in the future.
        """
        return explain_owed(self._known(member, as_of, known_on))

    def explain_credit(
        self, member: str, *, as_of: date | None = None, known_on: date | None = None
    ) -> Explanation:
        """Billing credit: what was paid beyond what was owed or given back, less what was used.

        Raises:
            Refused: `not_enrolled`; `invalid` for a moment in the future.
        """
        return explain_credit(self._known(member, as_of, known_on))

    def explain_standing(
        self, member: str, *, as_of: date | None = None, known_on: date | None = None
    ) -> Explanation:
        """Good, past due or suspended: the decline, the steps taken, and what ended the run.

        Raises:
            Refused: `not_enrolled`; `invalid` for a moment in the future.
        """
        return explain_standing(self._known(member, as_of, known_on))

    def explain_next_charge(
        self, member: str, *, as_of: date | None = None, known_on: date | None = None
    ) -> Explanation:
        """What the card will be asked for with the next dues, as the card of the member shows it.

        The figure is the word `none` where nothing will be billed, as far as is known.

        Raises:
            Refused: `not_enrolled`; `invalid` for a moment in the future.
        """
        return explain_next_charge(self._known(member, as_of, known_on))

    def explain_deferred(
        self,
        member: str | None = None,
        *,
        as_of: date | None = None,
        known_on: date | None = None,
    ) -> Explanation:
        """What is deferred, billing credit in it, as `revenue` shows it: by account and bill.

        Args:
            member: the reference; everybody where it is left out.
            as_of: at the start of this day, with its events; default today.
            known_on: using only what had been recorded by the end of that day.

        Raises:
            Refused: `not_enrolled`; `invalid` for a moment in the future.
        """
        day = self._moment(as_of, known_on)
        if member is not None:
            histories = {member: self._known(member, as_of, known_on)}
            return explain_deferred(histories, day, self.currency)
        told = {name: self._counted(name, day, known_on) for name in self.members()}
        return explain_deferred(told, day, self.currency, self.practice)

    def explain_mrr(self, month: date, *, known_on: date | None = None) -> Explanation:
        """Monthly recurring revenue at the end of a month, or by now in a running one.

        It is the `end` of `mrr` from its first day to the first day of the next month, or today.

        Args:
            month: any day of it.
            known_on: using only what had been recorded by the end of that day.

        Raises:
            Refused: `invalid` for a month or a moment in the future.
        """
        first, until = self._month(month, known_on)
        until = max(min(until, self._moment(None, known_on)), first)
        found = {name: self._counted(name, until, known_on) for name in self.members()}
        return explain_mrr(found, until, self.currency, self.practice)

    def explain_revenue(
        self, month: date, member: str | None = None, *, known_on: date | None = None
    ) -> Explanation:
        """What was recognised in a month, by account: of the practice, or of one member.

        It is what the roll-forward of the month shows as earned and broken, less what was
        reversed. A running month counts the days that are over.

        Args:
            month: any day of it.
            member: the reference; everybody where it is left out.
            known_on: using only what had been recorded by the end of that day.

        Raises:
            Refused: `not_enrolled`; `invalid` for a month or a moment in the future.
        """
        first, until = self._month(month, known_on)
        today = self._moment(None, known_on)
        members = [member] if member is not None else self.members()
        histories = {}
        for name in members:
            known = self._recorded(name, known_on)
            if known:
                histories[name] = known
        if member is not None and not histories:
            raise Refused("not_enrolled", f"nobody knew of {member} then", member=member)
        whose = None if member is not None else self.practice
        return explain_revenue(histories, first, min(until, today), self.currency, whose)

    def _month(self, month: date, known_on: date | None) -> tuple[date, date]:
        """The first day of a month that has begun, and that of the next one."""
        first = checked_date(month, "month").replace(day=1)
        today = self._moment(None, known_on)
        if first > today:
            raise invalid("the month lies in the future", value=first, today=today)
        return first, (first + timedelta(days=31)).replace(day=1)

    def _counted(self, member: str, day: date, known_on: date | None) -> list[Entry]:
        """The events that count at a day; none where nobody knew of the member then."""
        return self.history_of(member, as_of=day, known_on=known_on)

    def _known(self, member: str, as_of: date | None, known_on: date | None) -> list[Entry]:
        """The events that count; refused where there are none, as the card is."""
        self._state(member, as_of, known_on)
        return self.history_of(member, as_of=as_of, known_on=known_on)

    def _recorded(self, member: str, known_on: date | None) -> list[Entry]:
        """The events that were recorded by the end of a day, whatever their date."""
        if known_on is None:
            return self.history_of(member)
        return self.history_of(member, as_of=self.today(), known_on=known_on)
