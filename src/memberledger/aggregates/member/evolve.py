"""Fold events to a state. No policy is called and nothing is decided: events are facts."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member import evolve_entitlements as entitlements
from memberledger.aggregates.member import evolve_handing_on as handing_on
from memberledger.aggregates.member import evolve_membership as membership
from memberledger.aggregates.member import evolve_money as money
from memberledger.aggregates.member import evolve_pausing as pausing
from memberledger.aggregates.member import evolve_transfers as transfers
from memberledger.aggregates.member import evolve_visits as visits
from memberledger.aggregates.member.parts import Keyed
from memberledger.aggregates.member.state import MemberState

__all__ = ["apply", "evolve", "fold"]

_APPLY: dict[type[Event], Callable[[MemberState, Any], None]] = {
    e.Enrolled: membership.enrolled,
    e.ConsentRecorded: membership.nothing,
    e.NoticeSent: membership.nothing,
    e.NothingChanged: membership.nothing,
    e.MemberErased: membership.erased,
    e.Shared: membership.shared,
    e.DuesBilled: membership.dues_billed,
    e.PeriodSkipped: membership.period_skipped,
    e.FeeBilled: membership.fee_billed,
    e.PauseScheduled: pausing.pause_scheduled,
    e.ScheduledPauseWithdrawn: pausing.scheduled_pause_gone,
    e.ScheduledPauseDropped: pausing.scheduled_pause_gone,
    e.Paused: pausing.paused,
    e.Resumed: pausing.resumed,
    e.PlanChangeRequested: membership.plan_change_requested,
    e.PlanChangeWithdrawn: membership.plan_change_withdrawn,
    e.Upgraded: membership.plan_changed,
    e.Downgraded: membership.plan_changed,
    e.PlanSwitched: membership.plan_changed,
    e.AmendmentRecorded: membership.amendment_recorded,
    e.TermsAmended: membership.terms_amended,
    e.RenewalRequested: membership.renewal_requested,
    e.TermRenewed: membership.term_renewed,
    e.TermEnded: membership.term_ended,
    e.CancellationRequested: membership.cancellation_requested,
    e.CancellationWithdrawn: membership.cancellation_withdrawn,
    e.Cancelled: membership.cancelled,
    e.Charged: money.charged,
    e.ChargeFailed: money.charge_failed,
    e.CardReplaced: money.card_replaced,
    e.CreditGiven: money.credit_given,
    e.CreditUsed: money.credit_used,
    e.BillSettled: money.bill_settled,
    e.LateFeeAssessed: money.late_fee_assessed,
    e.ReturnedPaymentFeeAssessed: money.returned_payment_fee_assessed,
    e.WaiverRecorded: money.waiver_recorded,
    e.DuesWaived: money.dues_waived,
    e.WrittenOff: money.written_off,
    e.DunningStarted: money.dunning_started,
    e.DunningStepPlanned: money.dunning_step_planned,
    e.DunningStepTaken: money.dunning_step_taken,
    e.Suspended: money.suspended,
    e.DunningEnded: money.dunning_ended,
    e.Refunded: money.refunded,
    e.Disputed: money.disputed,
    e.DisputeWon: money.dispute_won,
    e.DisputeLost: money.dispute_lost,
    e.Granted: entitlements.granted,
    e.GrantDelayed: entitlements.grant_delayed,
    e.BenefitClockStarted: entitlements.benefit_clock_started,
    e.RolledOver: entitlements.rolled_over,
    e.Lapsed: entitlements.lapsed,
    e.LapseTakenBack: entitlements.lapse_taken_back,
    e.LotExtended: entitlements.lot_extended,
    e.Forfeited: entitlements.forfeited,
    e.Adjusted: entitlements.adjusted,
    e.LotsConverted: entitlements.lots_converted,
    e.Redeemed: entitlements.redeemed,
    e.RedemptionReversed: entitlements.redemption_reversed,
    e.Reserved: entitlements.reserved,
    e.ReservationReleased: entitlements.reservation_released,
    e.UnitsGiven: transfers.units_given,
    e.UnitsReceived: transfers.units_received,
    e.GiftsFrozen: transfers.gifts_frozen,
    e.GiftsThawed: transfers.gifts_thawed,
    e.GiftsTakenBack: transfers.gifts_taken_back,
    e.UnitsReturned: transfers.units_returned,
    e.UnitsConverted: handing_on.converted,
    e.VisitMissed: visits.visit_missed,
    e.MissExcused: visits.miss_excused,
}


def apply(state: MemberState, event: Event) -> None:
    """Change `state` by one event, in place.

    Raises:
        KeyError: the event is of no known kind, or names something the state does not have.
    """
    fold((event,), state)


def fold(events: Iterable[Event], state: MemberState | None = None) -> MemberState:
    """The state after `events`; `state`, where given, is changed in place.

    Raises:
        KeyError: as `apply`.
    """
    folded = MemberState() if state is None else state
    changes, version, latest_on = _APPLY, folded.version, folded.latest_on
    for event in events:
        changes[type(event)](folded, event)
        folded.version = version = version + 1
        folded.recorded_at = event.recorded_at
        if event.effective_on > latest_on:
            folded.latest_on = latest_on = event.effective_on
        if event.key is not None:
            known = folded.keys.get(event.key)
            if known is None:
                folded.keys[event.key] = Keyed(event.request or "", version, version)
            else:
                known.last = version
    return folded


def evolve(state: MemberState, event: Event) -> MemberState:
    """The state after one event; the state given is left as it is."""
    changed = copy.deepcopy(state)
    apply(changed, event)
    return changed
