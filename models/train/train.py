"""Trains a checkpoint from scratch on `foregone tasks`, in both orders, and writes it as a Hugging Face folder.

    python train.py --foregone ../../target/debug/foregone --out ../first-light

Chains grow: training starts with two swaps, and the largest size goes up by one whenever the answer after reasoning has
been learnt, because neither following a ball nor comparing two cups appears when all sizes are there from the start (nor
with one swap, which has so few wordings that the answers are learnt by heart). The loss is on the completion and its `</s>` only, never on the prompt;
"yes" and "no" weigh more than other words, because each of them is one token among eighty and the hardest one.
Run the same command again after an interruption and it goes on from `--state`.
"""

import argparse
import csv
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import GenerationConfig, LlamaForCausalLM

import data
import recipe
import vocabulary

LOG_EVERY, SAVE_EVERY = 50, 100  # steps
CURVE = ("step", "largest_size", "loss", "answer_loss_decision_first", "answer_loss_reasoning_first", "seconds")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foregone", required=True, help="the binary that writes the items")
    parser.add_argument("--out", required=True, type=Path, help="folder for the finished checkpoint")
    parser.add_argument("--state", type=Path, default=Path("state.pt"), help="file to go on from")
    parser.add_argument("--task", default="cups")
    parser.add_argument("--items", type=int, default=240_000, help="how many items to draw from")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--batch", type=int, default=64, help="examples a step, half in each order")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def prepare(options: argparse.Namespace) -> tuple[Tokenizer, data.Pool]:
    """The vocabulary and the examples; a minute's work, and the same at each start."""
    began = time.time()
    items, dropped = data.training_lines(options.foregone, options.task, options.items)
    print(f"{len(items)} items; dropped as evaluation prompts, by size: {dropped}", flush=True)
    texts = (text for item in items[:20_000] for example in item["formats"].values() for text in example.values())
    tokenizer = vocabulary.build(texts)
    pool = data.Pool(items, tokenizer)
    print(f"{tokenizer.get_vocab_size()} tokens in the vocabulary; data ready in {time.time() - began:.0f} s", flush=True)
    return tokenizer, pool


class Training:
    """A model in training: all that is needed to stop and to go on."""

    def __init__(self, tokenizer: Tokenizer, pool: data.Pool, options: argparse.Namespace):
        self.options, self.pool = options, pool
        self.model = recipe.new_model(tokenizer.get_vocab_size(), options.seed).to(options.device)
        self.optimisers = recipe.optimisers(self.model)
        self.answers = torch.tensor([tokenizer.token_to_id(word) for word in ("yes", "no")], device=options.device)
        self.step, self.spent = 0, 0.0  # steps done, seconds they took
        self.largest = recipe.FIRST_SIZE
        self.curve: list[tuple] = []  # rows of CURVE: means since the row before

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

    def sizes(self) -> range:
        """The sizes that the next batch may have."""
        return range(1 if self.largest > recipe.FIRST_SIZE else self.largest, self.largest + 1)

    def one_step(self) -> torch.Tensor:
        """Learns from one batch; returns what the curve shows (3,)."""
        # Drawn from (seed, step) alone, so an interrupted run sees the same batches as one that wasn't.
        rng = np.random.default_rng([self.options.seed, self.step])
        ids, targets = self.pool.batch(rng, self.options.batch, self.sizes())
        logits = self.model(ids.to(self.options.device), use_cache=False).logits  # (batch, length, vocabulary)
        loss, shown = recipe.losses(logits, targets.to(self.options.device), self.answers)
        self.model.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                group["lr"] = recipe.rate(self.step, self.options.steps)
            optimiser.step()
        self.step += 1
        return shown

    def run(self) -> None:
        steps, began, shown = self.options.steps, time.time() - self.spent, []
        while self.step < steps:
            shown.append(self.one_step())
            self.spent = time.time() - began
            if self.step % LOG_EVERY == 0 or self.step == steps:
                loss, *answers = (round(mean, 4) for mean in torch.stack(shown).mean(0).tolist())
                shown = []
                self.curve.append((self.step, self.largest, loss, *answers, round(self.spent)))
                a_step = self.spent / self.step
                print(
                    f"[{'#' * (20 * self.step // steps):<20}] {self.step}/{steps} sizes to {self.largest} loss {loss:.4f}, "
                    f"of the answer {answers[0]:.3f} decision first, {answers[1]:.3f} reasoning first; "
                    f"{a_step:.2f} s/step, {(steps - self.step) * a_step / 60:.0f} min left",
                    flush=True,
                )
                if answers[1] < recipe.LEARNT and self.largest < self.pool.largest:
                    self.largest += 1
            if self.step % SAVE_EVERY == 0 or self.step == steps:
                self.save()


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
    tokenizer, pool = prepare(options)
    training = Training(tokenizer, pool, options)
    print(f"{sum(weight.numel() for weight in training.model.parameters()):,} parameters", flush=True)
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
