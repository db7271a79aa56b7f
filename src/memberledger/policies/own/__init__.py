"""Policies of the host's own: plain facts in, a decision out, and the laws that protect members."""

from memberledger.policies.own.chasing import DunningFacts, NextStep, StepTaken
from memberledger.policies.own.given import Given
from memberledger.policies.own.prorating import ChangeCost, ProrationFacts
from memberledger.policies.own.registry import (
    NO_POLICIES,
    DunningPolicy,
    Facts,
    Kind,
    Policies,
    ProrationPolicy,
    RolloverPolicy,
    problem,
)
from memberledger.policies.own.rolling import Keep, LotLeft, RolloverFacts

__all__ = [
    "NO_POLICIES",
    "ChangeCost",
    "DunningFacts",
    "DunningPolicy",
    "Facts",
    "Given",
    "Keep",
    "Kind",
    "LotLeft",
    "NextStep",
    "Policies",
    "ProrationFacts",
    "ProrationPolicy",
    "RolloverFacts",
    "RolloverPolicy",
    "StepTaken",
    "problem",
]
