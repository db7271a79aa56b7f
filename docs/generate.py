"""Write the pages of docs/reference that follow from the code, and the schema of a plan file.

python docs/generate.py writes them; with --check nothing is written, and the exit status is 1
where a page is not what the code says.
"""

from __future__ import annotations

import argparse
import inspect
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typer.models import ArgumentInfo, ParameterInfo

from memberledger import terms
from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MEMBER_EVENTS
from memberledger.aggregates.member.events import (
    ConvertedLot,
    ConvertedUnits,
    GrantedLot,
    MovedUnits,
)
from memberledger.aggregates.practice import PRACTICE_EVENTS
from memberledger.agreement import plan_file_schema
from memberledger.audit import CHECKS
from memberledger.cli.app import app
from memberledger.ledger.ledger import registry
from memberledger.projections.rows import RowsOf
from memberledger.terms.base import (
    Amount,
    Day,
    Id,
    Notice,
    Percent,
    Period,
    Quantity,
    Rate,
    Span,
    Stretch,
    Window,
)
from memberledger.terms.own import Parameters, PolicyName, Says
from memberledger.terms.rollover import Limit
from memberledger.testing.laws import PARTS, of_policies
from memberledger.testing.laws.of_policies import POLICY_LAWS
from memberledger.values import Duration
from memberledger.views import METADATA, POSITIONS, VIEWS
from memberledger.views.tables import name_of

sys.path.insert(0, str(Path(__file__).parent))  # whoever loads this file: its parts are beside it

from python_reference import python_page
from writing import MADE, attributes, sentence, summary, table

REFERENCE = Path(__file__).parent / "reference"


_PLAN_INTRODUCTION = """\
A plan is a mapping, in YAML or in Python. Amounts are text in major units of the practice's
currency, `"199.00"`: a number without quotes is refused, as YAML would make a binary fraction of
it. Durations are a whole number and a unit: `1 month`, `2 weeks`, `30 days`, `1 year`. A field
that is not in these tables is refused, with the nearest name there is. Stored events hold the same
plan with its amounts as integers of the minor unit and its percentages as text."""
_PLAN_LINKS = """\
In a file, a field that may be left out may be `null`, and a list or group whose default is nothing
may be `none`. One thing may stand for a list of one: `services: facial`. `pause`, `sharing` and
`transferable` may be `true` or `false`; `sold_at` and what tax is `on` may be `all`.

How to go about it: [write a plan](../how-to/write-a-plan.md). What each term does to a member:
[the rules of the trade](rules.md)."""
_EVENTS_INTRODUCTION = """\
The closed list of what can be recorded. A row of the log is found by its stored name, such as
`Redeemed.v1`; any other name stops the reading. Amounts are integers of the currency's minor unit,
dates are local dates of the practice. A field that is none is left out of the stored JSON."""
_VIEWS_INTRODUCTION = """\
Tables beside the ledger's own, in the same file or schema, for a host application to join and never
to write. A question through the library brings them up to date first; who reads them with SQL of
their own sees what the last question has left, or [a worker](../how-to/read-the-views.md). Rows
change together with `view_positions`, in one transaction.

Every table begins with `practice` and `member`, the references; the other columns are described
here. Money is integers of the currency's minor unit, days are local dates of the
practice.

| here | in PostgreSQL | in SQLite |
| --- | --- | --- |
| text | `text`, by code point | `TEXT` |
| integer | `bigint` | `BIGINT` |
| boolean | `boolean` | 0 or 1 |
| date | `date` | text, `2026-01-31` |
| instant | `timestamptz` | text in UTC, `2026-01-31 18:00:00.000000` |

`memberledger.views.METADATA` has them as SQLAlchemy tables."""
_CLI_INTRODUCTION = """\
`memberledger COMMAND --help` says the same, and `python -m memberledger` is the same program. Exit
statuses: 0 done; 1 `check`, `audit` or `--strict` found something; 2 the request was refused or
could not be read, with one line on standard error that begins with [its code](refusals.md)."""
_CHECKS_INTRODUCTION = """\
`memberledger audit check` runs all of these over the whole ledger, every practice in it; `audit
check NAME...` runs some, and `run_checks(store, names)` does the same in Python. Nothing is
changed. Positions are counted, then every history is read and folded once, for all checks; where a
position, a version or a digest is not as it should be, the log is walked as well. What is found is
a value: the check's name, the position, what is wrong with its figures, and what to do. Exit status
0: nothing was found; 1: something was; 2: the ledger can't be read.

A history that can't be read, or whose events don't fit each other, is told, and the others are
checked. A stored name is looked up in a closed list and stored bytes are JSON, so nothing that a
ledger holds is ever run. Somebody may write meanwhile: what comes after the audit began is left for
the next one, and a history that moves is not compared with what is kept beside it.

Three scores say how much was looked at, as *n* of *m*: **completeness** of events, **clearing** of
lots and periods that are over, **explainability** of balances and charges; what is counted is said
with `events`, `clearing` and `explained` below. All of them full and no finding: the ledger agrees
with itself. Whether it is the ledger that was written, only a [seal kept
elsewhere](../how-to/prove-that-nothing-was-changed.md) can tell."""

