"""Write the agreements of the example programs anew: python -m tests.agreement.make.

Read each one aloud before it is kept: nothing false, nothing important missing.
"""

from __future__ import annotations

from .plans import PROGRAMS
from .test_words import kept_for, pages


def main() -> None:
    for file in PROGRAMS:
        kept_for(file).write_text(pages(file), encoding="utf-8")


if __name__ == "__main__":
    main()
