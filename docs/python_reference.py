"""The page of the Python interface: the public names, the ledger's methods, what they give back."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field, is_dataclass
from typing import Any, get_args, get_type_hints

from writing import MADE, attributes, entries, sentence, summary, table

import memberledger
from memberledger import Ledger, LedgerError
from memberledger.ledger import clock
from memberledger.projections.rows import RosterRow
from memberledger.views import Views
from memberledger.views.agenda import Due

__all__ = ["python_page"]

_INTRODUCTION = """\
Everything a program needs is imported from `memberledger`: `from memberledger import Ledger`. Money
is integers of the currency's minor unit where a value is given back; where an amount is asked for,
it is text in major units, `"20.00"`, or minor units. Days are `datetime.date`, local to the
practice. A command gives back a `Receipt`, or raises [`Refused`](refusals.md) and has recorded
nothing.

How to go about things: the [tutorial](../tutorial.md) and the pages that the [index](../README.md)
lists."""
_GROUPS: dict[str, tuple[str, ...]] = {
    "Plans and amounts": (
        *("Plan", "read_plan", "read_plans", "Item", "format_amount", "parse_amount"),
    ),
    "Cards": ("Ask", "ChargeRequest", "Answer"),
    "Clocks": ("SetClock",),
    "Policies of a host's own": (
        *("Policies", "RolloverFacts", "Keep", "ProrationFacts", "ChangeCost"),
        *("DunningFacts", "NextStep"),
    ),
    "Other places": ("Vault", "copy_ledger", "CopyReport"),
    "Errors": (
        *("LedgerError", "Refused", "InvalidPlan", "AdvanceIncomplete"),
        *("PolicyError", "PolicyFailed", "PolicyBrokeItsLaw", "PolicyUnknown"),
    ),
}
"""Public names that are not given back by a method of the ledger."""
_SAID_ELSEWHERE = {
    "Plan": "A plan's terms, frozen. Every field: [what a plan can say](plan.md).",
    "Ask": "Asks a member's card: a function from a `ChargeRequest` to an `Answer`.",
}
_SHARED_BY = 5
"""An argument that means the same in so many methods is described once."""
_WIDTH = 88
_NAMES = {"Views": Views, "Due": Due, "RosterRow": RosterRow, "Clock": clock.Clock}
"""What annotations name and their modules import for a type checker alone."""


@dataclass
class Told:
    """What the docstring of a function says: text, and its sections."""

    text: str
    args: dict[str, str] = field(default_factory=dict)
    returns: str = ""
    raises: str = ""


def python_page() -> str:
    """Every public name: the ledger and its methods by what they are about, then the values."""
    found = list(_given_back())
    parts = [MADE, "# Python", _INTRODUCTION, "## Ledger", _text(inspect.getdoc(Ledger) or "")]
    parts += _ledger()
    parts += ["## What methods give back"]
    for kind in found:
        parts += _value(kind)
    for title, names in _GROUPS.items():
        parts.append(f"## {title}")
        for name in names:
            parts += _public(name)
    told = {kind.__name__ for kind in found} | {n for names in _GROUPS.values() for n in names}
    if left_out := sorted(set(memberledger.__all__) - told - {"Ledger"}):
        raise LookupError(f"the page says nothing of {', '.join(left_out)}")
    return "\n\n".join(parts) + "\n"


def _ledger() -> Iterator[str]:
    """The ledger's methods, those of each group together."""
    groups = [kind for kind in Ledger.__mro__ if kind.__module__.startswith("memberledger.ledger")]
    methods = {kind: list(_methods(kind)) for kind in groups}
    said = Counter(
        (name, meaning)
        for found in methods.values()
        for _, method in found
        for name, meaning in _told(method).args.items()
    )
    shared = {each for each, count in said.items() if count >= _SHARED_BY}
    yield "### Arguments that many methods have"
    rows = [(f"`{name}`", sentence(meaning)) for name, meaning in sorted(shared)]
    yield table(("argument", "meaning"), rows)
    for kind in groups:
        if not methods[kind]:
            continue
        title = "The ledger itself" if kind is Ledger else summary(kind).split("\n")[0]
        yield f"### {title.rstrip('.')}"
        for name, method in methods[kind]:
            yield from _function(f"ledger.{name}", method, shared)


def _methods(kind: type) -> Iterator[tuple[str, Any]]:
    """What a class adds that is public: methods, class methods and properties, as written."""
    for name, member in vars(kind).items():
        if name.startswith("_"):
            continue
        if isinstance(member, classmethod):
            yield name, member.__func__
        elif inspect.isfunction(member) or _getter(member) is not None:
            yield name, member


def _getter(member: Any) -> Callable[..., Any] | None:
    """The function of a property; None for anything else."""
    found: Callable[..., Any] | None = getattr(member, "fget", getattr(member, "func", None))
    return found


def _function(name: str, member: Any, shared: Set[tuple[str, str]] = frozenset()) -> Iterator[str]:
    getter = _getter(member)
    told = _told(getter or member)
    yield f"#### {name.rpartition('.')[2]}"
    if getter is not None:
        yield f"```text\n{name}: {getter.__annotations__['return']}\n```"
    else:
        yield f"```text\n{_signature(name, member)}\n```"
    yield told.text
    own = [(a, m) for a, m in told.args.items() if (a, m) not in shared]
    if own:
        yield table(("argument", "meaning"), [(f"`{a}`", sentence(m)) for a, m in own])
    common = [f"`{a}`" for a, m in told.args.items() if (a, m) in shared]
    if common:
        yield f"Also {', '.join(common)}."
    if told.returns:
        yield f"Gives back: {sentence(told.returns)}"
    if told.raises:
        yield f"Raises {told.raises}"