_LAWS_INTRODUCTION = """\
What every ledger promises, whatever its plans say and whatever is asked of it. Each law is a value
of `memberledger.testing.laws.LAWS`, by its name: `law.check(table)` holds it against a ledger,
`law.check_life(life)` lives a life first, and [`check_all`](testing.md#a-test-for-each-law) makes
a test of each, for a ledger and plans of your own. A law that breaks raises `LawBroken` with its
facts: the member, the event or the day, the figures, and where they differ."""


# How a value is written


_FORMS: tuple[tuple[Any, str], ...] = (
    (Notice, 'duration or periods, such as `"30 days"` or `"1 cycle"`'),
    (Stretch, 'duration or periods, such as `"60 days"` or `"3 cycles"`'),
    (
        Window,
        "`cycle`, `term`, `calendar_month`, `calendar_year`, `membership`, or rolling `12 months`",
    ),
    (Rate, 'percentage, such as `19` or `"8.875"`'),
    (Day, "date, such as `2026-01-31`"),
    (Amount, 'amount, such as `"199.00"`'),
    (Quantity, "whole number, 1 or more"),
    (Percent, 'percentage, `30` or `"12.5"`'),
    (Period, 'duration of one or more, such as `"1 month"`'),
    (Span, 'duration, such as `"30 days"`'),
    (Id, "short name: letters, digits, `_`, `.`, `-`"),
    (PolicyName, "name with a dot, the host's word first: `acme.keep-half`"),
    (Parameters, "mapping of names to whole numbers or words, such as `{percent: 50}`"),
    (Says, "a sentence"),
    (Limit, "whole number of units, or an amount of a value credit"),
)


_PLAIN: dict[Any, str] = {
    str: "text",
    int: "whole number",
    bool: "`true`, `false`",
    Duration: 'duration of one or more, such as `"1 month"`',
}


def written(hint: Any) -> str:
    """How a field of the terms is written in a file."""
    for form, words in _FORMS:
        if hint == form:
            return words
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return ", or ".join(written(part) for part in parts if part is not NoneType)
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in parts)
    if origin is Annotated:
        return _bounded(written(parts[0]), parts[1:])
    if origin is tuple:
        return f"list of {written(parts[0])}"
    if origin is dict:
        return f"mapping of {written(parts[0])} to {written(parts[1])}"
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    return _PLAIN[hint]


def _bounded(words: str, metadata: tuple[Any, ...]) -> str:
    found: list[Any] = []
    for item in metadata:
        found += item.metadata if isinstance(item, FieldInfo) else [item]
    low = next((item.ge for item in found if hasattr(item, "ge")), None)
    high = next((item.le for item in found if hasattr(item, "le")), None)
    if low is not None and high is not None:
        return f"{words}, {low} to {high}"
    return f"{words}, {low} or more" if low is not None else words


def _in_a_file(meaning: str) -> str:
    """A field's meaning without the unit in which it is stored."""
    short = re.sub(r",? (?:in )?(?:minor units|basis points)", "", meaning)
    return re.sub(r"^minor units of", "the money of", short)


def default(field: FieldInfo, hint: Any) -> str:
    """A field's default as a file would write it."""
    value = field.default
    if field.is_required():
        return "**needed**"
    if value is None or value == ():
        return "none"
    if isinstance(value, BaseModel):
        given = {name: getattr(value, name) for name in sorted(value.model_fields_set)}
        inside = ", ".join(f"{name}: {word}" for name, word in given.items())
        return f"`{{{inside}}}`" if inside else "its own defaults"
    if hint == Amount or Amount in get_args(hint):
        return '`"0.00"`' if value == 0 else f"`{value}`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f'`"{value}"`' if isinstance(value, Duration) else f"`{value}`"


