"""The store's promises, as sentences of the trade."""