def _signature(name: str, function: Callable[..., Any]) -> str:
    """As it is written, on one line or an argument a line."""
    signature = inspect.signature(function)
    parameters = [p for p in signature.parameters.values() if p.name not in ("self", "cls")]
    inside: list[str] = []
    for parameter in parameters:
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in inside:
            inside.append("*")
        inside.append(_parameter(parameter))
    returns = f" -> {signature.return_annotation}"
    short = f"{name}({', '.join(inside)}){returns}"
    if len(short) <= _WIDTH:
        return short
    return f"{name}(\n" + "".join(f"    {each},\n" for each in inside) + f"){returns}"


def _parameter(parameter: inspect.Parameter) -> str:
    """An argument with its type and its default; annotations are kept as they are written."""
    shown = f"{parameter.name}: {parameter.annotation}"
    default = parameter.default
    if default is parameter.empty:
        return shown
    if inspect.isfunction(default):
        return f"{shown} = {default.__name__}"
    text = f'"{default}"' if isinstance(default, str) else repr(default)
    return f"{shown} = {type(default).__name__}()" if "={" in text else f"{shown} = {text}"


def _told(function: Callable[..., Any]) -> Told:
    """A docstring by its sections."""
    text, *rest = re.split(
        r"^(Args|Returns|Raises):\n", inspect.cleandoc(function.__doc__ or ""), flags=re.MULTILINE
    )
    found = Told(_text(text))
    for title, body in zip(rest[::2], rest[1::2], strict=True):
        if title == "Args":
            found.args = dict(entries(body))
        elif title == "Returns":
            found.returns = " ".join(body.split())
        else:
            found.raises = "; ".join(_raised(body)) + "."
    return found


def _raised(body: str) -> Iterator[str]:
    for line in re.split(r"\n(?=    \S)", body.rstrip()):
        names, colon, when = " ".join(line.split()).partition(": ")
        if not colon:
            yield names.rstrip(".")
            continue
        kinds = ", ".join(f"`{name}`" for name in names.split(", "))
        yield f"{kinds}: {when.rstrip('.')}"


def _text(text: str) -> str:
    """Paragraphs on one line each; code in its fence."""
    parts = []
    for part in text.strip().split("\n\n"):
        if part.lstrip().startswith((">>>", "```")) or "\n>>>" in part:
            inside = part.replace("```python\n", "").replace("\n```", "")
            parts.append(f"```text\n{inside}\n```")
        else:
            parts.append(" ".join(part.split()))
    return "\n\n".join(parts)


def _given_back() -> Iterator[type]:
    """The values that the ledger's methods give back, and those in them, the first met first."""
    waiting: list[Any] = [
        get_type_hints(_getter(member) or member, localns=_NAMES).get("return")
        for kind in Ledger.__mro__
        if kind.__module__.startswith("memberledger.ledger")
        for _, member in _methods(kind)
    ]
    met: dict[type, None] = {}
    while waiting:
        hint = waiting.pop(0)
        waiting += get_args(hint)
        if _is_value(hint) and hint not in met:
            met[hint] = None
            waiting += get_type_hints(hint, localns=_NAMES).values()
    yield from met


def _is_value(hint: Any) -> bool:
    """Whether it is a value of ours with fields: a dataclass or a named tuple."""
    if not isinstance(hint, type) or not hint.__module__.startswith("memberledger."):
        return False
    is_row = issubclass(hint, tuple) and hasattr(hint, "_fields")
    return hint is not Ledger and (is_dataclass(hint) or is_row)


def _value(kind: type) -> Iterator[str]:
    """A value with its fields, then its methods."""
    yield f"### {kind.__name__}"
    yield _text(inspect.cleandoc(kind.__doc__ or "").split("\nAttributes:")[0].split("\nArgs:")[0])
    told = attributes(kind)
    rows = [
        (f"`{name}`", f"`{hint}`", sentence(told.get(name, "")))
        for name, hint in _fields(kind).items()
    ]
    if rows:
        yield table(("field", "type", "meaning"), rows)
    properties = [
        (f"`{name}`", f"`{getter.__annotations__['return']}`", _told(getter).text)
        for name, member in _methods(kind)
        if (getter := _getter(member)) is not None
    ]
    if properties:
        yield table(("worked out", "type", "meaning"), properties)


def _fields(kind: type) -> dict[str, str]:
    """Each field with its type as it is written."""
    written: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if base.__module__.startswith("memberledger"):
            written |= {n: str(h) for n, h in inspect.get_annotations(base).items()}
    return {name: hint for name, hint in written.items() if not name.startswith("_")}


def _public(name: str) -> Iterator[str]:
    """One public name that is no answer of the ledger."""
    found = getattr(memberledger, name)
    if name in _SAID_ELSEWHERE:
        yield f"### {name}"
        yield _SAID_ELSEWHERE[name]
    elif inspect.isfunction(found):
        function = list(_function(name, found))
        yield f"### {name}"
        yield from function[1:]
    elif _is_value(found):
        yield from _value(found)
    elif issubclass(found, LedgerError):
        yield f"### {name}"
        yield _text(inspect.cleandoc(found.__doc__ or "").split("\nAttributes:")[0])
        told = [(f"`{n}`", sentence(meaning)) for n, meaning in attributes(found).items()]
        if told and name == "LedgerError":
            yield table(("field", "meaning"), told)
        yield f"Its `code` is `{found.code}`."
    else:
        yield f"### {name}"
        yield f"```text\n{_signature(name, found.__init__).replace(' -> None', '')}\n```"
        yield _text(inspect.cleandoc(found.__doc__ or ""))
        for method, member in _methods(found):
            yield from _function(f"{name.lower()}.{method}", member)
