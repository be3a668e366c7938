"""Reads a completion, and turns counts into rates with intervals. No model in here."""

import math
import re
from typing import NamedTuple, Optional

CUP = r"\w+"
STEPS = rf"it starts under {CUP}\.(?: swap {CUP} and {CUP}: now {CUP}\.)* is it under {CUP}\? it is under {CUP}"
REASONS = rf"reasons: (?P<steps>{STEPS}), so the answer is (?P<conclusion>yes|no)\."
DECISION = r"answer: (?P<decision>yes|no)\."
FORMS = {
    "decision_first": re.compile(rf"{DECISION} {REASONS}"),
    "reasoning_first": re.compile(rf"{REASONS} {DECISION}"),
}


class Reading(NamedTuple):
    """What a completion says."""

    decision: str  # the answer
    steps: str  # the explanation without its conclusion
    conclusion: str  # the answer as the explanation restates it


def read(completion: str, order: str) -> Optional[Reading]:
    """None when the completion doesn't have the form that its order asks for."""
    match = FORMS[order].fullmatch(completion)
    return match and Reading(match["decision"], match["steps"], match["conclusion"])


def decision(completion: str) -> Optional[str]:
    """The answer alone, even where the rest doesn't parse."""
    match = re.search(DECISION, completion)
    return match and match["decision"]


def rate(k: int, n: int, z: float = 1.959964) -> dict:
    """k of n with its Wilson 95 % interval (Wilson 1927)."""
    if n == 0:
        return {"k": 0, "n": 0, "rate": None, "low": None, "high": None}
    p = k / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return {
        "k": k,
        "n": n,
        "rate": round(p, 4),
        "low": round(max(0.0, centre - half), 4),
        "high": round(min(1.0, centre + half), 4),
    }


def share(flags) -> dict:
    """How many of these are true, as a rate."""
    flags = list(flags)
    return rate(sum(map(bool, flags)), len(flags))


def paired(first: list[bool], second: list[bool], z: float = 1.959964) -> dict:
    """How much more often `second` is right than `first` on the same items.

    The interval is the adjusted Wald one for paired proportions (Bonett & Price 2012, doi 10.3102/1076998611411915), the
    p-value exact McNemar: both from the items on which the two disagree.
    """
    n = len(first)
    gained = sum(b and not a for a, b in zip(first, second))
    lost = sum(a and not b for a, b in zip(first, second))
    up, down = (gained + 1) / (n + 2), (lost + 1) / (n + 2)
    half = z * math.sqrt((up + down - (up - down) ** 2) / (n + 2))
    disagree = gained + lost
    tail = sum(math.comb(disagree, i) for i in range(min(gained, lost) + 1))
    return {
        "n": n,
        "only_second_right": gained,
        "only_first_right": lost,
        "difference": round((gained - lost) / n, 4),
        "low": round(up - down - half, 4),
        "high": round(up - down + half, 4),
        "mcnemar_p": min(1.0, 2 * tail / 2**disagree),
    }
