"""What a step of training is made of: which tasks, sizes and formats, and how many of each.

Cups grow: they start with two swaps, and the largest size goes up by one whenever the answer after reasoning has been
learnt, because neither following a ball nor comparing two cups appears when all sizes are there from the start (nor with
one swap alone, whose answers are learnt by heart). Decisions without reasons get a course of their own, which starts with
one swap and grows in the same way: on long chains they can't be learnt, and what can't be learnt only drowns what can.

Access takes looking up: find where a word stood before, and say what came after it. Mixed with the rest that had not
appeared after 4,500 steps, with facts that grow in number or without, because guessing among the names at hand comes first and
gets most of the way. Copying random words teaches it, because there is nothing to guess by; access's own words, few enough that many
stand in several places and what came before them tells which. So the training opens with copying and
with access alone; once facts are looked up among as many as there can be, the rest joins and copying ends.
"""

from typing import NamedTuple, Optional

import numpy as np

from data import Batch, Corpus, Encoder


FORMATS = {
    "decision_first": 0.22,
    "reasoning_first": 0.30,
    "filler": 0.08,
    "note": 0.10,
    "note_reasoning_first": 0.08,
    "why": 0.10,
    "look_again": 0.12,
}


COPYING = "copying"  # no task of `foregone tasks`: random words of access, to be said again
WORDS = range(8, 25)  # how many


class Growth(NamedTuple):
    """How a course's chains grow."""

    least: int  # the smallest size, once they have grown
    first: int  # the size to start with, alone
    last: int  # the largest size
    learnt: float  # they grow by one when the loss named below is below this
    by: str  # that of steps, of answers with reasons before them ("after"), or without ("before")


class Course(NamedTuple):
    """Some examples of one task in each step."""

    name: str
    task: str
    count: int  # examples a step
    formats: dict[str, float]
    before: float  # what a decision counts that no reasons come before; tokens that are no answers count 1
    after: float  # what an answer counts that reasons come before
    growth: Optional[Growth] = None  # without one all sizes are there from the start


# Only on cups is the answer the hard part, one token among eighty: there it counts ten times. In the others it follows from
# the steps at once, and before the steps are learnt a heavy answer is nothing but noise.
COURSES = (
    Course("cups", "cups", 24, FORMATS, 1.0, 10.0, Growth(least=1, first=2, last=8, learnt=0.1, by="after")),
    Course("short cups", "cups", 56, {"decision_only": 1.0}, 10.0, 1.0, Growth(least=1, first=1, last=4, learnt=0.35, by="before")),
    Course("picture", "picture", 16, FORMATS | {"decision_only": 0.08}, 1.0, 2.0),
    Course("access", "access", 28, FORMATS | {"decision_only": 0.08}, 1.0, 2.0),
)

LOOKING_UP = Growth(least=8, first=8, last=15, learnt=0.005, by="steps")
OPENING = (
    Course("looking up", "access", 24, {"reasoning_first": 1.0}, 1.0, 1.0, LOOKING_UP),
    Course("copying", COPYING, 24, {}, 1.0, 1.0),
)

ALL = OPENING + COURSES
START = {course.name: course.growth.first for course in ALL if course.growth}  # the largest size of each


def courses(largest: dict[str, int]) -> tuple[Course, ...]:
    """What is trained on once the courses have grown so far."""
    return OPENING if largest["looking up"] < LOOKING_UP.last else COURSES


def grow(largest: dict[str, int], losses: dict[str, float]) -> None:
    """Lets every course grow that has learnt what it has."""
    for course in courses(largest):
        growth = course.growth
        if growth and losses[f"{course.name} {growth.by}"] < growth.learnt and largest[course.name] < growth.last:
            largest[course.name] += 1


def sizes(course: Course, corpus: Corpus, largest: dict[str, int]) -> list[int]:
    """The sizes that a batch of the course may have."""
    if not course.growth:
        return corpus.sizes(course.task)
    now = largest[course.name]
    return [now] if now == course.growth.first else list(range(course.growth.least, now + 1))


def batch(course: Course, corpus: Corpus, encoder: Encoder, rng: np.random.Generator, largest: dict[str, int]) -> Batch:
    """One batch of the course; of one size, so that little is padding."""
    if course.task == COPYING:
        words = encoder.words_of(corpus.items["access", LOOKING_UP.last][:100])
        return encoder.copies(rng, [int(length) for length in rng.choice(WORDS, size=course.count)], words)
    size = int(rng.choice(sizes(course, corpus, largest)))
    names, shares = list(course.formats), np.array(list(course.formats.values()))
    forms = rng.choice(names, size=course.count, p=shares / shares.sum())
    return encoder.batch([(corpus.draw(rng, course.task, size), form, course.before, course.after) for form in forms])