def stored(hint: Any) -> str:
    """How a field of an event is kept."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return " or ".join(stored(part) for part in parts if part is not NoneType)
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in parts)
    if origin is tuple and parts[-1] is Ellipsis:
        return f"list of {stored(parts[0])}"
    if origin is tuple:
        return f"({', '.join(stored(part) for part in parts)})"
    if hint is terms.Plan:
        return "[plan](plan.md)"
    if hint is terms.OwnPolicy:
        return "[policy](plan.md#ownpolicy)"
    if hint is terms.Service:
        return "service: `id`, `category`, `price` in minor units"
    if hint is GrantedLot:
        return "[lot](#a-granted-lot)"
    if hint is MovedUnits:
        return "[moved units](#moved-units)"
    if hint is ConvertedUnits:
        return "[units that became money](#units-that-became-money)"
    if hint is ConvertedLot:
        return "[lot](#a-converted-lot)"
    return {str: "text", int: "integer", bool: "boolean", date: "date", datetime: "instant"}[hint]


# The pages


_TERMS: tuple[tuple[str, tuple[type[BaseModel], ...]], ...] = (
    ("The plan", (terms.Plan,)),
    ("What it gives", (terms.Benefit, terms.GrantEvery, terms.GrantOn, terms.Rollover)),
    (
        "How it is used",
        (
            terms.RedemptionLimit,
            terms.Substitution,
            terms.Transferable,
            terms.Conversion,
            terms.MissedVisit,
            terms.LateCancel,
            terms.MissedFee,
            terms.UseWhile,
            terms.Sharing,
        ),
    ),
    (
        "Price and period",
        (
            terms.AnchorDay,
            terms.Introductory,
            terms.AnnualFee,
            terms.Tax,
            terms.Sold,
            terms.Recognition,
        ),
    ),
    ("When a card declines", (terms.DunningStep,)),
    ("Staying", (terms.Pause, terms.PauseLimit, terms.PauseFee)),
    ("Changing", (terms.TierChange, terms.PriceChange)),
    ("Rules of the host's own", (terms.OwnPolicy,)),
    (
        "Leaving",
        (
            terms.Commitment,
            terms.Cancellation,
            terms.UsableFor,
            terms.Involuntary,
            terms.EarlyTerminationFee,
            terms.Reenrollment,
        ),
    ),
    ("The practice", (terms.Service,)),
)


def plan_page() -> str:
    """Every field of every group of terms."""
    parts = [
        MADE,
        "# What a plan can say",
        _PLAN_INTRODUCTION,
        _PLAN_LINKS,
    ]
    for title, models in _TERMS:
        parts.append(f"## {title}")
        for model in models:
            told, hints = attributes(model), get_type_hints(model, include_extras=True)
            rows = [
                (
                    f"`{field.alias or name}`",
                    written(hints[name]),
                    default(field, hints[name]),
                    sentence(_in_a_file(told.get(field.alias or name, ""))),
                )
                for name, field in model.model_fields.items()
            ]
            parts += [f"### {model.__name__}", summary(model)]
            parts.append(table(("field", "written as", "default", "meaning"), rows))
    return "\n\n".join(parts) + "\n"


def _event_table(kind: type[BaseModel], leave_out: frozenset[str]) -> str:
    told = attributes(kind)
    hints = get_type_hints(kind)
    rows = []
    for name, field in kind.model_fields.items():
        if name in leave_out:
            continue
        absent = "" if field.is_required() else _absent(field.default)
        rows.append((f"`{name}`", stored(hints[name]), absent, sentence(told.get(name, ""))))
    return table(("field", "kept as", "if left out", "meaning"), rows) if rows else ""


def _absent(value: Any) -> str:
    if value is None:
        return "none"
    if value == ():
        return "empty"
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{value}`"


def events_page() -> str:
    """Every event with its stored name and fields."""
    names = registry().names
    common = frozenset(Event.model_fields)
    parts = [
        MADE,
        "# Events",
        _EVENTS_INTRODUCTION,
        "## What every event has",
        summary(Event),
        _event_table(Event, frozenset()),
    ]
    for title, kinds in (("A member's events", MEMBER_EVENTS), ("A practice's", PRACTICE_EVENTS)):
        parts.append(f"## {title}")
        for kind in kinds:
            name = f"{kind.__name__}.v{kind.version}"
            if name not in names:
                raise LookupError(f"{name} is not registered")
            parts += [f"### {name}", summary(kind)]
            parts += [part for part in [_event_table(kind, common)] if part]
    parts += ["## A granted lot", summary(GrantedLot), _event_table(GrantedLot, frozenset())]
    parts += ["## A converted lot", summary(ConvertedLot), _event_table(ConvertedLot, frozenset())]
    parts += ["## Units that became money", summary(ConvertedUnits)]
    parts += [_event_table(ConvertedUnits, frozenset())]
    parts += ["## Moved units", summary(MovedUnits), _event_table(MovedUnits, frozenset())]
    return "\n\n".join(parts) + "\n"


@dataclass(frozen=True)
class Parameter:
    """What a person types: a word in its place, or an option."""

    shown: str
    word: str
    default: str
    meaning: str
    is_argument: bool
    repeats: bool = False

    @property
    def row(self) -> tuple[str, ...]:
        """As a row of a table."""
        return self.shown, self.default, self.meaning


def cli_page() -> str:
    """Every command of the command line, from the functions that carry it out."""
    commands = [(name, text, list(_parameters(run))) for name, text, run in _commands(app, "")]
    counted = Counter(p.row for _, _, found in commands for p in found if not p.is_argument)
    shared = sorted(row for row, count in counted.items() if count >= _SHARED_BY)
    parts = [MADE, "# The command line", _CLI_INTRODUCTION, sentence(_plain(app.info.help))]
    if shared:
        parts += ["## Options that many commands have", table(_PARAMETER, shared)]
    for name, text, found in commands:
        arguments = [f"{p.word}..." if p.repeats else p.word for p in found if p.is_argument]
        usage = " ".join(["memberledger", name, *arguments, "[OPTIONS]"])
        parts += [f"## {name}", f"```text\n{usage}\n```", text]
        own = [p.row for p in found if p.row not in shared]
        common = [p.shown.split()[0] for p in found if p.row in shared]
        parts += [table(_PARAMETER, own)] if own else []
        parts += [f"Also {', '.join(common)}."] if common else []
    return "\n\n".join(parts) + "\n"


_PARAMETER = ("parameter", "default", "meaning")
_SHARED_BY = 5
"""An option that so many commands have is described once."""


def _commands(group: typer.Typer, path: str) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Each command: its name, what it does, and its function."""
    for info in group.registered_commands:
        run = info.callback
        if run is None or info.hidden:
            continue
        name = info.name or run.__name__.replace("_", "-")
        yield f"{path}{name}", sentence(_plain(info.help or inspect.getdoc(run))), run
    for sub in group.registered_groups:
        if sub.typer_instance is not None:
            name = sub.name or sub.typer_instance.info.name
            own = sub.typer_instance.registered_callback
            if own is not None and own.callback is not None:
                text = sentence(_plain(inspect.getdoc(own.callback)))
                yield f"{path}{name}", text, own.callback
            yield from _commands(sub.typer_instance, f"{path}{name} ")


