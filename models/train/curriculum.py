"""What a step of training is made of: which tasks, sizes and formats, and how many of each.

Cups grow: they start with two swaps, and the largest size goes up by one whenever the answer after reasoning has been
learnt, because neither following a ball nor comparing two cups appears when all sizes are there from the start (nor with
one swap alone, whose answers are learnt by heart). Decisions without reasons get a course of their own on short chains:
on long ones they can't be learnt, and what can't be learnt only drowns what can.
"""

from typing import NamedTuple

import numpy as np

from data import Batch, Corpus, Encoder

ANSWER = 10.0  # what an answer counts that can be learnt; every other token counts 1
FIRST_SIZE = 2  # swaps, where cups start to grow
LEARNT = 0.1  # they grow when the loss of the answer after reasoning is below this
SHORT = (1, 2, 3)  # swaps of which a decision without reasons is practised

FORMATS = {
    "decision_first": 0.22,
    "reasoning_first": 0.30,
    "filler": 0.08,
    "note": 0.10,
    "note_reasoning_first": 0.08,
    "why": 0.10,
    "look_again": 0.12,
}


class Course(NamedTuple):
    """Some examples of one task in each step."""

    name: str
    task: str
    count: int  # examples a step
    formats: dict[str, float]
    before: float  # what a decision counts that no reasons come before


COURSES = (
    Course("cups", "cups", 32, FORMATS, 1.0),
    Course("short cups", "cups", 48, {"decision_only": 1.0}, ANSWER),
    Course("picture", "picture", 12, FORMATS | {"decision_only": 0.08}, 1.0),
    Course("access", "access", 14, FORMATS | {"decision_only": 0.08}, 1.0),
)


def sizes(course: Course, corpus: Corpus, largest: int) -> list[int]:
    """The sizes that a batch of the course may have."""
    if course.name == "short cups":
        return list(SHORT)
    if course.task == "cups":
        return [largest] if largest == FIRST_SIZE else list(range(1, largest + 1))
    return corpus.sizes(course.task)


def batch(course: Course, corpus: Corpus, encoder: Encoder, rng: np.random.Generator, largest: int) -> Batch:
    """One batch of the course; of one size, so that little is padding."""
    size = int(rng.choice(sizes(course, corpus, largest)))
    names, shares = list(course.formats), np.array(list(course.formats.values()))
    forms = rng.choice(names, size=course.count, p=shares / shares.sum())
    return encoder.batch([(corpus.draw(rng, course.task, size), form, course.before, ANSWER) for form in forms])
