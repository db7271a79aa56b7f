"""Every fault still fits the code and names a test; `python -m tests.faults` tries them."""

from __future__ import annotations

from collections import Counter

import pytest

from .catalogue import ROOT, Fault, NoLongerFits, faults, names_a_test


def test_every_fault_still_fits_its_file_once() -> None:
    wrong = []
    for fault in faults():
        try:
            fault.applied_to(fault.path_in(ROOT).read_text("utf-8"))
        except (NoLongerFits, OSError) as error:
            wrong.append(str(error))
    assert wrong == []


def test_every_fault_names_a_test_there_is() -> None:
    assert [fault.name for fault in faults() if not names_a_test(fault.test)] == []


def test_a_fault_has_a_name_of_its_own_and_a_sentence() -> None:
    assert [name for name, n in Counter(f.name for f in faults()).items() if n > 1] == []
    assert [f.name for f in faults() if not (f.says[0].isupper() and f.says.endswith("."))] == []


def test_a_patch_whose_text_is_gone_or_there_twice_is_told() -> None:
    fault = Fault("n", "S.", "f.py", "a = 1", "a = 2", "t", "theme")
    assert fault.applied_to("a = 1\n") == "a = 2\n"
    for text in ("b = 1\n", "a = 1\na = 1\n"):
        with pytest.raises(NoLongerFits, match="not once"):
            fault.applied_to(text)
