"""Eight processes race for a last facial through one ledger: `python -m tests.ledger.race 50`.

In a file, or with `python -m tests.ledger.race 50 postgres` on a server made for it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from memberledger import Answer, Ledger, SetClock

DESKS = 8

DESK = """
import sys, time
from datetime import date
from memberledger import Ledger, LedgerError, Refused, SetClock

place, desk, rounds, fault = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
if fault:
    from tests.proofs.planted import plant
    plant(fault[0])
with Ledger.open(place, clock=SetClock("America/Denver", date(2026, 1, 5))) as ledger:
    ledger.today()
    print("ready", flush=True)
    for _ in range(rounds):
        line = sys.stdin.readline().split()
        member, moment = line[0], float(line[1])
        time.sleep(max(moment - time.time(), 0))
        try:
            ledger.redeem(member, "facial", key=f"{member}-desk-{desk}")
            print("won", flush=True)
        except Refused as refused:
            print(refused.reason, flush=True)
        except Exception as error:
            print(f"error:{type(error).__name__}:{error}".replace("\\n", " "), flush=True)
"""

PLAN = {
    "id": "glow",
    "price": "199.00",
    "cycle": "1 month",
    "benefits": [{"id": "facial", "kind": "service_credit", "quantity": 1}],
}


def race(rounds: int, place: str, fault: str | None = None) -> list[Counter[str]]:
    """What the eight desks were told, round by round; each round is another member's last facial.

    After the rounds every member's balance is 0 and each was redeemed exactly once.

    Args:
        rounds: how many.
        place: an empty place.
        fault: planted in each desk, of `tests.proofs.planted`.
    """
    clock = SetClock("America/Denver", date(2026, 1, 5))
    members = [f"m-{n:03}" for n in range(rounds)]
    with Ledger.open(place, clock=clock, cards=lambda r: Answer(f"{r.member}-{r.bill}")) as ledger:
        ledger.open_practice("America/Denver", "USD", [PLAN])
        for member in members:
            ledger.enroll(member, "glow")
    desks = [
        subprocess.Popen(
            [sys.executable, "-c", DESK, place, str(n), str(rounds), *([fault] if fault else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(DESKS)
    ]
    try:
        told = _play(desks, members)
    finally:
        for desk in desks:
            desk.stdin.close()  # type: ignore[union-attr]
            desk.wait(timeout=60)
            desk.stdout.close()  # type: ignore[union-attr]
    with Ledger.open(place, clock=clock) as ledger:
        for member in members:
            used = [e for e in ledger.history(member) if type(e).__name__ == "Redeemed"]
            if ledger.member(member).balance["facial"] != 0 or len(used) != 1:
                raise AssertionError(f"{member}: redeemed {len(used)} times")
    return told


def _play(desks: list[subprocess.Popen[str]], members: list[str]) -> list[Counter[str]]:
    for desk in desks:
        _hear(desk)
    told = []
    for member in members:
        moment = time.time() + 0.05
        for desk in desks:
            desk.stdin.write(f"{member} {moment}\n")  # type: ignore[union-attr]
            desk.stdin.flush()  # type: ignore[union-attr]
        told.append(Counter(_hear(desk) for desk in desks))
    return told


def _hear(desk: subprocess.Popen[str]) -> str:
    return desk.stdout.readline().strip() or "error: died"  # type: ignore[union-attr]


def fair(told: Counter[str]) -> bool:
    """One won, and all the others were told that nothing is left."""
    return told == {"won": 1, "insufficient_balance": DESKS - 1}


@contextmanager
def somewhere(kind: str) -> Iterator[str]:
    """The address of an empty place for a ledger, `sqlite` or `postgres`; gone afterwards."""
    if kind == "postgres":
        from tests.postgres_server import a_server

        with a_server() as server:
            yield server.url()
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield str(Path(folder) / "race.db")


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with somewhere(sys.argv[2] if len(sys.argv) > 2 else "sqlite") as place:
        told = race(rounds, place)
    unfair = [(n, dict(item)) for n, item in enumerate(told) if not fair(item)]
    lines = [f"{rounds} rounds, {DESKS} processes: {rounds - len(unfair)} fair"]
    lines += [f"  round {n}: {item}" for n, item in unfair]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(bool(unfair))


if __name__ == "__main__":
    sys.exit(main())
