"""A whole ledger copied to another place: the same to the byte, whatever happens meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from memberledger.store import (
    Append,
    CopyReport,
    MemberIndex,
    StoreBusy,
    UnfinishedCopy,
    copy_ledger,
    holds_ledger,
    open_store,
)

from .copies import JUNE_1, Place, add, everything, fill, kept_snapshot, stop_after
from .facts import ANNA, enrolled, redeemed, registry, stream_named


def test_a_copy_is_the_same_to_the_byte(places: tuple[str, str]) -> None:
    source, target = places
    before = everything(source)
    told: list[tuple[int, int]] = []
    report = copy_ledger(source, target, batch=5, progress=lambda *n: told.append(n))
    assert report == CopyReport(events=23, copied=23, claims=9, members=7)
    assert told == [(5, 23), (10, 23), (15, 23), (20, 23), (23, 23)]
    assert everything(target) == before == everything(source)
    assert [record.position for record in before[0]] == list(range(1, 24))
    assert (kept_snapshot(source), kept_snapshot(target)) == ((4, b"a state"), None)
    with open_store(target, registry()) as store:
        assert list(store.verify_chain()) == []


def test_a_copy_goes_on_as_the_ledger_would_have(places: tuple[str, str]) -> None:
    source, target = places
    copy_ledger(source, target)
    for url in (source, target):
        with open_store(url, registry()) as store:
            # member-1, 2, 4 and 5 have something due; of the practice hill those are 2 and 4
            assert [name for name, _ in store.due("hill", JUNE_1)] == ["member-2", "member-4"]
            assert store.append([Append(stream_named("new"), 0, [enrolled()])]) == [24]
            assert store.append([Append(stream_named("member-3"), 5, [redeemed()])]) == [25]
            assert list(store.verify_chain()) == []
    assert everything(source)[0] == everything(target)[0]


def test_a_copy_goes_there_and_back(places: tuple[str, str], place: Place) -> None:
    source, target = places
    back = place("file")
    copy_ledger(source, target)
    copy_ledger(target, back)
    assert everything(back) == everything(source)


@pytest.mark.parametrize("kind", ["file", "server"])
def test_a_ledger_without_events_is_copied_too(place: Place, kind: str) -> None:
    source, target = place("file"), place(kind)
    open_store(source, registry()).close()
    assert copy_ledger(source, target) == CopyReport(0, 0, 0, 0)
    assert everything(target) == ([], [], [])


def test_copying_again_brings_what_is_new_and_nothing_else(places: tuple[str, str]) -> None:
    source, target = places
    assert copy_ledger(source, target).copied == 23
    assert copy_ledger(source, target).copied == 0
    with open_store(source, registry()) as store:
        index = MemberIndex("lake", "member-1", JUNE_1)
        store.append([Append(stream_named("member-1"), 3, [redeemed()], index)])
        add(store, "hill", "zoe", None)
    assert copy_ledger(source, target) == CopyReport(events=26, copied=3, claims=10, members=8)
    assert everything(target) == everything(source)


def test_a_date_that_moved_without_an_event_moves_in_the_copy(places: tuple[str, str]) -> None:
    source, target = places
    copy_ledger(source, target)
    with open_store(source, registry()) as store:
        index = MemberIndex("lake", "member-1", None)
        store.append([Append(stream_named("member-1"), 3, [], index)])
    assert copy_ledger(source, target).copied == 0
    assert everything(target) == everything(source)


KILLED = """
import os, sys
from memberledger.store import copy_ledger
from memberledger.store.postgres import writing
from memberledger.store.sqlite import whole

source, target, module, name, last = sys.argv[1:]
module = {"file": whole, "server": writing}[module]
real, calls = getattr(module, name), []

def killed(*given):
    calls.append(1)
    if len(calls) == int(last):
        os.kill(os.getpid(), 9)
    return real(*given)

setattr(module, name, killed)
copy_ledger(source, target, batch=4)
"""


@pytest.mark.parametrize("parcel", [1, 2, 5, 6, 7, 8, 9])
@pytest.mark.parametrize("pair", ["file-to-server", "server-to-file"])
def test_a_copy_that_is_killed_within_a_parcel_goes_on_where_it_was(
    place: Place, pair: str, parcel: int
) -> None:
    """Parcels of four rows: six of events (23), three of claims (9), two of members (7)."""
    first, _, second = pair.partition("-to-")
    source, target = place(first), place(second)
    fill(source)
    name = {"file": "index_all", "server": "_index"}[second]
    words = [sys.executable, "-c", KILLED, source, target, second, name, str(parcel)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run(words, env=env, check=False).returncode == -9
    with pytest.raises(UnfinishedCopy, match="unfinished copy"):
        open_store(target, registry())
    there = min(4 * (parcel - 1), 23)
    assert copy_ledger(source, target, batch=4).copied == 23 - there
    assert everything(target) == everything(source)


def test_an_unfinished_copy_is_no_source(places: tuple[str, str], place: Place) -> None:
    source, target = places
    stop_after(source, target, parcels=2)
    last = place("file")
    with pytest.raises(UnfinishedCopy):
        copy_ledger(target, last)
    assert not holds_ledger(last)


def test_what_is_written_meanwhile_is_brought_over_as_well(places: tuple[str, str]) -> None:
    source, target = places
    with open_store(source, registry()) as store:

        def progress(there: int, _of: int) -> None:
            if there == 23:
                add(store, "hill", "zoe", JUNE_1)

        report = copy_ledger(source, target, batch=23, progress=progress)
    assert report == CopyReport(events=25, copied=25, claims=10, members=8)
    assert everything(target) == everything(source)


def test_a_source_that_never_rests_is_busy_and_the_copy_can_be_finished(
    places: tuple[str, str],
) -> None:
    source, target = places
    with open_store(source, registry()) as store:

        def progress(_there: int, _of: int) -> None:
            store.append([Append(ANNA, store.version(ANNA), [redeemed()])])

        with pytest.raises(StoreBusy, match="stop the writers"):
            copy_ledger(source, target, batch=100, progress=progress)
    with pytest.raises(UnfinishedCopy):
        open_store(target, registry())
    copy_ledger(source, target)
    assert everything(target) == everything(source)
