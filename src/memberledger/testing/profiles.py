"""How hard to try: settings of Hypothesis, by the moment in which they are good.

| profile | lives each | drawn | what breaks |
| --- | --- | --- | --- |
| `dev` | 20 | others each time | made as small as it can be |
| `ci` | 40 | the same each time | shown as it was drawn, which takes no time |
| `nightly` | 3,000 | others each time | made as small as it can be, which may take minutes |
| `mutation` | 12 | the same each time | shown as it was drawn; the first one is enough |

They are asked for by MEMBERLEDGER_PROFILE, `--memberledger-profile` or the ini option
`memberledger_profile`; where nobody asks, whatever profile the host has stays.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, settings

__all__ = ["PROFILES", "use"]

_SHOWN = (Phase.explicit, Phase.generate)
_ALWAYS: dict[str, Any] = {
    "deadline": None,
    "print_blob": True,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
PROFILES: dict[str, dict[str, Any]] = {
    "dev": {"max_examples": 20},
    "ci": {"max_examples": 40, "derandomize": True, "database": None, "phases": _SHOWN},
    "nightly": {"max_examples": 3_000, "database": None},
    "mutation": {"max_examples": 12, "derandomize": True, "database": None, "phases": _SHOWN},
}
"""Settings by the name of the profile, beside those that all have."""


def use(name: str) -> None:
    """From now on tests try as hard as this profile says.

    It is Hypothesis' own profile `memberledger-NAME`, so a host's profiles of the same names stay.

    Raises:
        LookupError: there is no such profile.
    """
    if name not in PROFILES:
        raise LookupError(f"no profile {name!r}; there are: {', '.join(PROFILES)}")
    settings.register_profile(f"memberledger-{name}", **_ALWAYS, **PROFILES[name])
    settings.load_profile(f"memberledger-{name}")
