"""The promises of the ledger, tried on random plans and random lives."""
