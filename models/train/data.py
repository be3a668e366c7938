"""Items from `foregone tasks`, as texts and as batches of token ids.

Three ranges of seeds never meet: evaluation has 0..9,999, training starts at 1,000,000. A training item whose prompt is
word for word an evaluation prompt is dropped as well: short items have so few wordings that seeds alone don't part them.
"""

import json
import subprocess
from collections import defaultdict
from typing import Iterator, NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer

EVALUATION_SEEDS = 10_000
TRAINING_SEED = 1_000_000
ORDERS = ("decision_first", "reasoning_first")
ENOUGH_WORDINGS = 5000
IGNORED = -100  # cross_entropy's "no loss here"


def lines(foregone: str, task: str, count: int, seed: int) -> Iterator[dict]:
    """One parsed line of `foregone tasks` after another."""
    command = [foregone, "tasks", task, "--count", str(count), "--seed", str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield from map(json.loads, process.stdout)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")


def training_lines(foregone: str, task: str, count: int) -> tuple[list[dict], dict]:
    """The first `count` training items less those whose prompt is an evaluation prompt, and how many fell out."""
    held_out = {prompt(line) for line in lines(foregone, task, EVALUATION_SEEDS, 0)}
    kept, dropped = [], defaultdict(int)
    for line in lines(foregone, task, count, TRAINING_SEED):
        if prompt(line) in held_out:
            dropped[line["size"]] += 1
        else:
            kept.append(line)
    return kept, dict(sorted(dropped.items()))


def prompt(line: dict) -> str:
    """The prompt that tells two items apart (the orders differ in the instruction alone)."""
    return line["formats"][ORDERS[0]]["prompt"]


class Example(NamedTuple):
    """One item in one order: `<s>` prompt completion `</s>`."""

    ids: np.ndarray  # (length,) int16
    start: int  # where the completion starts


class Pool:
    """All examples, tokenised, by size and order."""

    def __init__(self, items: list[dict], tokenizer: Tokenizer):
        self.examples: dict[tuple[int, str], list[Example]] = defaultdict(list)
        self.pad, self.end = tokenizer.token_to_id("<pad>"), tokenizer.token_to_id("</s>")
        for begin in range(0, len(items), 2000):  # few at a time: the library's encodings are large
            for order in ORDERS:
                self._add(items[begin : begin + 2000], order, tokenizer)
        self.largest = max(size for size, _ in self.examples)
        # Sizes with few wordings come up less often: else they are learnt by heart, answer by answer, and the comparison
        # that all sizes need is not.
        wordings = [len({prompt(item) for item in items if item["size"] == size}) for size in range(1, self.largest + 1)]
        self.weights = np.minimum(np.array([0, *wordings]) / ENOUGH_WORDINGS, 1.0)  # [size]

    def _add(self, items: list[dict], order: str, tokenizer: Tokenizer) -> None:
        texts = [item["formats"][order] for item in items]
        prompts = tokenizer.encode_batch_fast([text["prompt"] for text in texts])
        completions = tokenizer.encode_batch_fast([text["completion"] for text in texts], add_special_tokens=False)
        for item, before, after in zip(items, prompts, completions):
            ids = np.array([*before.ids, *after.ids, self.end], dtype=np.int16)
            self.examples[item["size"], order].append(Example(ids, len(before.ids)))

    def batch(self, rng: np.random.Generator, count: int, sizes: range) -> tuple[torch.Tensor, torch.Tensor]:
        """`count` examples of one of the sizes, half in each order; of one, so that hardly anything is padding.

        Returns ids (count, length) and targets (count, length): the next token where it belongs to the completion (its
        `</s>` too), else IGNORED.
        """
        weights = self.weights[list(sizes)]
        size = rng.choice(sizes, p=weights / weights.sum())
        chosen = []
        for order in ORDERS:
            examples = self.examples[size, order]
            chosen += [examples[i] for i in rng.integers(len(examples), size=count // 2)]
        length = max(len(example.ids) for example in chosen)
        ids = np.full((len(chosen), length), self.pad, dtype=np.int64)
        targets = np.full((len(chosen), length), IGNORED, dtype=np.int64)
        for row, (tokens, start) in enumerate(chosen):
            ids[row, : len(tokens)] = tokens
            targets[row, start - 1 : len(tokens) - 1] = tokens[start:]
        return torch.from_numpy(ids), torch.from_numpy(targets)
