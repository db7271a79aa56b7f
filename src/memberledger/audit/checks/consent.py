"""Consent: every change is on terms that are on record, and consents can be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.state import plan_key
from memberledger.audit.checks.check import Check
from memberledger.audit.checks.life import Life
from memberledger.audit.findings import Finding
from memberledger.terms import Plan

__all__ = ["Consent"]

_HASH = re.compile(r"[0-9a-f]{64}")
_CHANGES = (e.Upgraded, e.Downgraded, e.PlanSwitched, e.TermsAmended)
_IN_FORCE = (e.Enrolled, *_CHANGES)
_PINNED = (e.Enrolled, e.PlanChangeRequested, e.AmendmentRecorded, *_CHANGES)


class Consent(Check):
    """Every enrollment and change is on terms that the practice has on record, word for word.

    1. The plan in the event is a version that the practice published; its price alone may be
       another one, since it can be agreed with a member or be that of a location.
    2. A change leaves the terms that were in force, and amended terms are those announced.
    3. A consent names the SHA-256 of its text, the text's version, and where it was given.

    No plan asks for a consent, so one that is missing is not told. It can't see whether a person
    agreed to anything.
    """

    name = "consent"
    advice = "put the terms on record, or record what the member agreed to (`record_consent`)"

    def of_life(self, life: Life) -> Iterator[Finding]:
        """Terms, then consents, in their order."""
        practice = self.audited.practice(life.story.practice)
        versions = practice.versions if practice is not None else None
        in_force, announced = "", ""
        for version, event in life.of(*_PINNED, e.ConsentRecorded):
            if isinstance(event, _PINNED):
                recorded = versions.get(_id(event.plan)) if versions is not None else None
                if versions is not None and not _agrees(event.plan, recorded):
                    known = "other terms are" if recorded is not None else "no such version is"
                    yield self.found(
                        f"{_name(event)} is on {plan_key(event.plan)}, and {known} on record",
                        life.story,
                        version,
                        plan=plan_key(event.plan),
                    )
            if isinstance(event, _CHANGES) and event.left != in_force:
                yield self.found(
                    f"{_name(event)} leaves {event.left}, while {in_force} was in force",
                    life.story,
                    version,
                )
            if isinstance(event, e.TermsAmended) and plan_key(event.plan) != announced:
                message = f"the terms {plan_key(event.plan)} hold and were not announced"
                yield self.found(message, life.story, version)
            if isinstance(event, _IN_FORCE):
                in_force = plan_key(event.plan)
            elif isinstance(event, e.AmendmentRecorded):
                announced = plan_key(event.plan)
            elif isinstance(event, e.ConsentRecorded):
                yield from self._consent(life, version, event)

    def _consent(self, life: Life, version: int, event: e.ConsentRecorded) -> Iterator[Finding]:
        if not _HASH.fullmatch(event.terms_hash.lower()):
            yield self.found("a consent names no SHA-256 of its text", life.story, version)
        if not (event.text_version and event.channel):
            message = "a consent does not name its text's version, or where it was given"
            yield self.found(message, life.story, version)


def _id(plan: Plan) -> tuple[str, int]:
    return plan.id, plan.version


def _agrees(pinned: Plan, recorded: Plan | None) -> bool:
    if recorded is None:
        return False
    return pinned == recorded or (
        pinned.priced(0, everywhere=True) == recorded.priced(0, everywhere=True)
    )


def _name(event: Event) -> str:
    return type(event).__name__
