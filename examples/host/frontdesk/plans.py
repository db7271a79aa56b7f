"""What the practice sells."""

PRACTICE = {"timezone": "America/Denver", "currency": "USD"}

GLOW = {
    "id": "glow",
    "price": "129.00",
    "cycle": "1 month",
    "benefits": [
        {
            "id": "facial",
            "kind": "service_credit",
            "quantity": 1,
            "rollover": {"carryover_limit": 2},
        }
    ],
    "pause": {"max_length": "2 months"},
    "dunning": [
        {"after": "0 days", "do": ["notify_email"]},
        {"after": "3 days", "do": ["retry"]},
        {"after": "10 days", "do": ["retry", "suspend"]},
    ],
}
RADIANCE = {
    "id": "radiance",
    "price": "249.00",
    "cycle": "1 month",
    "benefits": [
        {"id": "facial", "kind": "service_credit", "quantity": 2},
        {
            "id": "product_credit",
            "kind": "value_credit",
            "amount": "40.00",
            "rollover": "unlimited",
        },
    ],
    "cancellation": {"notice": "30 days"},
}
PLANS = [GLOW, RADIANCE]
