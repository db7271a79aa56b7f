"""New terms for existing members: one by name, or everybody on a plan, with their notice."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, date
from typing import Any

from memberledger.aggregates.member import Work, amending
from memberledger.aggregates.member.day import run_until
from memberledger.aggregates.practice import publish, state_of
from memberledger.errors import Refused
from memberledger.ledger.base import Base
from memberledger.ledger.checking import (
    Money,
    amount_of,
    checked_date,
    checked_name,
    invalid,
    quantity_of,
)
from memberledger.ledger.receipts import AmendReport, Receipt
from memberledger.policies import places
from memberledger.store import Append
from memberledger.terms import Plan
from memberledger.values import stream_id

__all__ = ["Amending"]


class Amending(Base):
    """New versions and prices, brought to members who have agreed to others."""

    def amend(
        self,
        member: str,
        *,
        plan: str | None = None,
        version: int | None = None,
        price: Money | None = None,
        from_on: date,
        notified_on: date | None = None,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Bring a member to another version of their plan, or to another price, with its notice.

        It holds from the first period start on or after `from_on`; a dearer price waits for the
        end of a commitment.

        Args:
            member: the reference.
            plan: the member's plan, to be sure; another one is refused.
            version: a version on record.
            price: instead of a version: the member's own terms at this price. It becomes a version
                on record, which is not on sale. Where it is not the list price, it is agreed with
                this member: new terms for everybody leave it alone.
            from_on: the earliest day.
            notified_on: the day the notice reached the member.
            key: idempotency key.
            actor: who asked.
            reason: why.

        Raises:
            Refused: `invalid`, `unknown_plan`, `cancelled`, `notice_too_short`,
                `notice_too_early`.
        """
        minor = self._checked(plan, version, price, from_on, notified_on)
        self._check(member, key, actor, reason)
        request = _request(plan, version, minor, from_on, notified_on)
        with self._desk.lock:
            terms = None
            if minor is not None and not self._is_known(member, key):
                terms = self._own_version(member, plan, minor, from_on, notified_on, actor, reason)
            known = self._desk.practice_state(fresh=True)

            def act(work: Work) -> None:
                own = _own_plan(work, plan)
                new = terms or known.versions.get((own.id, version or 0))
                if new is None:
                    raise Refused("unknown_plan", f"{own.id} has no version {version}")
                listed = places.price_at(known.plans.get(own.id, own), work.state.home)
                agreed = minor is not None and minor != listed
                amending.amend(work, new, from_on, notified_on, listed if agreed else None)

            return self._done(member, "amendment", request, act, key, actor, reason)

    def amend_all(
        self,
        plan: str,
        *,
        version: int | None = None,
        price: Money | None = None,
        from_on: date,
        notified_on: date | None = None,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> AmendReport:
        """Bring every member of a plan to another version, or to another price.

        Each member is asked alone: who is refused stays on the terms agreed to, and is in the
        report; so is who has an agreed price (`agreed_price`), since enrolling or by an amendment
        of their own, and can be amended by name. A
        `price` makes a new version of the plan on sale, which new members get at once; a plan with
        `prices` by location takes a version, since one price would level them all.

        Args:
            plan: the plan's id.
            version: a version on record.
            price: instead of a version.
            from_on: the earliest day.
            notified_on: the day the notice reached them.
            key: idempotency key, for each of them.
            actor: who asked.
            reason: why.

        Raises:
            Refused: `invalid`, `unknown_plan`, `observe_only`.
        """
        checked_name(plan, "a plan")
        minor = self._checked(plan, version, price, from_on, notified_on)
        self._check("all", key, actor, reason)
        self._desk.must_be_live()
        request = _request(plan, version, minor, from_on, notified_on)
        with self._desk.lock:
            terms = self._version_for_all(plan, version, minor, actor, reason)

            def act(work: Work) -> None:
                amending.must_have_list_price(work)
                amending.amend(work, terms, from_on, notified_on)

            done, refused = [], {}
            for member, _ in self._desk.store.members(self.practice):
                s = self._desk.load(member)
                if not s.is_member or s.plan.id != plan or s.plan.version == terms.version:
                    continue
                try:
                    self._done(member, "amendment", request, act, key, actor, reason)
                except Refused as refusal:
                    refused[member] = refusal
                else:
                    done.append(member)
            return AmendReport(terms, tuple(done), refused)

    def _checked(
        self,
        plan: str | None,
        version: int | None,
        price: Money | None,
        from_on: date,
        notified_on: date | None,
    ) -> int | None:
        """The shape of a request; the price in minor units."""
        if plan is not None:
            checked_name(plan, "a plan")
        if (version is None) == (price is None):
            raise invalid("give a version or a price, one of the two")
        checked_date(from_on, "the first day of the new terms")
        if notified_on is not None:
            checked_date(notified_on, "the day of the notice", latest=self.today())
        if price is not None:
            return amount_of(price, self.currency)
        quantity_of(version)
        return None

    def _is_known(self, member: str, key: str | None) -> bool:
        return key is not None and f"amendment:{key}" in self._desk.load(member).keys

    def _own_version(
        self,
        member: str,
        plan: str | None,
        price: int,
        from_on: date,
        notified_on: date | None,
        actor: str | None,
        reason: str | None,
    ) -> Plan | None:
        """The member's terms at another price, put on record once the amendment would be taken."""
        self._desk.must_be_live()
        state = copy.deepcopy(self._desk.load(member))
        if state.status == "none":
            return None
        work = self._desk.work(state)
        work.conduct = replace(work.conduct, ask=None)
        run_until(work, max(work.today, state.latest_on))
        terms = self._at_price(_own_plan(work, plan), price)
        amending.amend(work, terms, from_on, notified_on)
        self._put_on_record(terms, actor, reason, on_sale=False)
        return terms

    def _version_for_all(
        self,
        plan: str,
        version: int | None,
        price: int | None,
        actor: str | None,
        reason: str | None,
    ) -> Plan:
        known = self._desk.practice_state(fresh=True)
        if version is not None:
            terms = known.versions.get((plan, version))
            if terms is None:
                raise Refused("unknown_plan", f"{plan} has no version {version}", plan=plan)
            return terms
        sold = known.plans.get(plan)
        if sold is None:
            raise Refused("unknown_plan", f"no plan {plan!r} is on sale", plan=plan)
        if sold.prices is not None:
            raise invalid(
                f"{plan} has a price for each location; publish a version with all of them, and "
                "amend everybody to that version"
            )
        terms = self._at_price(sold, price or 0)
        self._put_on_record(terms, actor, reason, on_sale=True)
        return terms

    def _at_price(self, base: Plan, price: int) -> Plan:
        """The version on record that has these terms at this price, or the next new one.

        The terms of one version at two prices, where one was agreed at enrollment, are two.
        """
        known = self._desk.practice_state(fresh=True).versions
        numbers = [number for plan, number in known if plan == base.id]
        for number in sorted(numbers, reverse=True):
            found = known[base.id, number]
            if number == base.version and found.price != base.price:
                continue
            if found == base.priced(price, version=number, everywhere=True):
                return found
        newest = max([base.version, *numbers])
        return base.priced(price, version=newest + 1, everywhere=True)

    def _put_on_record(
        self, terms: Plan, actor: str | None, reason: str | None, *, on_sale: bool
    ) -> None:
        desk, stream = self._desk, stream_id(self.practice)
        state = state_of(desk.store.read(stream))
        stamp: dict[str, Any] = {"recorded_at": desk.clock().astimezone(UTC)}
        events = publish(
            state, [terms], on=self.today(), on_sale=on_sale, actor=actor, reason=reason, **stamp
        )
        if events:
            desk.store.append([Append(stream, state.version, events)])
        desk.forget_practice()


def _own_plan(work: Work, plan: str | None) -> Plan:
    own = work.state.plan
    if plan is not None and plan != own.id:
        raise invalid(
            f"the member is on {own.id}, not on {plan}; another plan is a change", own=own.id
        )
    return own


def _request(
    plan: str | None,
    version: int | None,
    price: int | None,
    from_on: date,
    notified_on: date | None,
) -> dict[str, Any]:
    request: dict[str, Any] = {"version": version, "from": from_on, "notified": notified_on}
    return request | {k: v for k, v in (("plan", plan), ("price", price)) if v is not None}
