"""`memberledger views`: how far they are; catching them up, and building them anew."""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer

from memberledger.cli.desk import FrontDesk, asks
from memberledger.cli.groups import question_group
from memberledger.cli.helping import Processes, how_many
from memberledger.cli.output import complain, print_json, print_table, say
from memberledger.cli.progress import bar
from memberledger.views import VIEWS, Standing, ViewFailed, Views

__all__ = ["register"]

_COLUMNS = ("view", "state", "position", "of", "failed_at", "failure")
_STATES = {
    "current": "knows every event",
    "behind": "the next question catches it up",
    "new": "the next question builds it",
    "failed": "stopped; rebuild it once the cause is mended",
}


def status(desk: FrontDesk) -> None:
    """Show how far each view is: the position of the last event it knows, and of how many."""
    views = desk.ledger.views
    last = views.store.last_position()
    rows = [_standing(each, last) for each in views.standings()]
    if desk.told({"views": rows}, _COLUMNS, rows):
        return
    print_table(
        ["View", "State", ">Position", ">Of", "What it means"],
        [(r["view"], r["state"], r["position"], r["of"], _meaning(r)) for r in rows],
    )
    if any(row["state"] == "failed" for row in rows):
        say()
        say("Once the cause is mended:")
        failed = [row["view"] for row in rows if row["state"] == "failed"]
        say(f"  {desk.place.command('views', 'rebuild', *failed)}")


def _standing(standing: Standing, last: int) -> dict[str, Any]:
    state: str = standing.state
    if state == "live":
        state = "current" if standing.position >= last else "behind"
        if standing.shape != VIEWS[standing.view].shape:
            state = "new"
    return {
        "view": standing.view,
        "state": state,
        "position": standing.position,
        "of": last,
        "failed_at": standing.failed_at,
        "failure": standing.failure,
    }


def _meaning(row: dict[str, Any]) -> str:
    text = _STATES[row["state"]]
    if row["state"] == "failed":
        text = f"{text}: event {row['failed_at']}: {row['failure']}"
    return text


def catch_up(
    desk: FrontDesk,
    follow: Annotated[
        int | None,
        typer.Option(
            "--follow",
            help="Go on, every so many seconds, until stopped.",
            metavar="SECONDS",
            min=1,
        ),
    ] = None,
    processes: Processes = None,
) -> None:
    """Take every event that is new into the views, so that no question has to wait for it.

    A view that can't take an event stops there and is told; the others go on. Views that are new
    are built by several processes where the ledger is large.
    """
    views = desk.ledger.views
    told: set[tuple[str, int]] = set()
    try:
        while True:
            with bar("Catching up", "events", quiet=desk.as_json) as tell:
                views.catch_up(tell=tell, processes=how_many(processes, views.store))
            failed = [failure for failure in _failed(views) if _key(failure) not in told]
            if follow is None:
                break
            for failure in failed:
                complain(failure)
                told.add(_key(failure))
            time.sleep(follow)
    except KeyboardInterrupt:
        failed = []
    if failed:
        raise failed[0]
    _told(desk, views)


def _key(failure: ViewFailed) -> tuple[str, int]:
    return failure.view, failure.position


def _failed(views: Views) -> list[ViewFailed]:
    return [
        ViewFailed(each.view, each.failed_at or 0, each.failure or "")
        for each in views.standings()
        if each.state == "failed"
    ]


def rebuild(
    desk: FrontDesk,
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Which views; all of them if left out.", metavar="[VIEW...]"),
    ] = None,
    *,
    processes: Processes = None,
) -> None:
    """Build views anew from the events, beside those there are, and put them in place.

    Readers see the old rows or the new ones. A build that is stopped goes on where it was.
    """
    views = desk.ledger.views
    with bar("Building", "events", quiet=desk.as_json) as tell:
        views.rebuild(names or (), tell, processes=how_many(processes, views.store))
    _told(desk, views)


def _told(desk: FrontDesk, views: Views) -> None:
    last = views.store.last_position()
    if desk.as_json:
        print_json({"views": [_standing(each, last) for each in views.standings()]})
        return
    say(f"The views know {last} event{'' if last == 1 else 's'}.")


def register(app: typer.Typer) -> None:
    """Add `views` and what is under it."""
    group = question_group(status, "views")
    group.command("catch-up")(asks(catch_up))
    group.command("rebuild")(asks(rebuild))
    app.add_typer(group, name="views", rich_help_panel="The practice")
