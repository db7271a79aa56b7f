"""What stands around the ledger: exports, processors, records."""
