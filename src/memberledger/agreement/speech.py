"""How an agreement speaks: amounts with their currency, durations and numbers in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from memberledger.terms import Benefit
from memberledger.values import Cycles, Duration, format_amount

__all__ = [
    "Speech",
    "any_of",
    "counted",
    "day_of_month",
    "listed",
    "named",
    "number",
    "on",
    "percent",
    "plain",
    "rate",
    "units",
]

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Speech:
    """Words that depend on the practice's currency."""

    currency: str

    def money(self, minor: int) -> str:
        """An amount as it is read aloud.

        >>> Speech("USD").money(19900)
        '199.00 USD'
        """
        return f"{format_amount(minor, self.currency)} {self.currency}"

    def span(self, span: Duration | Cycles) -> str:
        """A duration in words.

        >>> Speech("USD").span(Duration.parse("3 months")), Speech("USD").span(Cycles(1))
        ('three months', 'one billing period')
        """
        if isinstance(span, Cycles):
            return counted(span.count, "billing period")
        return counted(span.count, span.unit)

    def notice(self, span: Duration | Cycles) -> str:
        """A notice of so long.

        >>> Speech("USD").notice(Duration.parse("30 days"))
        "30 days' notice"
        """
        return f"{self.span(span)}{chr(39)}{'s' if span.count == 1 else ''} notice"

    def every(self, span: Duration) -> str:
        """How often.

        >>> Speech("USD").every(Duration.parse("1 month")), Speech("USD").every(Duration(30, "day"))
        ('every month', 'every 30 days')
        """
        return f"every {span.unit}" if span.count == 1 else f"every {self.span(span)}"

    def often(self, span: Duration) -> str:
        """How often, after a quantity.

        >>> Speech("USD").often(Duration.parse("1 month"))
        'a month'
        """
        return f"a {span.unit}" if span.count == 1 else self.every(span)

    def within(self, window: str | Duration) -> str:
        """What acts are counted in.

        >>> Speech("USD").within("calendar_year"), Speech("USD").within(Duration(12, "month"))
        ('in a calendar year', 'in any twelve months')
        """
        if isinstance(window, Duration):
            return f"in any {self.span(window)}"
        return _WINDOWS[window]


_WINDOWS = {
    "cycle": "in a billing period",
    "term": "in a term of the commitment",
    "calendar_month": "in a calendar month",
    "calendar_year": "in a calendar year",
    "membership": "in all the time you are a member here, also after coming back",
}


def number(count: int) -> str:
    """Numbers to twelve in words.

    >>> number(3), number(30)
    ('three', '30')
    """
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def counted(count: int, unit: str) -> str:
    """A number of something countable: "no days", "one month", "30 days"."""
    return f"{number(count)} {unit}{'' if count == 1 else 's'}"


def plain(word: str) -> str:
    """An id as people write it: `peel_with_mask` is "peel with mask"."""
    return word.replace("_", " ")


def named(benefit: Benefit) -> str:
    """A benefit as people call it."""
    return benefit.name or plain(benefit.id)


def units(count: int, name: str) -> str:
    """So many of a thing; a name that has no plain plural is left as it is.

    >>> units(1, "HydraFacial"), units(2, "facial"), units(20, "units of filler"), units(2, "peach")
    ('one HydraFacial', 'two facials', '20 units of filler', 'two peaches')
    """
    if count == 1 or " of " in name or not name[-1].isalpha():
        return f"{number(count)} {name}"
    if name.endswith(("ss", "x", "z", "ch", "sh")):
        return f"{number(count)} {name}es"
    if name.endswith("s"):
        return f"{number(count)} {name}"
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{number(count)} {name[:-1]}ies"
    return f"{number(count)} {name}s"


def listed(words: Iterable[str], joint: str = "and") -> str:
    """Words one after the other.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or")
    ('a', 'a and b', 'a, b or c')
    """
    every = list(words)
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} {joint} {every[-1]}"


def any_of(ids: Iterable[str]) -> str:
    """Ids of which one is chosen."""
    return listed((plain(each) for each in ids), "or")


def percent(points: int) -> str:
    """Basis points.

    >>> percent(3000), percent(1250)
    ('30%', '12.5%')
    """
    return f"{points // 100}.{points % 100:02}".rstrip("0").rstrip(".") + "%"


def rate(millionths: int) -> str:
    """A tax rate.

    >>> rate(88750)
    '8.875%'
    """
    return f"{millionths // 10_000}.{millionths % 10_000:04}".rstrip("0").rstrip(".") + "%"


def day_of_month(day: int) -> str:
    """A day of the month, and what a short month makes of it.

    >>> day_of_month(15), day_of_month(31)
    ('the 15th', 'the 31st (in shorter months the last day)')
    """
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    short = " (in shorter months the last day)" if day > 28 else ""
    return f"the {day}{ending}{short}"


def on(day: date) -> str:
    """A date in words: 1 January 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
