"""What every store promises about the members index, claims and snapshots."""

from __future__ import annotations

from datetime import date

import pytest

from memberledger.store import (
    Append,
    Claim,
    ClaimTaken,
    Conflict,
    MemberIndex,
    MemberTaken,
    Store,
)

from .facts import ANNA, BEA, enrolled, redeemed, stream_named

MAY_1, JUNE_1 = date(2026, 5, 1), date(2026, 6, 1)


def enroll(store: Store, practice: str, member: str, due: date | None) -> None:
    stream = stream_named(f"{practice}/{member}")
    index = MemberIndex(practice, member, due)
    store.append([Append(stream, store.version(stream), [enrolled()], index)])


def test_members_are_listed_by_practice_and_name(store: Store) -> None:
    for member in ("zoe", "Ida", "émile", "anna"):
        enroll(store, "harbour", member, None)
    enroll(store, "hill", "anna", None)
    assert [member for member, _ in store.members("harbour")] == ["Ida", "anna", "zoe", "émile"]
    assert store.members("hill") == [("anna", stream_named("hill/anna"))]
    assert store.members("nowhere") == []


def test_only_members_with_something_due_are_on_the_agenda(store: Store) -> None:
    enroll(store, "hill", "anna", MAY_1)
    enroll(store, "hill", "bea", JUNE_1)
    enroll(store, "hill", "cleo", None)
    enroll(store, "harbour", "dora", MAY_1)
    assert store.due("hill", date(2026, 4, 30)) == []
    assert store.due("hill", MAY_1) == [("anna", stream_named("hill/anna"))]
    assert [member for member, _ in store.due("hill", JUNE_1)] == ["anna", "bea"]


def test_the_agenda_comes_in_pages_that_miss_nobody(store: Store) -> None:
    names = [f"member-{n:02}" for n in range(11)]
    for n, name in enumerate(names):
        enroll(store, "hill", name, date(2026, 5, 28 - n))
    seen, after = [], ""
    while page := store.due("hill", JUNE_1, after=after, limit=3):
        assert len(page) <= 3
        seen += [member for member, _ in page]
        after = seen[-1]
    assert seen == names
    with pytest.raises(ValueError, match="one member or more"):
        store.due("hill", JUNE_1, limit=0)


def test_the_next_due_date_moves_with_the_events_that_move_it(store: Store) -> None:
    enroll(store, "hill", "anna", MAY_1)
    enroll(store, "hill", "anna", JUNE_1)
    assert store.due("hill", MAY_1) == []
    enroll(store, "hill", "anna", None)
    assert store.due("hill", JUNE_1) == []
    assert len(store.members("hill")) == 1
    stream = stream_named("hill/anna")
    store.append([Append(stream, 3, [], MemberIndex("hill", "anna", MAY_1))])
    assert len(store.due("hill", MAY_1)) == 1


def test_a_member_keeps_one_stream(store: Store) -> None:
    enroll(store, "hill", "anna", MAY_1)
    with pytest.raises(MemberTaken) as refused:
        store.append([Append(BEA, 0, [enrolled()], MemberIndex("hill", "anna", None))])
    assert (refused.value.member, refused.value.stream) == ("anna", BEA)
    assert store.version(BEA) == 0


def test_a_key_stands_for_one_thing_forever(store: Store) -> None:
    key = Claim("hill", "request", "appt-1", "first")
    store.append([Append(ANNA, 0, [enrolled()], claims=[key])])
    assert store.claim("hill", "request", "appt-1") == "first"
    other = Claim("hill", "request", "appt-1", "second")
    with pytest.raises(ClaimTaken) as refused:
        store.append([Append(BEA, 0, [enrolled()], claims=[other])])
    assert (refused.value.value, refused.value.wanted) == ("first", "second")
    assert store.claim("hill", "request", "appt-1") == "first"
    assert store.version(BEA) == 0


def test_the_same_key_for_the_same_thing_is_fine(store: Store) -> None:
    key = Claim("hill", "request", "appt-1", "first")
    store.append([Append(ANNA, 0, [enrolled()], claims=[key])])
    fresh = Claim("hill", "request", "appt-2", "x")
    store.append([Append(ANNA, 1, [redeemed()], claims=[key, fresh, key])])
    assert store.claims("hill", "request") == {"appt-1": "first", "appt-2": "x"}
    assert store.version(ANNA) == 2


def test_keys_of_other_practices_and_scopes_are_other_keys(store: Store) -> None:
    claims = [
        Claim("hill", "request", "1", "a"),
        Claim("hill", "webhook", "1", "b"),
        Claim("harbour", "request", "1", "c"),
    ]
    store.append([Append(ANNA, 0, [], claims=claims)])
    assert store.claims("hill", "request") == {"1": "a"}
    assert store.claim("hill", "webhook", "1") == "b"
    assert store.claim("harbour", "request", "1") == "c"
    assert store.claim("harbour", "webhook", "1") is None


def test_two_values_for_one_key_in_a_batch_are_refused_together(store: Store) -> None:
    first = Append(ANNA, 0, [enrolled()], claims=[Claim("hill", "request", "1", "a")])
    second = Append(BEA, 0, [enrolled()], claims=[Claim("hill", "request", "1", "b")])
    with pytest.raises(ClaimTaken):
        store.append([first, second])
    assert store.claim("hill", "request", "1") is None
    assert store.record_count() == 0


def test_a_moved_stream_is_reported_before_a_taken_key(store: Store) -> None:
    store.append([Append(ANNA, 0, [enrolled()], claims=[Claim("hill", "request", "1", "a")])])
    with pytest.raises(Conflict):
        store.append([Append(ANNA, 0, [redeemed()], claims=[Claim("hill", "request", "1", "b")])])


def test_a_snapshot_brings_back_the_state_of_its_version(store: Store) -> None:
    store.append([Append(ANNA, 0, [enrolled(), redeemed(), redeemed()])])
    assert store.load_snapshot(ANNA, "state/1") is None
    store.save_snapshot(ANNA, 2, b"two", "state/1")
    assert store.load_snapshot(ANNA, "state/1") == (2, b"two")
    assert store.load_snapshot(BEA, "state/1") is None
    store.save_snapshot(ANNA, 3, b"", "state/1")
    assert store.load_snapshot(ANNA, "state/1") == (3, b"")
    store.save_snapshot(ANNA, 3, b"again", "state/1")
    assert store.load_snapshot(ANNA, "state/1") == (3, b"again")


def test_a_snapshot_of_another_shape_is_ignored(store: Store) -> None:
    store.append([Append(ANNA, 0, [enrolled()])])
    store.save_snapshot(ANNA, 1, b"old", "state/1")
    assert store.load_snapshot(ANNA, "state/2") is None


def test_a_snapshot_of_a_version_that_never_was_is_refused(store: Store) -> None:
    store.append([Append(ANNA, 0, [enrolled()])])
    for version in (0, 2):
        with pytest.raises(Conflict) as refused:
            store.save_snapshot(ANNA, version, b"x", "state/1")
        assert refused.value.found == 1
    assert store.load_snapshot(ANNA, "state/1") is None
