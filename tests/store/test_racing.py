"""Several processes on one ledger: they wait for their turn, and none ever hears of a lock."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from memberledger.store import open_store

from .facts import ANNA, registry, stream_named

HERE = Path(__file__).parent
DESK = """
import sys
from datetime import date
from memberledger.store import Append, Claim, ClaimTaken, Conflict, MemberIndex, open_store
from store.facts import ANNA, redeemed, registry, stream_named

url, desk = sys.argv[1], sys.argv[2]
won = own = keys = 0
for n in range(25):
    with open_store(url, registry()) as store:
        mine, index = stream_named(desk), MemberIndex("hill", desk, date(2026, 5, 1))
        store.append([Append(mine, n, [redeemed()], index)])
        own += 1
        try:
            store.append([Append(ANNA, store.version(ANNA), [redeemed()])])
            won += 1
        except Conflict:
            pass
        try:
            store.append([Append(mine, n + 1, [], claims=[Claim("hill", "chair", str(n), desk)])])
            keys += 1
        except ClaimTaken:
            pass
print(own, won, keys)
"""


def test_eight_desks_on_one_ledger_never_see_a_lock_and_never_both_win(shared_url: str) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), *sys.path])}
    desks = [
        subprocess.Popen(
            [sys.executable, "-c", DESK, shared_url, f"desk-{n}"],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(8)
    ]
    results = [desk.communicate(timeout=300) for desk in desks]
    assert [error for _, error in results] == [""] * 8
    counts = [tuple(map(int, out.split())) for out, _ in results]
    with open_store(shared_url, registry()) as store:
        assert [own for own, _, _ in counts] == [25] * 8
        assert store.version(ANNA) == sum(won for _, won, _ in counts) > 0
        assert sum(keys for _, _, keys in counts) == len(store.claims("hill", "chair")) == 25
        for n in range(8):
            assert store.version(stream_named(f"desk-{n}")) == 25
        assert len(store.members("hill")) == 8
        assert store.record_count() == 200 + store.version(ANNA)
        assert [r.position for r in store.records()] == list(range(1, store.record_count() + 1))
        assert list(store.verify_chain()) == []
