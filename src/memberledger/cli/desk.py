"""Where a command meets its ledger: what all commands take, open, and say when they are refused."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec

from memberledger.cli import options as o
from memberledger.cli.helping import how_many
from memberledger.cli.place import Place
from memberledger.cli.progress import bar
from memberledger.cli.spreadsheet import told
from memberledger.errors import Refused
from memberledger.ledger import Ledger
from memberledger.scenarios.cards import SimulatedCards
from memberledger.store import StoreDenied

__all__ = ["FrontDesk", "asks", "changes"]

P = ParamSpec("P")

_ASKING: dict[str, tuple[Any, Any]] = {
    "ledger": (o.LedgerAt, o.DEFAULT_LEDGER),
    "practice": (o.PracticeName, "main"),
    "as_json": (o.Json, False),
}
_TABLED: dict[str, tuple[Any, Any]] = {"as_csv": (o.Csv, False)}
_KEYED: dict[str, tuple[Any, Any]] = {"key": (o.Key, None)}
_ASKED: dict[str, tuple[Any, Any]] = {"actor": (o.Actor, None), "reason": (o.Reason, None)}
_DATED: dict[str, tuple[Any, Any]] = {"on": (o.On, None)}
_POLICIES: dict[str, tuple[Any, Any]] = {"policies": (o.PoliciesAt, None)}
_CARDS: dict[str, tuple[Any, Any]] = {"demo_cards": (o.DemoCards, False)}


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """An open ledger and what was said about how to use it.

    Attributes:
        ledger: open, with its clock set.
        place: how to name it in a next command.
        as_json: whether a program reads the answer.
        as_csv: whether a spreadsheet does.
        who: `actor`, `reason` and, where the command takes one, `key`.
        demo: whether simulated cards approve everything.
    """

    ledger: Ledger
    place: Place
    as_json: bool
    who: dict[str, Any]
    demo: bool
    as_csv: bool = False

    def told(
        self, facts: Mapping[str, Any], columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
    ) -> bool:
        """Whether it was a program or a spreadsheet that asked; it is answered then.

        Args:
            facts: what `--json` prints.
            columns: of the table that `--csv` prints; see `print_csv`.
            rows: of that table.
        """
        return told(facts, columns, rows, as_json=self.as_json, as_csv=self.as_csv)

    def bring_up(self) -> None:
        """Show how far it is while a question waits for the views, where a person watches."""
        with bar("Catching up", "events", quiet=self.as_json) as tell:
            if tell is not None:
                with suppress(StoreDenied):
                    views = self.ledger.views
                    views.catch_up(tell=tell, processes=how_many(None, views.store))


def asks(
    command: Callable[Concatenate[FrontDesk, P], None],
    *,
    table: bool = False,
    views: bool = False,
    ahead: bool = False,
) -> Callable[..., None]:
    """A command that asks; it takes the ledger, the practice and `--json` besides its own.

    Args:
        command: what to ask.
        table: whether the answer is a table, so that it takes `--csv` too.
        views: whether the views answer it; they are brought up first, and told how far they are.
        ahead: whether what falls due by today counts, recorded or not, so that policies are asked.
    """

    @wraps(command)
    def after_views(desk: FrontDesk, *args: P.args, **kwargs: P.kwargs) -> None:
        desk.bring_up()
        command(desk, *args, **kwargs)

    options = {**_ASKING, **(_TABLED if table else {}), **(_POLICIES if ahead else {})}
    return _with_options(after_views if views else command, options)


def changes(
    command: Callable[Concatenate[FrontDesk, P], None],
    *,
    keyed: bool = True,
    asked: bool = True,
    cards: bool = False,
) -> Callable[..., None]:
    """A command that changes something; it also takes a day.

    Args:
        command: what to do.
        keyed: whether it takes a key.
        asked: whether somebody asked for it, for a reason.
        cards: whether simulated cards may answer.
    """
    groups = (
        (_KEYED, keyed),
        (_ASKED, asked),
        (_DATED, True),
        (_CARDS, cards),
        (_POLICIES, True),
        (_ASKING, True),
    )
    return _with_options(
        command,
        {name: option for group, wanted in groups if wanted for name, option in group.items()},
    )


def _with_options(
    command: Callable[Concatenate[FrontDesk, P], None], added: dict[str, tuple[Any, Any]]
) -> Callable[..., None]:
    """The command as Typer sees it: its own parameters, then the common ones by name."""
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]

    def run(**given: Any) -> None:
        common = {name: given.pop(name) for name in added}
        with _front_desk(common) as desk:
            partial(command, desk)(**given)  # type: ignore[call-arg]

    parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]
    parameters += [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default
        )
        for name, (annotation, default) in added.items()
    ]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__annotations__ = {p.name: p.annotation for p in parameters} | {"return": None}
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return run


@contextmanager
def _front_desk(common: dict[str, Any]) -> Iterator[FrontDesk]:
    where = (common["ledger"], common["practice"])
    place = Place(*where, common.get("on"), common.get("policies"))
    demo = bool(common.get("demo_cards"))
    who: dict[str, Any] = {
        name: common[name] for name in ("key", "actor", "reason") if name in common
    }
    with place.open(SimulatedCards() if demo else None) as ledger:
        try:
            as_csv = bool(common.get("as_csv"))
            yield FrontDesk(ledger, place, common["as_json"], who, demo, as_csv)
        except Refused as refusal:
            raise _with_advice(refusal, ledger, place) from None


def _with_advice(refusal: Refused, ledger: Ledger, place: Place) -> Refused:
    """The same refusal with what only the command line knows to say."""
    message = refusal.message
    if refusal.reason == "not_enrolled":
        close = get_close_matches(str(refusal.facts.get("member")), ledger.members(), 3)
        if close and refusal.facts.get("member") not in close:
            message += f"; did you mean {' or '.join(close)}?"
    elif refusal.reason == "invalid" and place.on is not None and "latest" in refusal.facts:
        message = (
            f"--on {place.on} is too early: this member's history has been at "
            f"{refusal.facts['latest']} already"
        )
    return Refused(refusal.reason, message, **refusal.facts)
