"""Try every fault, or those named: `python -m tests.faults [NAME...]`; exit 1 if any survives."""

from __future__ import annotations

import sys
from collections import Counter

from .catalogue import Fault, faults
from .trying import Outcome, a_copy, green, try_fault


def main(names: list[str]) -> int:
    wanted = [fault for fault in faults() if not names or fault.name in names]
    if unknown := set(names) - {fault.name for fault in wanted}:
        print(f"no fault is named {', '.join(sorted(unknown))}")
        return 2
    with a_copy() as root:
        sound = green(root, (fault.test for fault in wanted))
        done = [_tried(root, fault, sound) for fault in wanted]
    verdicts = Counter(outcome.verdict for outcome in done)
    seconds = sum(outcome.seconds for outcome in done)
    told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))
    print(f"{len(done)} faults: {told}; {seconds:.0f} s")
    return 0 if set(verdicts) <= {"seen"} else 1


def _tried(root: object, fault: Fault, sound: set[str]) -> Outcome:
    if fault.test in sound:
        outcome = try_fault(root, fault)  # type: ignore[arg-type]
    else:
        outcome = Outcome(fault, "red without it", fault.test, 0.0)
    print(f"{outcome.verdict:14} {fault.theme:12} {fault.name:45} {outcome.seconds:5.1f} s")
    if outcome.verdict != "seen":
        print(f"    {fault.says}\n    {fault.test}\n    {outcome.why}")
    sys.stdout.flush()
    return outcome


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
