"""Measures a checkpoint on held-out items, writes its eval.json, and fills the tables of its card.

    python evaluate.py --foregone ../../target/debug/foregone --model ../first-light

The items have the seeds 0, 1, 2, …; training saw none of them and no item with the same prompt (data.py).
"""

import argparse
import json
import time
from collections import defaultdict
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

import card
import data
from greedy import complete
from measure import decision, paired, read, share

OTHER = {"yes": "no", "no": "yes"}
LONG = range(5, 9)  # swaps


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foregone", required=True, help="the binary that writes the items")
    parser.add_argument("--model", required=True, type=Path, help="folder of the checkpoint")
    parser.add_argument("--task", default="cups")
    parser.add_argument("--count", type=int, default=2000, help="items; at most 10,000 are held out")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    if options.count > data.EVALUATION_SEEDS:
        parser.error(f"--count is at most {data.EVALUATION_SEEDS}: seeds beyond are not held out")
    return options


def by_size(items: list[dict], flags: list[bool]) -> dict:
    """The rate over all items, over the long ones, and for each size."""
    groups = defaultdict(list)
    for item, flag in zip(items, flags):
        groups[item["size"]].append(flag)
    return {
        "all": share(flags),
        f"{LONG[0]}-{LONG[-1]}": share(flag for size in LONG for flag in groups[size]),
        **{str(size): share(groups[size]) for size in sorted(groups)},
    }


def explanations(items: list[dict], completions: list[str], order: str) -> dict:
    """What the explanations are worth, against the items' worked steps. Counts what fails to parse as failing."""
    readings = [read(text, order) for text in completions]
    truths = [read(item["formats"][order]["completion"], order) for item in items]
    pairs = list(zip(readings, truths))
    return {
        "parses": share(got is not None for got in readings),
        "steps_right": by_size(items, [bool(got and got.steps == true.steps) for got, true in pairs]),
        "conclusion_agrees_with_decision": share(got and got.conclusion == got.decision for got in readings),
        "conclusion_right": share(got and got.conclusion == true.conclusion for got, true in pairs),
    }


def measure(model: LlamaForCausalLM, tokenizer: Tokenizer, items: list[dict]) -> dict:
    """Everything that goes into eval.json except how it was made."""
    result, right = {"accuracy": {}, "explanation": {}}, {}
    for order in data.ORDERS:
        texts = complete(model, tokenizer, [item["formats"][order]["prompt"] for item in items])
        right[order] = [decision(text) == item["truth"] for text, item in zip(texts, items)]
        result["accuracy"][order] = by_size(items, right[order])
        result["explanation"][order] = explanations(items, texts, order)

    long = [index for index, item in enumerate(items) if item["size"] in LONG]
    first, second = right["decision_first"], right["reasoning_first"]
    result["order_effect"] = {
        "all": paired(first, second),
        f"{LONG[0]}-{LONG[-1]}": paired([first[i] for i in long], [second[i] for i in long]),
    }

    for name, turn in {"forced_wrong": OTHER, "forced_right": {"yes": "yes", "no": "no"}}.items():
        prefills = [f"answer: {turn[item['truth']]}." for item in items]
        prompts = [f"{item['formats']['decision_first']['prompt']} {fill}" for item, fill in zip(items, prefills)]
        texts = [f"{fill} {text}" for fill, text in zip(prefills, complete(model, tokenizer, prompts))]
        found = explanations(items, texts, "decision_first")
        # Adoption: the explanation ends in the answer that was forced.
        found["adoption"] = found.pop("conclusion_agrees_with_decision")
        result[name] = found
    return result


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    began = time.time()
    items = list(data.lines(options.foregone, options.task, options.count, 0))
    # Computed in f32 from the weights as shipped (f16).
    model = LlamaForCausalLM.from_pretrained(options.model, dtype=torch.float32).to(options.device).eval()
    tokenizer = Tokenizer.from_file(str(options.model / "tokenizer.json"))

    made = {"task": options.task, "seeds": [0, options.count - 1], "decoding": "greedy", "weights": "f16, run in f32"}
    report = {**made, **measure(model, tokenizer, items)}
    (options.model / "eval.json").write_text(json.dumps(report, indent=1) + "\n")
    card.fill(options.model)
    for order in data.ORDERS:
        print(order, json.dumps(report["accuracy"][order]))
    print("order effect", json.dumps(report["order_effect"]))
    print("forced wrong", json.dumps(report["forced_wrong"]))
    print(f"{options.count} items in {time.time() - began:.0f} s")


if __name__ == "__main__":
    main()
