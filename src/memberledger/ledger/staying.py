"""Commands of a membership: enroll, pause, resume, change, cancel, renew, reinstate."""

from __future__ import annotations

from datetime import date
from typing import Literal

from memberledger.aggregates.member import Work, changing, enrolling, leaving, pausing, term
from memberledger.errors import Refused
from memberledger.ledger.base import Base
from memberledger.ledger.checking import Money, amount_of, checked_date, checked_name, invalid
from memberledger.ledger.receipts import Receipt
from memberledger.terms import Plan

__all__ = ["Staying"]


class Staying(Base):
    """From enrollment to cancellation."""

    def enroll(
        self,
        member: str,
        plan: str,
        *,
        anchor: date | None = None,
        state: str | None = None,
        processor_customer: str | None = None,
        at: str | None = None,
        starts: date | None = None,
        price: Money | None = None,
        waive: str | None = None,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Enroll a member today, on the version of the plan that is on sale.

        Args:
            member: a reference, never a name.
            plan: the plan's id.
            anchor: the first billing date; default today, or the plan's day of the month.
            state: ISO 3166-2 code of the member's state, where known, for notices.
            processor_customer: the processor's reference.
            at: the home location, where the practice has several.
            starts: a later first day of membership; billing and grants begin then.
            price: dues agreed with this member; say who agreed and why.
            waive: why the enrollment fee is waived; or `enrollment_fee`, with a reason.
            key: idempotency key.
            actor: who asked.
            reason: why.

        Raises:
            Refused: `invalid`, `unknown_plan`, `not_on_sale`, `key_reused`.
        """
        if anchor is not None:
            checked_date(anchor, "the first billing date")
        if starts is not None:
            checked_date(starts, "the first day of membership")
        if waive is not None:
            reason = _why(waive, reason)
        agreed = amount_of(price, self.currency) if price is not None else None
        if processor_customer is not None:
            checked_name(processor_customer, "the processor's customer")
        if state is not None:
            checked_name(state, "a state")
        self._check_place(at)
        self._check(member, key, actor, reason)
        terms = self._plan(plan)

        def act(work: Work) -> None:
            enrolling.enroll(
                work,
                practice=self.practice,
                member=member,
                plan=terms,
                currency=self.currency,
                anchor=anchor,
                state=state,
                processor_customer=processor_customer,
                home=at,
                starts=starts,
                price=agreed,
                waive=waive,
            )

        optional: dict[str, object] = {"at": at, "starts": starts, "price": agreed, "waive": waive}
        request: dict[str, object] = {"plan": plan, "anchor": anchor}
        request |= {name: value for name, value in optional.items() if value is not None}
        return self._done(member, "enrollment", request, act, key, actor, reason, enrolling=True)

    def pause(
        self,
        member: str,
        *,
        until: date | None = None,
        from_on: date | None = None,
        waive: str | None = None,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Pause from today, or from a later day; `until` is the first day active again.

        Args:
            member: a reference.
            until: default until resumed, or until the plan's limits end it.
            from_on: the first day; default as soon as the plan's notice and start allow. A later
                day is waited for; `resume` calls it off.
            waive: why the pause may begin although dues are owed; they stay owed.
            key: idempotency key.
            actor: who asked, or who waived.
            reason: why.

        Raises:
            Refused: `invalid`, `cancelled`, `past_due`, `suspended`, `paused`,
                `pause_not_allowed`, `pause_limit`, `too_soon`, `notice_too_short`.
        """
        if until is not None:
            checked_date(until, "the first day active again")
        if from_on is not None:
            checked_date(from_on, "the first day of the pause")
        if waive is not None:
            checked_name(waive, "the reason to waive")
        optional = {"from": from_on, "waive": waive}
        return self._done(
            member,
            "pause",
            {"until": until} | {k: v for k, v in optional.items() if v is not None},
            lambda work: pausing.pause(work, until, from_on, waive),
            key,
            actor,
            reason,
        )

    def resume(
        self,
        member: str,
        *,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """End the pause today, or call off the one that waits for its day.

        Raises:
            Refused: `invalid` when there is neither, `cancelled`.
        """
        return self._done(member, "resume", {}, pausing.resume, key, actor, reason)

    def change_plan(
        self,
        member: str,
        plan: str,
        *,
        when: Literal["now", "next_period"] | None = None,
        from_on: date | None = None,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Move to another plan, when its rules say or when asked.

        Args:
            member: the reference.
            plan: the id of the plan moved to; the plan one has calls a waiting change off.
            when: default as the plan moved to says.
            from_on: a day to come; it takes place at the first period start on or after it.
            key: idempotency key.
            actor: who asked.
            reason: why.

        Raises:
            Refused: `invalid`, `unknown_plan`, `cancelled`, `not_on_sale`, `past_due`, `paused`.
        """
        if when not in (None, "now", "next_period"):
            raise invalid("`when` is now or next_period", value=str(when)[:80])
        self._check(member, key, actor, reason)
        if from_on is not None:
            checked_date(from_on, "the day of the change")
        terms = self._plan(plan)
        request = {"plan": plan, "when": when}
        if from_on is not None:
            request["from"] = str(from_on)
        return self._done(
            member,
            "change",
            request,
            lambda work: changing.change_plan(work, terms, when, from_on),
            key,
            actor,
            reason,
        )

    def cancel(
        self,
        member: str,
        *,
        waive: str | None = None,
        ends_on: date | None = None,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Ask to leave; the plan's notice runs from today.

        Args:
            waive: why the early-termination fee is waived; default it is owed as the terms say.
            ends_on: the first day that is over, if one was chosen: the day the terms give, or
                later; earlier where the fee is owed for it or waived.

        Raises:
            Refused: `invalid` when ending already, `cancelled`, `too_soon`.
        """
        if waive is not None:
            checked_name(waive, "why the fee is waived")
        if ends_on is not None:
            checked_date(ends_on, "the first day that is over")
        asked = {"waive": waive, "ends_on": ends_on}
        return self._done(
            member,
            "cancellation",
            {name: value for name, value in asked.items() if value is not None},
            lambda work: leaving.cancel(work, waive=waive, ends_on=ends_on),
            key,
            actor,
            reason,
        )

    def renew(
        self,
        member: str,
        *,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Record that a member wants another term, where the plan's ends unless asked for.

        Raises:
            Refused: `invalid` where the term is not renewed by asking, or while ending;
                `cancelled`.
        """
        return self._done(member, "renewal", {}, term.renew, key, actor, reason)

    def reinstate(
        self,
        member: str,
        *,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Take the request to leave back, before the end.

        Raises:
            Refused: `invalid` when not ending, `cancelled`.
        """
        return self._done(member, "reinstatement", {}, leaving.reinstate, key, actor, reason)

    def _plan(self, plan: str) -> Plan:
        checked_name(plan, "a plan")
        found = self._desk.practice_state().plans.get(plan)
        if found is None:
            found = self._desk.practice_state(fresh=True).plans.get(plan)
        if found is None:
            known = ", ".join(self._desk.practice_state().plans) or "none"
            raise Refused(
                "unknown_plan", f"no plan {plan!r} is on sale; there are: {known}", plan=plan
            )
        return found


def _why(waive: str, reason: str | None) -> str | None:
    """Why the enrollment fee is waived; where nothing but its name is said, the reason says it."""
    checked_name(waive, "why the enrollment fee is waived")
    return reason if waive == "enrollment_fee" else reason or waive
