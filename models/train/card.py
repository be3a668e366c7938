"""Fills the tables of a model card from its eval.json and loss.csv.

The card is written by hand; only what stands between `<!-- name -->` and `<!-- /name -->` is replaced.
"""

import csv
import json
import re
from pathlib import Path


def percent(rate: dict) -> str:
    if rate["rate"] is None:
        return "–"
    return f"{100 * rate['rate']:.1f} % ({100 * rate['low']:.1f}–{100 * rate['high']:.1f}; {rate['k']} of {rate['n']})"


def table(head: list[str], rows: list[list]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def accuracy(report: dict) -> str:
    first, second = report["accuracy"]["decision_first"], report["accuracy"]["reasoning_first"]
    rows = [[size, percent(first[size]), percent(second[size])] for size in first]
    return table(["swaps", "decision first", "reasoning first"], rows)


def order_effect(report: dict) -> str:
    rows = []
    for size, effect in report["order_effect"].items():
        points = f"{100 * effect['difference']:.1f} points ({100 * effect['low']:.1f}–{100 * effect['high']:.1f})"
        p = effect["mcnemar_p"]
        p = "< 1e-12" if p < 1e-12 else f"{p:.2g}"
        rows.append([size, points, effect["n"], effect["only_second_right"], effect["only_first_right"], p])
    head = ["swaps", "reasoning first − decision first", "items", "only reasoning first right"]
    return table([*head, "only decision first right", "exact McNemar p"], rows)


def explanations(report: dict) -> str:
    free = report["explanation"]
    columns = [free["reasoning_first"], free["decision_first"], report["forced_right"], report["forced_wrong"]]
    agrees = [column.get("adoption") or column["conclusion_agrees_with_decision"] for column in columns]
    rows = [
        ["parses", *(percent(column["parses"]) for column in columns)],
        ["all steps right", *(percent(column["steps_right"]["all"]) for column in columns)],
        ["restated answer agrees with the decision", *map(percent, agrees)],
        ["restated answer is the right one", *(percent(column["conclusion_right"]) for column in columns)],
    ]
    head = ["explanation", "reasoning first", "decision first", "decision forced, right", "decision forced, wrong"]
    return table(head, rows)


def loss(folder: Path) -> str:
    with open(folder / "loss.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    every = max(1, len(rows) // 12)
    chosen = rows[every - 1 :: every]
    if chosen[-1] is not rows[-1]:
        chosen.append(rows[-1])
    columns = ("step", "largest_size", "loss", "answer_loss_decision_first", "answer_loss_reasoning_first")
    head = ["step", "swaps up to", "loss", "answer, decision first", "answer, reasoning first"]
    return table(head, [[row[column] for column in columns] for row in chosen])


def fill(folder: Path) -> None:
    """Rewrites the tables of `folder`/README.md, where there is one."""
    path = folder / "README.md"
    if not path.exists():
        return
    report = json.loads((folder / "eval.json").read_text())
    tables = {
        "accuracy": accuracy(report),
        "order effect": order_effect(report),
        "explanations": explanations(report),
        "loss": loss(folder),
    }
    text = path.read_text()
    for name, rows in tables.items():
        text, found = re.subn(
            rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", lambda m: f"{m[1]}{rows}\n{m[2]}", text, flags=re.DOTALL
        )
        if found != 1:
            raise SystemExit(f"{path}: expected <!-- {name} --> … <!-- /{name} --> once, found it {found} times")
    path.write_text(text)
