"""Where a command is carried out: load, let the clock catch up, decide, append; or nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date
from threading import RLock
from typing import Any
from uuid import UUID

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import Ask, Conduct, MemberState, Stamp, Work, fold, snapshot
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.day import due_on, run_until
from memberledger.aggregates.practice import PracticeState, state_of
from memberledger.errors import Refused
from memberledger.ledger.clock import Clock, zone
from memberledger.ledger.retrying import ATTEMPTS_MAX, step_back
from memberledger.policies.own import Policies
from memberledger.store import Append, Claim, ClaimTaken, Conflict, MemberIndex, Store, StoreError
from memberledger.values import fingerprint, stream_id

__all__ = ["Act", "Desk", "Done"]

Act = Callable[[Work], None]

_CACHE_MAX = 10_000
_SNAPSHOT_EVERY = 200


@dataclass(frozen=True, slots=True)
class Done:
    """A command's outcome: its events, the state after them, whether its key was known."""

    events: tuple[Event, ...]
    state: MemberState
    repeated: bool


class Desk:
    """Carries out commands for one practice on one store. Safe to use from several threads."""

    def __init__(
        self, store: Store, practice: str, clock: Clock, cards: Ask | None, policies: Policies
    ) -> None:
        self.store = store
        self.practice = practice
        self.clock = clock
        self.cards = cards
        self.policies = policies
        self.lock = RLock()
        self._partners: set[str] = set()
        self._states: OrderedDict[UUID, MemberState] = OrderedDict()
        self._practice_state: PracticeState | None = None

    # The practice

    def practice_state(self, *, fresh: bool = False) -> PracticeState:
        """The practice, folded; read again where asked.

        Raises:
            Refused: `unknown_practice` when it was never opened.
        """
        if self._practice_state is None or fresh:
            self._practice_state = state_of(self.store.read(stream_id(self.practice)))
        if not self._practice_state.is_open:
            raise Refused(
                "unknown_practice",
                f"{self.practice!r} is not open in this ledger; open it with a time zone, "
                "a currency and plans",
                practice=self.practice,
            )
        return self._practice_state

    def forget_practice(self) -> None:
        """Read the practice anew at the next use."""
        self._practice_state = None

    def today(self) -> date:
        """The local date of the practice, by the clock."""
        return self.clock().astimezone(zone(self.practice_state().timezone)).date()

    def conduct(self) -> Conduct:
        """What the ledger does by itself: nothing, for a practice that only observes."""
        live = self.is_live
        return Conduct(self.cards if live else None, live, live, self.policies)

    @property
    def is_live(self) -> bool:
        """Whether commands are taken; a mirror only watches."""
        return self.practice_state().rung == "live"

    def must_be_live(self) -> None:
        """A mirror only watches: what it holds comes from exports.

        Raises:
            Refused: `observe_only`.
        """
        if not self.is_live:
            raise Refused(
                "observe_only",
                "this ledger is a mirror and only watches; run the mirror again, or open a live "
                "ledger of its own",
            )

    # Streams

    def load(self, member: str) -> MemberState:
        """The member's state with everything recorded so far, by any process."""
        stream = stream_id(self.practice, member)
        state = self._states.get(stream)
        if state is None:
            state = self._from_snapshot(stream)
        try:
            fold(self.store.read(stream, state.version), state)
        except BaseException:
            self._states.pop(stream, None)  # it may be folded halfway
            raise
        self._states[stream] = state
        self._states.move_to_end(stream)
        if len(self._states) > _CACHE_MAX:
            self._states.popitem(last=False)
        return state

    def _from_snapshot(self, stream: UUID) -> MemberState:
        kept = self.store.load_snapshot(stream, snapshot.schema())
        if kept is not None:
            state = snapshot.load(kept[1])
            if state is not None and state.version == kept[0]:
                return state
        return MemberState()

    def forget(self, member: str) -> None:
        """Read the member anew at the next use."""
        self._states.pop(stream_id(self.practice, member), None)

    # Commands

    def carry_out(
        self,
        member: str,
        verb: str,
        request: dict[str, Any],
        act: Act,
        *,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
        enrolling: bool = False,
    ) -> Done:
        """One command, whole or not at all, decided anew while other writers are first.

        Raises:
            Refused: as the rules say, `observe_only` for a mirror; nothing is recorded then.
            Conflict: other writers were first too often.
        """
        self.must_be_live()
        print_ = fingerprint({"verb": verb, **request}) if key is not None else None
        name = f"{verb}:{key}" if key is not None else None
        with self.lock:
            self._partners.clear()
            for attempt in range(1, ATTEMPTS_MAX + 1):
                try:
                    return self._try(member, name, print_, act, actor, reason, enrolling=enrolling)
                except Conflict:
                    self._forget_all(member)
                    if attempt == ATTEMPTS_MAX:
                        raise
                    step_back(attempt)
                except ClaimTaken as taken:
                    self._forget_all(member)
                    raise Refused(
                        "key_reused",
                        f"{taken.scope} {taken.key} belongs to another member of the practice",
                        key=taken.key,
                    ) from taken
                except BaseException:
                    self._forget_all(member)
                    raise
        raise AssertionError("unreachable")

    def _try(
        self,
        member: str,
        name: str | None,
        print_: str | None,
        act: Act,
        actor: str | None,
        reason: str | None,
        *,
        enrolling: bool,
    ) -> Done:
        state = self.load(member)
        if state.status == "none" and not enrolling:
            raise Refused(
                "not_enrolled", f"{member} is not enrolled here; enroll first", member=member
            )
        if name is not None and name in state.keys:
            return self._again(member, state, name, print_)
        before, work = state.version, self.work(state)
        if work.today < state.latest_on:
            raise Refused(
                "invalid",
                f"today is {work.today}, but the ledger has been at {state.latest_on} already",
                today=work.today,
                latest=state.latest_on,
            )
        run_until(work, work.today)
        clockwork = len(work.events)  # what fell due by itself, which names nobody
        work.stamp = replace(work.stamp, actor=actor, reason=reason)
        work.key, work.request = name, print_
        act(work)
        if name is not None and len(work.events) == clockwork:
            work.record(e.NothingChanged, work.today)
        run_until(work, work.today)
        done = [(member, before, work)] if work.events else []
        for name_of_other, (version, other) in work.partners.items():
            run_until(other, work.today)
            if other.events:
                done.append((name_of_other, version, other))
        if done:
            self.append(done)
        return Done(tuple(work.events[clockwork:]), state, repeated=False)

    def partner(self, work: Work, member: str) -> Work:
        """The decision of another member whom the same command concerns, with its clock run.

        Both are written in one transaction, or neither is.

        Raises:
            Refused: `not_enrolled`.
        """
        if member not in work.partners:
            self._partners.add(member)
            state = self.load(member)
            if state.status == "none":
                raise Refused("not_enrolled", f"{member} is not enrolled here", member=member)
            other = self.work(state)
            work.partners[member] = (state.version, other)
            run_until(other, work.today)
            other.stamp = replace(other.stamp, actor=work.stamp.actor, reason=work.stamp.reason)
        return work.partners[member][1]

    def _forget_all(self, member: str) -> None:
        for name in (member, *self._partners):
            self.forget(name)

    def work(self, state: MemberState) -> Work:
        """A decision that nobody asked for yet; a stream's instants never go back."""
        now = self.clock()
        today = now.astimezone(zone(self.practice_state().timezone)).date()
        recorded_at = max(now.astimezone(UTC), state.recorded_at)
        return Work(state, Stamp(recorded_at), today, self.conduct())

    def _again(self, member: str, state: MemberState, name: str, print_: str | None) -> Done:
        known = state.keys[name]
        if known.request != print_:
            raise Refused(
                "key_reused",
                f"the key {name.partition(':')[2]} was used for another request; "
                "a new request needs a new key",
                key=name.partition(":")[2],
            )
        events = self.store.read(stream_id(self.practice, member), known.first - 1)
        return Done(tuple(events[: known.last - known.first + 1]), state, repeated=True)

    def append(self, done: list[tuple[str, int, Work]], claims: tuple[Claim, ...] = ()) -> None:
        """Write what was decided for several members, in one transaction."""
        writes = []
        for member, expected, work in done:
            writes.append(
                Append(
                    stream_id(self.practice, member),
                    expected,
                    work.events,
                    MemberIndex(self.practice, member, due_on(work)),
                    (*self._charge_claims(member, work.events), *claims),
                )
            )
            claims = ()
        self.store.append(writes)
        for member, expected, work in done:
            self._keep_snapshot(member, expected, work.state)

    def _charge_claims(self, member: str, events: list[Event]) -> list[Claim]:
        """Charge ids belong to the practice: no two members share one."""
        told = (event for event in events if isinstance(event, e.Charged | e.ChargeFailed))
        return [Claim(self.practice, "charge", event.charge, member) for event in told]

    def _keep_snapshot(self, member: str, before: int, state: MemberState) -> None:
        """Keep a shortcut now and then; what was asked is recorded already, with one or without."""
        if before // _SNAPSHOT_EVERY != state.version // _SNAPSHOT_EVERY:
            stream = stream_id(self.practice, member)
            with suppress(StoreError):
                self.store.save_snapshot(
                    stream, state.version, snapshot.dump(state), snapshot.schema()
                )
