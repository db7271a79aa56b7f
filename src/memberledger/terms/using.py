"""Terms of using: what can be used while something is wrong, and who else may use it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from memberledger.terms.base import Id, Several, Terms

__all__ = ["Sharing", "Usable", "UseWhile"]

Usable = Literal["all", "none"] | Several[Id]
"""Everything, nothing, or a list of kinds (`discount`) and benefit ids (`facial`)."""


class UseWhile(Terms):
    """What can be used in a state, by the state on the day performed.

    In several states at once only what all of them allow can be used.

    Attributes:
        paused: default none.
        past_due: default all.
        suspended: default none.
        notice: between the request to leave and the end; default all.
    """

    paused: Usable = "none"
    past_due: Usable = "all"
    suspended: Usable = "none"
    notice: Usable | None = None


class Sharing(Terms):
    """Others may use the member's lots.

    Attributes:
        add_on_members: how many people.
        after_cycles: periods that must be over and paid, in an unbroken row.
    """

    add_on_members: Annotated[int, Field(ge=1, le=1000)] = 1
    after_cycles: Annotated[int, Field(ge=0, le=1200)] = 0
