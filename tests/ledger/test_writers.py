"""Four processes write for a while, to one member and to many: every event stands exactly once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import date

import pytest

from memberledger import Answer, Ledger, SetClock
from memberledger.ledger.ledger import registry
from memberledger.store import open_store
from memberledger.values import stream_id

DESKS, SECONDS = 4, 1.0
CREDIT = {"id": "credit", "kind": "value_credit", "amount": "9000.00"}
PLAN = {"id": "glow", "price": "199.00", "cycle": "1 month", "benefits": [CREDIT]}

DESK = """
import json, sys, time
from datetime import date
from memberledger import Ledger, SetClock
from memberledger.store import Conflict

place, desk, seconds, members = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4:]
done, conflicts, n = [], 0, 0
with Ledger.open(place, clock=SetClock("America/Denver", date(2026, 1, 5))) as ledger:
    ledger.today()
    print("ready", flush=True)
    sys.stdin.readline()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        member, key = members[n % len(members)], f"desk-{desk}-{n}"
        try:
            ledger.redeem(member, "credit", amount="0.01", key=key)
        except Conflict:
            conflicts += 1  # the others were first too often: asked again under the same key
            continue
        done.append([member, key])
        n += 1
print(json.dumps({"done": done, "conflicts": conflicts}), flush=True)
"""


@pytest.mark.parametrize("members", [["ana"], [f"m-{n:02}" for n in range(20)]], ids=len)
def test_what_four_processes_write_at_once_stands_once_each(place: str, members: list[str]) -> None:
    clock = SetClock("America/Denver", date(2026, 1, 5))
    with Ledger.open(place, clock=clock, cards=lambda r: Answer(f"{r.member}-{r.bill}")) as ledger:
        ledger.open_practice("America/Denver", "USD", [PLAN])
        for member in members:
            ledger.enroll(member, "glow")
    told = _work(place, members)
    done = Counter((member, key) for desk in told for member, key in desk["done"])
    assert all(len(desk["done"]) > 0 for desk in told)
    assert set(done.values()) == {1}
    with open_store(place, registry()) as store:
        recorded: Counter[tuple[str, str]] = Counter()
        for member in members:
            events = store.read(stream_id("main", member))
            assert len(events) == store.version(stream_id("main", member))
            for event in events:
                if type(event).__name__ == "Redeemed":
                    recorded[member, str(event.key).partition(":")[2]] += 1
        assert recorded == done
        positions = [record.position for record in store.records()]
        assert positions == list(range(1, len(positions) + 1))
        assert list(store.verify_chain()) == []


def _work(place: str, members: list[str]) -> list[dict[str, list[list[str]]]]:
    """Let the desks begin together; what each says in the end."""
    desks = [
        subprocess.Popen(
            [sys.executable, "-c", DESK, place, str(n), str(SECONDS), *members],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(DESKS)
    ]
    for desk in desks:
        assert desk.stdout is not None
        assert desk.stdout.readline() == "ready\n"
    for desk in desks:
        assert desk.stdin is not None
        desk.stdin.write("go\n")
        desk.stdin.flush()
    told = [json.loads(desk.communicate(timeout=120)[0]) for desk in desks]
    assert [desk.returncode for desk in desks] == [0] * DESKS
    return told
