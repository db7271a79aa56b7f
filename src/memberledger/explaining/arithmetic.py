"""How amounts came about, as text that can be checked by hand.

Every formula is worked out from what is recorded, and compared with the figure that is recorded.
Where it gives another, the text says so: what was decided stands.
"""

from __future__ import annotations

from collections.abc import Sequence

from memberledger.values import format_amount, half_up, split

__all__ = ["Sums"]


class Sums:
    """Writes formulas in one currency.

    >>> usd = Sums("USD")
    >>> usd.by_day(19900, 16, 31, 10271)
    '199.00 x 16 / 31 = 102.71'
    >>> usd.by_day(19900, 16, 31, 10200)
    '199.00 x 16 / 31 would be 102.71; 102.00 as recorded'
    """

    def __init__(self, currency: str) -> None:
        self.currency = currency

    def money(self, minor: int) -> str:
        """An amount in major units."""
        return format_amount(minor, self.currency)

    def gives(self, formula: str, result: int, recorded: int) -> str:
        """A formula with its result, and what is recorded where that is another."""
        if result == recorded:
            return f"{formula} = {self.money(result)}"
        return f"{formula} would be {self.money(result)}; {self.money(recorded)} as recorded"

    def by_day(self, price: int, days: int, whole: int, recorded: int) -> str:
        """Price x days / days of the whole, half up."""
        result = half_up(price * days, whole)
        return self.gives(f"{self.money(price)} x {days} / {whole}", result, recorded)

    def change_by_day(self, new: int, old: int, days: int, whole: int, recorded: int) -> str:
        """What a change of price costs for some days, each price rounded by itself.

        >>> Sums("USD").change_by_day(29900, 19900, 16, 31, 5161)
        '299.00 x 16 / 31 - 199.00 x 16 / 31 = 154.32 - 102.71 = 51.61'
        """
        a, b = half_up(new * days, whole), half_up(old * days, whole)
        formula = f"{self.money(new)} x {days} / {whole} - {self.money(old)} x {days} / {whole}"
        return self.gives(f"{formula} = {self.money(a)} - {self.money(b)}", a - b, recorded)

    def difference(self, new: int, old: int, recorded: int) -> str:
        """One amount less another."""
        return self.gives(f"{self.money(new)} - {self.money(old)}", new - old, recorded)

    def tax_on_top(self, amount: int, rate: int) -> tuple[str, int]:
        """Amount x rate; the rate in ten-thousandths of a percent.

        >>> Sums("USD").tax_on_top(19900, 75000)
        ('199.00 x 7.5 % = 14.93', 1493)
        """
        result = half_up(amount * rate, 1_000_000)
        return f"{self.money(amount)} x {percent(rate)} % = {self.money(result)}", result

    def tax_included(self, gross: int, rate: int) -> tuple[str, int]:
        """What of a price is tax.

        >>> Sums("USD").tax_included(11900, 190000)
        ('119.00 x 19 / 119 = 19.00', 1900)
        """
        result = half_up(gross * rate, 1_000_000 + rate)
        parts = f"{percent(rate)} / {percent(1_000_000 + rate)}"
        return f"{self.money(gross)} x {parts} = {self.money(result)}", result

    def so_far(self, total: int, was: int, now: int, quantity: int, recorded: int) -> str:
        """The difference that counting on from `was` to `now` of a quantity makes: C(now) - C(was).

        >>> Sums("USD").so_far(19900, 0, 16, 31, 10271)
        '199.00 x 16 / 31 = 102.71'
        >>> Sums("USD").so_far(19900, 16, 31, 31, 9629)
        '199.00 x 31 / 31 - 199.00 x 16 / 31 = 199.00 - 102.71 = 96.29'
        """
        if was == 0:
            return self.by_day(total, now, quantity, recorded)
        a, b = half_up(total * now, quantity), half_up(total * was, quantity)
        text = self.money(total)
        formula = f"{text} x {now} / {quantity} - {text} x {was} / {quantity}"
        return self.gives(f"{formula} = {self.money(a)} - {self.money(b)}", a - b, recorded)

    def share(self, net: int, weights: Sequence[int], i: int, recorded: int) -> str:
        """One share of a split by weights, by largest remainder.

        >>> Sums("USD").share(19900, [18000, 5000, 2000], 0, 14328)
        '199.00 split by 180.00 : 50.00 : 20.00, of which 180.00 = 143.28'
        """
        told = " : ".join(self.money(weight) for weight in weights)
        formula = f"{self.money(net)} split by {told}, of which {self.money(weights[i])}"
        return self.gives(formula, split(net, weights)[i], recorded)


def percent(rate: int) -> str:
    """A rate in ten-thousandths of a percent, without zeros behind.

    >>> percent(75000), percent(1190000)
    ('7.5', '119')
    """
    return f"{rate // 10_000}.{rate % 10_000:04}".rstrip("0").rstrip(".")
