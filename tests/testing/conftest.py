"""How hard to try is said where the random lives are."""

from __future__ import annotations

from importlib import import_module

import_module("tests.properties.conftest")
