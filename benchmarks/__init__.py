"""How fast the ledger is, as ratios to what the machine does without it: `python -m benchmarks`."""
