"""How hard to try: MEMBERLEDGER_PROFILE is `ci` (the default) or `nightly`.

`ci` draws the same lives each time, `nightly` others each time.

A life that breaks a property is shown by `ci` as it was drawn, which takes no time; `nightly` makes
it as small as it can, which may take minutes: `-k NAME` and `--hypothesis-seed=N` find it again.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

_PATIENT = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile(
    "ci",
    max_examples=40,
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=_PATIENT,
)
settings.register_profile(
    "nightly",
    max_examples=3_000,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=_PATIENT,
)
settings.load_profile(os.environ.get("MEMBERLEDGER_PROFILE", "ci"))
