"""Processes race on one ledger, in a file and on a server: `python -m tests.proofs.races 30 1`.

Eight processes ask for a last facial, so many times; then two that catch up the views, four that
write, one that builds and one that asks go on for as many seconds on the server. One wins each
facial and the others are told why not; every event is in the views once. With the word `planted`,
events are appended whatever version was read, and views are said to be where the log ends: both
must be found out. Which process is first is the machine's to say, not the seed's.
"""

from __future__ import annotations

import sys
from collections import Counter

from tests.ledger.race import DESKS, fair, race, somewhere
from tests.postgres_server import a_server
from tests.views.race import race as race_of_views

from .command import Asked, finish, say

__all__ = ["desks", "views"]


def desks(rounds: int, kind: str, fault: str | None = None) -> int:
    """Race for facials; how many rounds were not fair."""
    with somewhere(kind) as place:
        try:
            told = race(rounds, place, fault)
        except AssertionError as error:
            say(f"{kind}: {error}")
            return 1
    outcomes = sum(told, Counter[str]())
    unfair = sum(not fair(each) for each in told)
    words = ", ".join(f"{count} {word}" for word, count in outcomes.most_common())
    say(f"{kind}: {rounds} rounds of {DESKS} processes, {unfair} not fair: {words}")
    return unfair


def views(seconds: float, fault: str | None = None) -> int:
    """Let those who keep the views and who write go on at once; 1 where a refold differs."""
    with a_server() as server:
        try:
            done = race_of_views(server.url(), seconds, fault)
        except AssertionError as error:
            said = str(error).strip().splitlines() or ["the tables are not as refolded"]
            say(f"views: {said[-1][:200]}")
            return 1
    say("views: " + ", ".join(f"{count} {verb}" for verb, count in done.items()))
    return 0


def main(asked: Asked) -> int:
    wrong = [
        desks(asked.count, kind, "no versions" if asked.planted else None)
        for kind in ("sqlite", "postgres")
    ]
    wrong.append(views(asked.count, "position of the log" if asked.planted else None))
    return finish(asked, sum(wrong) if not asked.planted or all(wrong) else 0)


if __name__ == "__main__":
    sys.exit(main(Asked.of(sys.argv, 30)))
