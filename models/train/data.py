"""Items from `foregone tasks`, and examples of them as batches of token ids.

Two ranges of seeds never meet: evaluation has 0..9,999, training starts at 1,000,000. A training item whose scene and
question are word for word those of an evaluation item is dropped as well: short items have so few wordings that seeds
alone don't part them.
"""

import json
import subprocess
from collections import Counter, defaultdict
from typing import Iterator, NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer

EVALUATION_SEEDS = 10_000
TRAINING_SEED = 1_000_000


def lines(foregone: str, task: str, count: int, seed: int) -> Iterator[bytes]:
    """One line of `foregone tasks` after another."""
    command = [foregone, "tasks", task, "--count", str(count), "--seed", str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        yield from process.stdout
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")


def question(item: dict) -> str:
    """What tells two items apart: the prompt that all formats have in common, and its instruction."""
    return item["formats"]["decision_only"]["prompt"]


class Corpus:
    """The training items, as the lines they came in, by task and size."""

    def __init__(self, foregone: str, counts: dict[str, int]):
        self.items: dict[tuple[str, int], list[bytes]] = defaultdict(list)
        self.dropped: Counter[tuple[str, int]] = Counter()
        self.wordings: Counter[tuple[str, int]] = Counter()
        for task, count in counts.items():
            held_out = {question(json.loads(line)) for line in lines(foregone, task, EVALUATION_SEEDS, 0)}
            seen = set()
            for line in lines(foregone, task, count, TRAINING_SEED):
                item = json.loads(line)
                kind, words = (task, item["size"]), question(item)
                if words in held_out:
                    self.dropped[kind] += 1
                    continue
                self.items[kind].append(line)
                self.wordings[kind] += words not in seen
                seen.add(words)

    def sizes(self, task: str) -> list[int]:
        return sorted(size for one, size in self.items if one == task)

    def draw(self, rng: np.random.Generator, task: str, size: int) -> dict:
        some = self.items[task, size]
        return json.loads(some[rng.integers(len(some))])

    def texts(self, count: int) -> Iterator[str]:
        """Every text of the first `count` items of each kind."""
        for some in self.items.values():
            for line in some[:count]:
                for example in json.loads(line)["formats"].values():
                    yield f"{example['prompt']} {example['completion']}"


class Batch(NamedTuple):
    """Examples of about one length: `<s>` prompt completion `</s>`, padded behind."""

    ids: torch.Tensor  # (batch, length)
    targets: torch.Tensor  # (batch, length): the token that comes next
    weights: torch.Tensor  # (batch, length): what its loss counts; 0 for the prompt's and the padding's
    answers: torch.Tensor  # (batch, length), bool: whether it is the "yes" or "no" of "answer: …"
    steps: torch.Tensor  # (batch, length), bool: whether it is learnt and neither that nor the conclusion's
    after: torch.Tensor  # (batch,), bool: whether reasons come before that answer


class Encoder:
    """Turns examples into batches."""

    def __init__(self, tokenizer: Tokenizer):
        self.tokenizer = tokenizer
        self.pad, self.start, self.end = (tokenizer.token_to_id(word) for word in ("<pad>", "<s>", "</s>"))
        self.again = tokenizer.token_to_id("again")
        self.words = [tokenizer.token_to_id(word) for word in ("yes", "no")]
        self.colon, self.is_ = tokenizer.token_to_id(":"), tokenizer.token_to_id("is")

    def batch(self, examples: list[tuple[dict, str, float, float]]) -> Batch:
        """From items, each with its format, what a decision counts before its reasons, and what one counts after them."""
        texts = [item["formats"][form] for item, form, _, _ in examples]
        prompts = self.tokenizer.encode_batch_fast([text["prompt"] for text in texts])
        completions = self.tokenizer.encode_batch_fast([text["completion"] for text in texts], add_special_tokens=False)
        rows = [np.array([*prompt.ids, *rest.ids, self.end]) for prompt, rest in zip(prompts, completions)]
        forms = [(form in AFTER, before, after) for _, form, before, after in examples]
        return self.pack(rows, [len(prompt.ids) for prompt in prompts], forms)

    def copies(self, rng: np.random.Generator, lengths: list[int], words: list[int]) -> Batch:
        """Random words of these, "again", and the same words: as many as given in each row."""
        rows = []
        for length in lengths:
            some = rng.choice(words, size=length)
            rows.append(np.array([self.start, *some, self.again, *some, self.end]))
        return self.pack(rows, [length + 2 for length in lengths], [(False, 1.0, 1.0)] * len(rows))

    def words_of(self, items: list[bytes]) -> list[int]:
        """The words that occur in these items' questions, each once."""
        ids = self.tokenizer.encode_batch_fast([question(json.loads(line)) for line in items], add_special_tokens=False)
        return sorted({word for one in ids for word in one.ids})

    def pack(self, rows: list[np.ndarray], starts: list[int], forms: list[tuple[bool, float, float]]) -> Batch:
        """From token ids, where what is learnt starts, whether reasons come first, and what answers before and after them count."""
        length = max(map(len, rows)) - 1
        ids = np.full((len(rows), length), self.pad)
        targets = np.full((len(rows), length), self.pad)
        weights = np.zeros((len(rows), length), dtype=np.float32)
        answers = np.zeros((len(rows), length), dtype=bool)
        steps = np.zeros((len(rows), length), dtype=bool)
        after = np.zeros(len(rows), dtype=bool)
        for row, (tokens, start, form) in enumerate(zip(rows, starts, forms)):
            after[row], before_counts, after_counts = form
            have = len(tokens) - 1
            ids[row, :have], targets[row, :have] = tokens[:-1], tokens[1:]
            weights[row, start - 1 : have] = 1
            word = np.isin(tokens[1:], self.words)
            decision = word & (tokens[:-1] == self.colon)
            decision[: start - 1] = False
            conclusion = word & (tokens[:-1] == self.is_)
            conclusion[: start - 1] = False
            answers[row, :have] = decision
            steps[row, start - 1 : have] = ~(decision | conclusion)[start - 1 :]
            weights[row, :have][decision] = after_counts if after[row] else before_counts
            weights[row, :have][conclusion] = after_counts
        return Batch(*map(torch.from_numpy, (ids, targets, weights, answers, steps, after)))


AFTER = {"reasoning_first", "note_reasoning_first", "look_again"}  # formats in which reasons come before the answer
