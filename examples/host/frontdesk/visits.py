"""Who walks in: what a visit takes, and what is said at the desk."""

from memberledger import Ledger, Refused


def check_in(ledger: Ledger, member: str, appointment: str, benefit: str = "facial") -> str:
    """Take a visit from the membership, once for each appointment; what to say at the desk."""
    try:
        receipt = ledger.redeem(member, benefit, key=appointment)
    except Refused as refusal:
        return f"Not covered: {refusal.message}"
    return f"Covered; {receipt.left} left"
