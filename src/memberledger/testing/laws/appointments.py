"""An appointment lengthens nothing, takes what lives on its day, and ends with its day."""

from __future__ import annotations

from memberledger.aggregates.member import MemberState, apply
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.eligibility import barred
from memberledger.testing.laws.law import law, require, same
from memberledger.testing.lives import Table

__all__ = ["LAWS"]

_VISITS = e.Reserved | e.ReservationReleased | e.Redeemed | e.VisitMissed


@law()
def no_visit_moves_an_expiry(table: Table) -> None:
    """Neither kept, moved, used, missed nor released does a visit move the end of any lot: only a
    person extends one.
    """
    for member in table.members:
        s = MemberState()
        for n, event in enumerate(table.events(member), 1):
            before = {lot.id: lot.expires_on for lot in s.lots.values()}
            apply(s, event)
            if isinstance(event, _VISITS):
                after = {lot.id: lot.expires_on for lot in s.lots.values()}
                same(before, after, "a visit moved an expiry", member=member, event=n)


@law()
def what_is_kept_lives_on_the_appointments_day(table: Table) -> None:
    """A reservation takes from lots that live on its day, not frozen by a dispute, and no more
    than is free in them.
    """
    for member in table.members:
        s = MemberState()
        for n, event in enumerate(table.events(member), 1):
            if isinstance(event, e.Reserved):
                for lot_id, quantity in event.takes:
                    lot = s.lots[lot_id]
                    # a frozen lot keeps what is left of its life, so its date may be past
                    frozen = s.frozen_from(lot) is not None
                    lives = frozen or lot.expires_on is None or event.for_on < lot.expires_on
                    where = {"member": member, "event": n, "lot": lot, "for": event.for_on}
                    require(lives, "kept from a lot that is over by then", **where)
                    require(lot.disputed_on is None, "kept from a disputed lot", **where)
                    require(0 < quantity <= lot.free, "kept more than is free", **where)
            apply(s, event)


@law(lives=True)
def a_morning_releases_what_its_day_forbids(table: Table) -> None:
    """In the morning, before anything is asked: no appointment of a day gone by is kept, none that
    its day forbids, and no lot that is over has anything free.
    """
    for asked in table.life.acts:
        table.wait(asked.after)
        table.ledger.advance()
        if asked.after:
            for member in table.members:
                _check_morning(table, member)
        call = table.resolve(asked)
        if call is not None:
            table.ask(call)


def _check_morning(table: Table, member: str) -> None:
    s, today = table.state(member), table.day()
    for key, kept in s.open_reservations.items():
        where = {"member": member, "today": today, "key": key, "kept": kept}
        require(kept.for_on >= today, "an appointment gone by is kept", **where)
        if kept.for_on == today:
            require(barred(s, today, today, kept.benefit) is None, "kept, but forbidden", **where)
            clear = all(s.lots[lot].disputed_on is None for lot, _ in kept.takes)
            require(clear, "kept from a disputed lot", **where)
    frozen = s.pause is not None and s.pause.expiry == "frozen"
    for lot in s.open_lots.values():
        if lot.expires_on is not None and lot.expires_on <= today and lot.disputed_on is None:
            over = frozen or lot.free == 0
            require(over, "free in a lot that is over", member=member, today=today, lot=lot)


LAWS = (
    no_visit_moves_an_expiry,
    what_is_kept_lives_on_the_appointments_day,
    a_morning_releases_what_its_day_forbids,
)
