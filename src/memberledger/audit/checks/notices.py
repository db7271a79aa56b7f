"""Notices: new terms reached a member with the notice that they need."""

from __future__ import annotations

from collections.abc import Iterator

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member import fold
from memberledger.audit.checks.check import Check
from memberledger.audit.checks.life import Life
from memberledger.audit.findings import Finding
from memberledger.policies.price_change import POLICY, WINDOWS, problem_with_notice

__all__ = ["Notices"]

_OF_TERMS: tuple[type[Event], ...] = (e.AmendmentRecorded, e.TermsAmended)


class Notices(Check):
    """New terms came with their notice: in the window of the member's state, and as promised.

    The windows are those of `policies.price_change`, for the state that was known when the change
    was recorded; the notice that the plans promise counts too. Amended terms never hold before the
    day that was announced. A change that another version of the policy judged is passed over.

    It can't see whether a notice was read, nor which law holds for a member whose state is unknown.
    """

    name = "notices"
    advice = "ask counsel; the change may have to be taken back, or announced again"

    def of_life(self, life: Life) -> Iterator[Finding]:
        """Amendments in their order."""
        announced: e.AmendmentRecorded | None = None
        for version, event in life.of(*_OF_TERMS):
            if isinstance(event, e.AmendmentRecorded):
                announced = event
                if event.policy == POLICY:
                    yield from self._judge(life, version, event)
            elif isinstance(event, e.TermsAmended):
                if announced is not None and event.effective_on < announced.from_on:
                    yield self.found(
                        f"the terms hold from {event.effective_on}, announced was "
                        f"{announced.from_on}",
                        life.story,
                        version,
                    )
                announced = None

    def _judge(self, life: Life, version: int, event: e.AmendmentRecorded) -> Iterator[Finding]:
        before = fold(life.events[: version - 1])
        for promised in (before.plan.price_change, event.plan.price_change):
            problem = problem_with_notice(
                promised, event.state, event.notified_on, event.from_on, before.schedule
            )
            if problem is not None:
                window = WINDOWS.get(event.state or "")
                source = f" ({window.source})" if window is not None else ""
                told = event.notified_on or "no day"
                yield self.found(
                    f"{problem[0]}: notice on {told} of new terms from {event.from_on}{source}",
                    life.story,
                    version,
                    code=problem[0],
                    state=event.state,
                    notified_on=event.notified_on,
                    from_on=event.from_on,
                )
                return
