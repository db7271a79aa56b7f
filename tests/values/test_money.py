"""Money is whole minor units; nothing is rounded away, and shares add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memberledger.values import (
    exponent,
    fingerprint,
    format_amount,
    half_up,
    is_currency,
    parse_amount,
    split,
    stream_id,
)
from memberledger.values.money import AMOUNT_MAX


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("199.00", "USD", 19900),
        ("199", "USD", 19900),
        ("199.5", "USD", 19950),
        ("0", "USD", 0),
        ("-0.05", "USD", -5),
        ("+3.10", "USD", 310),
        ("007.00", "USD", 700),
        ("1500", "JPY", 1500),
        ("1.234", "KWD", 1234),
        ("1.2345", "CLF", 12345),
        ("10000000000000.00", "USD", AMOUNT_MAX),
    ],
)
def test_an_amount_is_read_to_the_minor_unit(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("1.005", "USD"),
        ("1.50", "JPY"),
        ("1.2345", "KWD"),
        ("1,000.00", "USD"),
        ("$5", "USD"),
        ("5.", "USD"),
        (".5", "USD"),
        ("", "USD"),
        (" 5", "USD"),
        ("5\n", "USD"),
        ("1e3", "USD"),
        ("0x10", "USD"),
        ("\u0661\u0662", "USD"),
        ("\u0661", "JPY"),
        ("--5", "USD"),
        ("NaN", "USD"),
        ("10000000000000.01", "USD"),
        ("9" * 5000, "USD"),
        ("0." + "0" * 5000, "USD"),
        (5, "USD"),
        (None, "USD"),
        ("5", "ZZZ"),
    ],
)
def test_what_is_no_exact_amount_is_refused(text: object, currency: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_amount(text, currency)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (19900, "USD", "199.00"),
        (5, "USD", "0.05"),
        (-5, "USD", "-0.05"),
        (0, "USD", "0.00"),
        (1500, "JPY", "1500"),
        (-1, "JPY", "-1"),
        (1, "KWD", "0.001"),
        (-12345, "CLF", "-1.2345"),
    ],
)
def test_an_amount_is_written_with_all_decimals(minor: int, currency: str, text: str) -> None:
    assert format_amount(minor, currency) == text


@given(st.integers(-AMOUNT_MAX, AMOUNT_MAX), st.sampled_from(["USD", "JPY", "KWD", "CLF"]))
def test_what_is_written_is_read_again(minor: int, currency: str) -> None:
    assert parse_amount(format_amount(minor, currency), currency) == minor


# ISO 4217: the currencies whose number of decimals is not two
NOT_TWO = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}


@pytest.mark.parametrize(("decimals", "codes"), NOT_TWO.items())
def test_the_decimals_that_are_not_two(decimals: int, codes: str) -> None:
    assert {code: exponent(code) for code in codes.split()} == dict.fromkeys(
        codes.split(), decimals
    )


@pytest.mark.parametrize("code", ["USD", "EUR", "GBP", "CAD", "AUD", "CHF", "MXN", "MGA", "MRU"])
def test_two_decimals_are_the_rule(code: str) -> None:
    assert exponent(code) == 2


@pytest.mark.parametrize("code", ["XXX", "XAU", "XTS", "usd", "US", "", "USDX", "BTC", "HRK"])
def test_what_nobody_pays_dues_in_is_no_currency(code: str) -> None:
    assert not is_currency(code)
    with pytest.raises(ValueError, match="ISO 4217"):
        exponent(code)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(0, 7, 0), (1, 2, 1), (-1, 2, -1), (3, 2, 2), (1, 3, 0), (2, 3, 1), (5, 1, 5), (149, 100, 1)],
)
def test_a_half_is_rounded_away_from_zero(numerator: int, denominator: int, rounded: int) -> None:
    assert half_up(numerator, denominator) == rounded


@pytest.mark.parametrize("denominator", [0, -1])
def test_rounding_needs_a_positive_whole(denominator: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        half_up(1, denominator)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (19900, [18000, 5000, 2000], [14328, 3980, 1592]),
        (1000, [1, 1, 1], [334, 333, 333]),
        (1, [180, 50, 20], [1, 0, 0]),
        (100000, [1] * 12, [8334] * 4 + [8333] * 8),
        (100, [0, 1, 0], [0, 100, 0]),
        (100, [0, 0, 0], [0, 0, 100]),
        (0, [1, 2], [0, 0]),
        (7, [5], [7]),
        (2, [1, 1, 1], [1, 1, 0]),
        (10, [3, 3, 1], [4, 4, 2]),  # 4.29, 4.29, 1.43: the largest remainder is the last's
    ],
)
def test_money_is_split_by_largest_remainder(
    total: int, weights: list[int], shares: list[int]
) -> None:
    assert split(total, weights) == shares


@given(st.integers(0, AMOUNT_MAX), st.lists(st.integers(0, AMOUNT_MAX), min_size=1, max_size=20))
def test_shares_add_up_and_none_is_off_by_a_whole_unit(total: int, weights: list[int]) -> None:
    shares = split(total, weights)
    whole = sum(weights)
    assert sum(shares) == total
    if whole:
        assert all(
            abs(share * whole - total * weight) < whole
            for share, weight in zip(shares, weights, strict=True)
        )


@pytest.mark.parametrize(("total", "weights"), [(5, []), (-1, [1]), (5, [1, -1])])
def test_nothing_negative_is_split(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        split(total, weights)


def test_the_same_words_give_the_same_stream_and_others_another() -> None:
    assert stream_id("hill", "ana") == stream_id("hill", "ana")
    names = [("hill", "ana"), ("hill", None), ("hi", "llana"), ("hill", ""), ("ana", "hill")]
    assert len({stream_id(*name) for name in names}) == len(names)
    assert str(stream_id("main", "m-001")) == str(stream_id("main", "m-001"))


def test_a_request_is_the_same_whatever_the_order_of_its_words() -> None:
    assert fingerprint({"a": 1, "b": None}) == fingerprint({"b": None, "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": "1"})
    assert fingerprint({"a": None}) != fingerprint({})