def _parameters(run: Callable[..., Any]) -> Iterator[Parameter]:
    for name, parameter in inspect.signature(run, eval_str=True).parameters.items():
        if parameter.annotation is typer.Context:
            continue
        kind, *notes = get_args(parameter.annotation)
        info = next(note for note in notes if isinstance(note, ParameterInfo))
        if info.hidden:
            continue
        required = parameter.default is inspect.Parameter.empty
        absent = "**needed**" if required else _shown_default(parameter.default)
        repeats = get_origin(kind) is list
        word, meaning = info.metavar or _word(name, kind), sentence(_plain(info.help))
        kinds = [kind, *get_args(kind)]
        choices = [value for k in kinds if get_origin(k) is Literal for value in get_args(k)]
        if choices:
            meaning += f" One of {', '.join(f'`{choice}`' for choice in choices)}."
        if info.envvar:
            meaning += f" Environment: `{info.envvar}`."
        if isinstance(info, ArgumentInfo):
            yield Parameter(f"`{word}`", word, absent, meaning, is_argument=True, repeats=repeats)
            continue
        flags = ", ".join(f"`{flag}`" for flag in _flags(name, info))
        shown = flags if kind is bool else f"{flags} {word}"
        yield Parameter(shown, word, absent, meaning, is_argument=False)


def _flags(name: str, info: ParameterInfo) -> list[str]:
    """The names of an option; in an annotation Typer keeps the first of them as its default."""
    told = [info.default, *(info.param_decls or ())]
    flags = [word for word in told if isinstance(word, str) and word.startswith("-")]
    return flags or [f"--{name.replace('_', '-')}"]


def _word(name: str, kind: Any) -> str:
    kinds = (kind, *get_args(kind))
    if date in kinds or datetime in kinds:
        return "DATE"
    return name.upper()


def _shown_default(value: Any) -> str:
    return "" if value is None or value is False else f"`{value}`"


def _plain(text: str | None) -> str:
    """Help without Rich's markup, on one line."""
    found = re.sub(r"\[/?(?:bold|dim|red|green|yellow|cyan)?\]", "", text or "")
    return " ".join(found.replace("\b", "").replace("<", "&lt;").split())


