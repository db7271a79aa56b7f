"""Tests of what an auditor stands on."""
