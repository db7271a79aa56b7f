"""`memberledger plans diff`: what changes for a member from one plan to another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from memberledger.agreement import GROUPS, Change, changes_between, notice_needed
from memberledger.cli.output import JSON, print_json, say
from memberledger.errors import LedgerError, Refused
from memberledger.files import read_yaml
from memberledger.scenarios.reading import read_practice
from memberledger.terms import Plan

__all__ = ["diff"]

_ARGUMENT = "A file with `practice` and `plans`, or FILE#plan or FILE#plan@version."


@dataclass(frozen=True, slots=True)
class Chosen:
    """The plans of a file, or the one that was asked for."""

    currency: str
    plans: dict[str, Plan]
    one: str | None


def diff(
    old: Annotated[str, typer.Argument(help=_ARGUMENT)],
    new: Annotated[str, typer.Argument(help=_ARGUMENT)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help=JSON)] = False,
) -> None:
    """Tell what changes for a member from the plans of one file to those of another.

    Plans are paired by their id. Each change says whether it is worse for the member, and each
    pair whether a notice of a new price is needed.
    """
    first, second = _chosen(old), _chosen(new)
    if first.currency != second.currency:
        raise LedgerError(f"{old} is in {first.currency} and {new} in {second.currency}")
    pairs, gone, added = _pairs(first, second, old, new)
    told = [_Pair.of(was, now, first.currency) for was, now in pairs]
    if as_json:
        print_json({"pairs": [pair.as_json() for pair in told], "gone": gone, "new": added})
        return
    for pair in told:
        pair.show()
    for word, ids in (("No longer there", gone), ("New", added)):
        if ids:
            say(f"{word}: {', '.join(ids)}")


def _chosen(text: str) -> Chosen:
    file, mark, wanted = text.rpartition("#")
    if not mark or Path(text).exists():
        file, wanted = text, ""
    facts = read_practice(read_yaml(Path(file)), file)
    plans = {plan.id: plan for plan in facts.plans}
    if not wanted:
        return Chosen(facts.currency, plans, None)
    plan_id, _, version = wanted.partition("@")
    plan = plans.get(plan_id)
    if plan is None:
        raise Refused(
            "unknown_plan", f"{file} has no plan {plan_id!r}; there are {', '.join(plans)}"
        )
    if version and version != str(plan.version):
        raise Refused(
            "unknown_plan", f"{file} has version {plan.version} of {plan_id!r}, not {version}"
        )
    return Chosen(facts.currency, plans, plan_id)


def _pairs(
    first: Chosen, second: Chosen, old: str, new: str
) -> tuple[list[tuple[Plan, Plan]], list[str], list[str]]:
    """The plans to compare, then the ids only the first has, and those only the second has."""
    if first.one is None and second.one is None:
        both = [plan_id for plan_id in first.plans if plan_id in second.plans]
        gone = [plan_id for plan_id in first.plans if plan_id not in second.plans]
        added = [plan_id for plan_id in second.plans if plan_id not in first.plans]
        return [(first.plans[plan_id], second.plans[plan_id]) for plan_id in both], gone, added
    was, now = first.one or second.one, second.one or first.one
    for plan_id, side, where in ((was, first, old), (now, second, new)):
        if plan_id not in side.plans:
            raise Refused("unknown_plan", f"{where} has no plan {plan_id!r}; name one: FILE#plan")
    return [(first.plans[was or ""], second.plans[now or ""])], [], []


@dataclass(frozen=True, slots=True)
class _Pair:
    old: Plan
    new: Plan
    changes: tuple[Change, ...]
    notice: str | None

    @classmethod
    def of(cls, old: Plan, new: Plan, currency: str) -> _Pair:
        return cls(old, new, changes_between(old, new, currency), notice_needed(old, new))

    @property
    def same_version(self) -> bool:
        """Whether other terms go by the same name and version."""
        same = (self.old.id, self.old.version) == (self.new.id, self.new.version)
        return same and bool(self.changes)

    def as_json(self) -> dict[str, Any]:
        return {
            "old": {"plan": self.old.id, "version": self.old.version},
            "new": {"plan": self.new.id, "version": self.new.version},
            "price_notice_needed": self.notice is not None,
            "price_notice": self.notice,
            "same_version": self.same_version,
            "changes": [
                {
                    "group": change.group,
                    "about": change.about,
                    "was": change.was,
                    "now": change.now,
                    "for_the_member": change.verdict,
                    "what": list(change.what),
                }
                for change in self.changes
            ],
        }

    def show(self) -> None:
        say(f"{_named(self.old)} -> {_named(self.new)}", "bold")
        if not self.changes:
            say("  Nothing changes for a member.")
        for group, heading in GROUPS.items():
            changes = [change for change in self.changes if change.group == group]
            if changes:
                say(f"  {heading}")
            for change in changes:
                _show(change)
        if self.same_version:
            say("Give the new terms a version of their own: a plan on record does not change.")
        if self.notice is not None:
            say(f"Notice: {self.notice}.", "yellow")
        say()


def _show(change: Change) -> None:
    mark = _MARKS[change.verdict]
    style = "red" if change.verdict in ("worse", "mixed") else ""
    what = f": {', '.join(change.what)}" if change.what else ""
    say(f"    {mark}{what}", style)
    if change.was is not None:
        say(f"      was: {change.was}")
    if change.now is not None:
        say(f"      now: {change.now}")


_MARKS = {
    "worse": "worse for the member",
    "better": "better for the member",
    "mixed": "better in one thing, worse in another",
    "different": "different",
}


def _named(plan: Plan) -> str:
    return f"{plan.title}, version {plan.version}"
