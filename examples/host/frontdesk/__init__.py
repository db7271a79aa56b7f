"""The front desk of a practice: what is sold, who walks in, and what the processor tells."""
