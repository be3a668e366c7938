"""Trains a checkpoint from scratch on `foregone tasks` and writes it as a Hugging Face folder.

    python train.py --foregone ../../target/release/foregone --out ../foregone-1

The loss is on completions and their `</s>` only, never on a prompt; so nothing is learnt from the wrong answers of first
turns, which are part of one. What a step is made of: curriculum.py; the model and its optimisers: recipe.py. Run the same
command again after an interruption and it goes on from `--state`.
"""

import argparse
import csv
import math
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import GenerationConfig, LlamaForCausalLM

import curriculum
import recipe
import vocabulary
from data import Batch, Corpus, Encoder

LOG_EVERY, SAVE_EVERY = 50, 100  # steps
SHOWN = [f"{course.name} {kind}" for course in curriculum.ALL for kind in ("all", "steps", "after", "before")]
CURVE = ("step", "seconds", *(f"{name} up to" for name in curriculum.START), *SHOWN)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foregone", required=True, help="the binary that writes the items")
    parser.add_argument("--out", required=True, type=Path, help="folder for the finished checkpoint")
    parser.add_argument("--state", type=Path, default=Path("state.pt"), help="file to go on from")
    parser.add_argument("--items", type=int, default=120_000, help="items of each task to draw from; twice as many of cups")
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


class Training:
    """A model in training: all that is needed to stop and to go on."""

    def __init__(self, corpus: Corpus, tokenizer: Tokenizer, options: argparse.Namespace):
        self.options, self.corpus, self.encoder = options, corpus, Encoder(tokenizer)
        self.model = recipe.new_model(tokenizer.get_vocab_size(), options.seed).to(options.device)
        self.optimisers = recipe.optimisers(self.model)
        self.step, self.spent = 0, 0.0  # steps done, seconds they took
        self.largest = dict(curriculum.START)  # the sizes that courses have grown to
        self.curve: list[tuple] = []  # rows of CURVE: means since the row before
        self.shown: dict[str, list[torch.Tensor]] = defaultdict(list)

    def load(self) -> None:
        state = torch.load(self.options.state, map_location=self.options.device)
        self.model.load_state_dict(state["model"])
        for optimiser, saved in zip(self.optimisers, state["optimisers"]):
            optimiser.load_state_dict(saved)
        self.step, self.spent, self.largest = state["step"], state["spent"], state["largest"]
        self.curve = state["curve"]

    def save(self) -> None:
        state = {"model": self.model.state_dict(), "optimisers": [one.state_dict() for one in self.optimisers]}
        partial = self.options.state.with_suffix(".partial")
        state |= {"step": self.step, "spent": self.spent, "largest": self.largest, "curve": self.curve}
        torch.save(state, partial)
        partial.replace(self.options.state)

    def one_step(self) -> None:
        """Learns from one batch of each course."""
        # Drawn from (seed, step) alone, so an interrupted run sees the same batches as one that wasn't.
        rng = np.random.default_rng([self.options.seed, self.step])
        courses = curriculum.courses(self.largest)
        drawn = [curriculum.batch(course, self.corpus, self.encoder, rng, self.largest) for course in courses]
        total = sum(float(batch.weights.sum()) for batch in drawn)
        self.model.zero_grad()
        for course, batch in zip(courses, drawn):
            batch = Batch(*(one.to(self.options.device) for one in batch))
            logits = self.model(batch.ids, use_cache=False).logits  # (batch, length, vocabulary)
            loss, curve = recipe.losses(logits, batch)
            (loss / total).backward()
            for kind, values in curve.items():
                self.shown[f"{course.name} {kind}"].append(values)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                group["lr"] = recipe.rate(self.step, self.options.steps)
            optimiser.step()
        self.step += 1

    def run(self) -> None:
        steps, began = self.options.steps, time.time() - self.spent
        while self.step < steps:
            self.one_step()
            self.spent = time.time() - began
            if self.step % LOG_EVERY == 0 or self.step == steps:
                self.log()
            if self.step % SAVE_EVERY == 0 or self.step == steps:
                self.save()

    def log(self) -> None:
        """Adds a row to the curve, prints it, and lets courses grow where they may."""
        means = {name: torch.cat(self.shown[name]).mean().item() if name in self.shown else math.nan for name in SHOWN}
        self.shown.clear()
        losses = (round(means[name], 4) for name in SHOWN)
        self.curve.append((self.step, round(self.spent), *self.largest.values(), *losses))
        steps, a_step = self.options.steps, self.spent / self.step
        courses = "; ".join(
            f"{course.name} {means[f'{course.name} steps']:.3f}"
            f" ({means[f'{course.name} after']:.3f} | {means[f'{course.name} before']:.3f})"
            for course in curriculum.courses(self.largest)
        )
        print(
            f"[{'#' * (20 * self.step // steps):<20}] {self.step}/{steps}, up to {self.largest}; loss of steps (of answers after "
            f"reasons | before): {courses}; {a_step:.2f} s/step, {(steps - self.step) * a_step / 60:.0f} min left",
            flush=True,
        )
        curriculum.grow(self.largest, means)


def ship(model: LlamaForCausalLM, tokenizer: Tokenizer, folder: Path) -> None:
    """Writes the checkpoint in f16, as it is shipped."""
    folder.mkdir(parents=True, exist_ok=True)
    shipped = LlamaForCausalLM(model.config)
    shipped.load_state_dict(model.state_dict())
    shipped.generation_config = GenerationConfig(bos_token_id=1, eos_token_id=2, pad_token_id=0, do_sample=False)
    shipped.to(torch.float16).save_pretrained(folder)
    vocabulary.save(tokenizer, str(folder), model.config.max_position_embeddings)


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    corpus = Corpus(
        options.foregone, {"cups": 2 * options.items, "picture": options.items, "access": options.items}
    )
    for (task, size), some in sorted(corpus.items.items()):
        dropped, wordings = corpus.dropped[task, size], corpus.wordings[task, size]
        print(f"{task} of size {size}: {len(some)} items in {wordings} wordings; {dropped} dropped as held out", flush=True)
    tokenizer = vocabulary.build(corpus.texts(500))
    training = Training(corpus, tokenizer, options)
    parameters = sum(weight.numel() for weight in training.model.parameters())
    print(f"{tokenizer.get_vocab_size()} tokens in the vocabulary, {parameters:,} parameters", flush=True)
    if options.state.exists():
        training.load()
        print(f"going on from step {training.step}", flush=True)
    training.run()
    ship(training.model, tokenizer, options.out)
    with open(options.out / "loss.csv", "w", newline="") as file:
        csv.writer(file).writerows([CURVE, *training.curve])
    print(f"wrote {options.out}", flush=True)


if __name__ == "__main__":
    main()
