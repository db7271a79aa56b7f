"""Commands that look for long at what the tests look at briefly: docs/evidence.md."""
