"""Events are facts: a replay gives what the ledger holds, from the start or from a snapshot."""

from __future__ import annotations

import re

from memberledger.aggregates.member import (
    MEMBER_EVENTS,
    MemberState,
    apply,
    evolve,
    fold,
    snapshot,
)
from memberledger.aggregates.member.state import plan_key
from memberledger.ledger.ledger import registry
from memberledger.terms import Plan
from memberledger.testing.laws.law import again, chance, law, require, same
from memberledger.testing.lives import Table, facts

__all__ = ["LAWS"]

_POLICY = re.compile(r"[a-z0-9][a-z0-9_.-]*/[1-9][0-9]*")


@law()
def a_replay_gives_the_state_the_ledger_holds(table: Table) -> None:
    """The events of a member, folded from the first, are the state with which the next command
    is decided.
    """
    for member in table.members:
        same(fold(table.events(member)), table.state(member), "another state", member=member)


@law()
def a_snapshot_saves_the_reading_and_nothing_else(table: Table) -> None:
    """A state written down at any version and read again, with the events after it, is the state
    of all events.
    """
    for member in table.members:
        events = table.events(member)
        version = chance(table).randint(0, len(events))
        where = {"member": member, "version": version}
        at = fold(events[:version])
        kept = snapshot.load(snapshot.dump(at))
        require(kept is not None, "a snapshot can't be read", **where)
        same(at, kept, "a snapshot reads back as another state", **where)
        resumed, whole = fold(events[version:], kept), fold(events)
        same(snapshot.plain(whole), snapshot.plain(resumed), "resumed, it is another", **where)
        same(whole, resumed, "resumed, it is another", **where)


@law(lives=True)
def a_restart_changes_nothing(table: Table) -> None:
    """A ledger that restarts after every command records the events of one that never does."""
    with again(table, reloading=True) as restarted:
        table.play()
        restarted.play()
        same(table.members, restarted.members, "other members")
        for member in table.members:
            steady, reread = facts(table.events(member)), facts(restarted.events(member))
            same(steady, reread, "a restart changed what was recorded", member=member)


@law()
def an_event_leaves_the_state_before_it_as_it_was(table: Table) -> None:
    """Folding an event in makes another state, and the one before stays what it was."""
    for member in table.members:
        events = table.events(member)
        for n in {len(events) - 1, len(events) // 2}:
            before = fold(events[:n])
            kept = snapshot.plain(before)
            after = evolve(before, events[n])
            where = {"member": member, "event": n + 1}
            same(kept, snapshot.plain(before), "the state before has changed", **where)
            same(fold(events[: n + 1]), after, "one event more gives another state", **where)


@law()
def every_event_reads_back_as_it_was_written(table: Table) -> None:
    """Each event is one of the closed list, reads back equal from what is stored, and would be
    stored again in the same bytes.
    """
    known = registry()
    for member in table.members:
        for n, event in enumerate(table.events(member), 1):
            where = {"member": member, "event": n}
            listed = type(event) in MEMBER_EVENTS
            require(listed, "an event that is not of the list", kind=type(event), **where)
            name, data = known.encode(event)
            read = known.parse(name, data)
            same(event, read, "an event reads back as another", **where)
            same(data, known.dump(read), "an event is stored again in other bytes", **where)


@law()
def what_a_policy_decided_names_the_policy(table: Table) -> None:
    """An event that holds a decision names the policy that decided and its version, as
    `proration.by_day/1`.
    """
    for member in table.members:
        for n, event in enumerate(table.events(member), 1):
            named = event.policy is None or _POLICY.fullmatch(event.policy) is not None
            require(named, "no policy's name and version", member=member, event=n, found=event)


@law()
def terms_change_only_by_an_event_that_holds_them(table: Table) -> None:
    """The terms a member is under are in the member's own stream, and change only by an event that
    holds the new ones: a version that is published touches nobody until an amendment says so.
    """
    for member in table.members:
        s = MemberState()
        for n, event in enumerate(table.events(member), 1):
            before = s.plan_key
            apply(s, event)
            if s.plan_key != before:
                where = {"member": member, "event": n, "before": before, "after": s.plan_key}
                plan = getattr(event, "plan", None)
                named = isinstance(plan, Plan) and plan_key(plan) == s.plan_key
                require(named, "other terms than the event holds", found=event, **where)
            if s.plan_key:
                kept = s.plan_key in s.plans
                require(kept, "terms that are not in the stream", terms=s.plan_key, event=n)


@law(members=("ana", "bea"))
def the_chain_of_digests_holds(table: Table) -> None:
    """What is stored is chained from the first record to the last, without a gap."""
    desk = table.ledger._desk
    faults = list(desk.store.verify_chain())
    require(not faults, "the chain is broken", faults=faults)
    positions = [record.position for record in table.records()]
    same(list(range(1, len(positions) + 1)), positions, "there is a gap")


LAWS = (
    a_replay_gives_the_state_the_ledger_holds,
    a_snapshot_saves_the_reading_and_nothing_else,
    a_restart_changes_nothing,
    an_event_leaves_the_state_before_it_as_it_was,
    every_event_reads_back_as_it_was_written,
    what_a_policy_decided_names_the_policy,
    terms_change_only_by_an_event_that_holds_them,
    the_chain_of_digests_holds,
)
