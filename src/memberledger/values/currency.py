"""ISO 4217: which currencies there are and how many decimals each has.

Two decimals are the rule; the exceptions are listed. Funds, metals and test codes are left out:
nobody pays dues in them.
"""

from __future__ import annotations

__all__ = ["exponent", "is_currency"]

# fmt: off
_TWO_DECIMALS = frozenset((
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN",
    "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CNY",
    "COP", "CRC", "CUP", "CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD",
    "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR",
    "ILS", "INR", "IRR", "JMD", "KES", "KGS", "KHR", "KPW", "KYD", "KZT", "LAK", "LBP", "LKR",
    "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK",
    "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN", "PGK", "PHP",
    "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP",
    "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TOP", "TRY",
    "TTD", "TWD", "TZS", "UAH", "USD", "UYU", "UZS", "VED", "VES", "WST", "XCD", "XCG", "YER",
    "ZAR", "ZMW", "ZWG",
))
_NO_DECIMALS = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF",
)
_THREE_DECIMALS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
# fmt: on
_EXCEPTIONS = {
    **dict.fromkeys(_NO_DECIMALS, 0),
    **dict.fromkeys(_THREE_DECIMALS, 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 currency code, in capitals.

    >>> is_currency("USD"), is_currency("usd"), is_currency("XXX")
    (True, False, False)
    """
    return code in _TWO_DECIMALS or code in _EXCEPTIONS


def exponent(code: str) -> int:
    """How many decimals the currency has: 2 for USD, 0 for JPY, 3 for KWD.

    >>> exponent("USD"), exponent("JPY"), exponent("KWD")
    (2, 0, 3)

    Raises:
        ValueError: `code` is not a currency of ISO 4217.
    """
    if code in _TWO_DECIMALS:
        return 2
    try:
        return _EXCEPTIONS[code]
    except KeyError:
        raise ValueError(f"{code!r} is not an ISO 4217 currency code, such as USD") from None
