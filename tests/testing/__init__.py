"""The testing kit, tested: what it finds, and how it tells it."""