def views_page() -> str:
    """Every table of every view, from the row classes."""
    parts = [MADE, "# The tables of the views", _VIEWS_INTRODUCTION]
    for view in sorted(VIEWS.values(), key=lambda view: view.name):
        parts += [f"## The view {view.name}", summary(view.rows)]
        for rows in view.rows.tables:
            parts += _table_of_rows(rows)
    parts += ["## How far each view is", f"`{POSITIONS.name}`: {POSITIONS.comment}"]
    own = [
        (f"`{column.name}`", _SQL[column.type.python_type], _POSITION_MEANING[column.name])
        for column in POSITIONS.c
        if column.name in _POSITION_MEANING
    ]
    parts.append(table(("column", "type", "meaning"), own))
    parts += ["## Who is due when", _AGENDA_MEANING]
    return "\n\n".join(parts) + "\n"


_AGENDA_MEANING = """\
`ledger_members` is no view but the ledger's own index of members, written with their events: text
`practice` and `member`, its key, and `next_due`, the first day on which the clock has something to
do for the member (a date, or null where nothing is due)."""
_SQL = {str: "text", int: "integer", bool: "boolean", date: "date", datetime: "instant"}
_POSITION_MEANING = {
    "view": "Its name.",
    "shape": "Which rows its tables hold; where it is another, they are built anew.",
    "position": "Of the last event its rows know.",
    "state": "`new`, `live` or `failed`.",
    "failed_at": "The position of the event it could not take; none where it is well.",
    "failure": "Why.",
}


def _table_of_rows(rows: RowsOf) -> Iterator[str]:
    told, made = attributes(rows.row), METADATA.tables[name_of(rows)]
    key = ", ".join(f"`{column.name}`" for column in made.primary_key.columns)
    yield f"### {made.name}"
    yield summary(rows.row)
    indexes = sorted(
        ", ".join(f"`{column.name}`" for column in index.columns) for index in made.indexes
    )
    also = f" Indexes: {'; '.join(indexes)}." if indexes else ""
    yield f"Key: {key}.{also}"
    lines = []
    for name in get_type_hints(rows.row):
        column = made.c[name]
        kind = _SQL[column.type.python_type] + (" or null" if column.nullable else "")
        lines.append((f"`{name}`", kind, sentence(told.get(name, ""))))
    yield table(("column", "type", "meaning"), lines)


def schema_page() -> str:
    """What `memberledger plans schema` writes."""
    return json.dumps(plan_file_schema(), indent=2, ensure_ascii=False) + "\n"


def checks_page() -> str:
    """Every check of an audit, from its docstring."""
    parts = [MADE, "# Checks", _CHECKS_INTRODUCTION]
    for name, check in CHECKS.items():
        parts.append(f"## {name}")
        parts.append(inspect.cleandoc(check.__doc__ or ""))
        parts.append(f"What to do: {check.advice}.")
    return "\n\n".join(parts) + "\n"


def laws_page() -> str:
    """Every law of the testing kit, from its docstring."""
    parts = [MADE, "# Laws", _LAWS_INTRODUCTION]
    for part in PARTS:
        rows = []
        for law in part.LAWS:
            asked = ", ".join(f"`{verb}`" for verb in sorted(law.without))
            but = f" Of lives without {asked}." if asked else ""
            rows.append((f"`{law.name}`", law.promise + but))
        word = part.__name__.rpartition(".")[2]
        parts += [f"## {word.capitalize()}", summary(part), table(("law", "promise"), rows)]
    rows = [(f"`{law.name}`", law.promise, ", ".join(law.kinds)) for law in POLICY_LAWS.values()]
    own = table(("law", "promise", "of a policy of"), rows)
    return "\n\n".join([*parts, "## Policies of a host", summary(of_policies), own]) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "plan.md": plan_page,
    "events.md": events_page,
    "cli.md": cli_page,
    "python.md": python_page,
    "views.md": views_page,
    "checks.md": checks_page,
    "laws.md": laws_page,
    "plan.schema.json": schema_page,
}


def main(arguments: list[str] | None = None) -> int:
    """Write the pages, or say which ones are stale."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if one is stale")
    check = parser.parse_args(arguments).check
    stale = []
    for name, make in PAGES.items():
        path, text = REFERENCE / name, make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.write_text(text, encoding="utf-8")
    for name in stale:
        word = "is stale; run: python docs/generate.py" if check else "written"
        sys.stdout.write(f"docs/reference/{name} {word}\n")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
