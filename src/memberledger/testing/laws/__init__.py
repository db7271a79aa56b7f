"""The promises of a ledger, each a law: a name, a sentence, and a check that says where it breaks.

`LAWS` has them by name. `law.check(table)` holds one against a ledger that is there,
`law.check_life(life)` lives a life first, and `checking.check_all` makes a test of each.
"""

from memberledger.testing.laws import (
    appointments,
    audit,
    books,
    clock,
    days,
    explanations,
    figures,
    journal,
    keys,
    late,
    members,
    money,
    pauses,
    periods,
    refusals,
    replay,
    units,
    views,
)
from memberledger.testing.laws.law import Law, LawBroken, require, same

__all__ = ["LAWS", "PARTS", "Law", "LawBroken", "require", "same"]

PARTS = (
    money,
    units,
    replay,
    clock,
    keys,
    refusals,
    late,
    members,
    periods,
    days,
    pauses,
    appointments,
    journal,
    books,
    views,
    figures,
    explanations,
    audit,
)
"""Modules of laws that belong together, in the order in which they are told."""

LAWS: dict[str, Law] = {law.name: law for part in PARTS for law in part.LAWS}
"""Every law, by its name."""
