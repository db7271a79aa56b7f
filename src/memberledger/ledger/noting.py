"""What was agreed to and what was told: consents and notices, put on record."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import enrolling
from memberledger.ledger.base import Base
from memberledger.ledger.checking import checked_date, checked_name
from memberledger.ledger.receipts import Receipt

__all__ = ["Noting"]


class Noting(Base):
    """Consents and notices."""

    def record_consent(
        self,
        member: str,
        *,
        terms_hash: str,
        text_version: str,
        channel: str,
        key: str | None = None,
        actor: str | None = None,
    ) -> Receipt:
        """Record that the member agreed to a text, by its SHA-256."""
        facts = {
            "terms_hash": checked_name(terms_hash, "the hash of the text"),
            "text_version": checked_name(text_version, "the text's version"),
            "channel": checked_name(channel, "the channel"),
        }
        return self._done(
            member, "consent", facts, lambda work: enrolling.consent(work, **facts), key, actor
        )

    def record_notice(
        self,
        member: str,
        *,
        kind: str,
        delivered_on: date,
        channel: str | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> Receipt:
        """Record that a notice reached the member, such as `price_change`."""
        checked_name(kind, "the kind of notice")
        if channel is not None:
            checked_name(channel, "the channel")
        checked_date(delivered_on, "the day of the notice", latest=self.today())
        return self._done(
            member,
            "notice",
            {"kind": kind, "delivered_on": delivered_on, "channel": channel},
            lambda work: enrolling.notice(
                work, kind=kind, delivered_on=delivered_on, channel=channel
            ),
            key,
            actor,
        )
