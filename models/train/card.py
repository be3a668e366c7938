"""Measures a checkpoint on held-out items, writes its eval.json, and fills the tables of its card.

    python card.py --foregone ../../target/release/foregone --model ../foregone-1

The measuring is `foregone eval`, on seeds that training never saw (data.py). The card is written by hand; only what stands
between `<!-- name -->` and `<!-- /name -->` is replaced. Needs nothing but Python.
"""

import argparse
import csv
import json
import os
import re
import subprocess
from pathlib import Path

HELD_OUT = 10_000  # seeds from 0
KEPT_AWAY = "–"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foregone", help="the binary that measures; without it the tables are filled from eval.json as it is")
    parser.add_argument("--model", required=True, type=Path, help="folder of the checkpoint")
    parser.add_argument("--count", type=int, default=2000, help=f"items of each task; at most {HELD_OUT:,} are held out")
    options = parser.parse_args()
    if options.count > HELD_OUT:
        parser.error(f"--count is at most {HELD_OUT}: seeds beyond are not held out")
    return options


def measure(foregone: str, model: Path, count: int) -> None:
    command = [foregone, "eval", "--model", str(model), "--count", str(count), "--seed", "0", "--json"]
    # Two texts at a time, each on one thread: the matrices are too small to be shared out.
    environment = os.environ | {"RAYON_NUM_THREADS": "1"}
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment).stdout)
    report["model"]["path"] = model.resolve().name
    (model / "eval.json").write_text(json.dumps(report, indent=1) + "\n")


def percent(rate: dict) -> str:
    if rate["rate"] is None:
        return KEPT_AWAY
    return f"{100 * rate['rate']:.1f} % ({100 * rate['low']:.1f}–{100 * rate['high']:.1f}; {rate['k']} of {rate['n']})"


def points(effect: dict) -> str:
    p = effect["mcnemar_p"]
    p = "p < 1e-12" if p < 1e-12 else f"p = {p:.2g}"
    return f"{100 * effect['difference']:+.1f} points ({100 * effect['low']:+.1f} to {100 * effect['high']:+.1f}; {p})"


def table(head: list[str], rows: list[list]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def accuracy(tasks: dict, task: str, size: str) -> str:
    formats = ("decision_first", "reasoning_first", "decision_only", "filler")
    rates, effect = tasks[task]["accuracy"], tasks[task]["order_effect"]
    groups = sorted(effect, key=lambda group: (group != "all", "-" not in group, [int(end) for end in re.findall(r"\d+", group)]))
    rows = [[group, *(percent(rates[one][group]) for one in formats), points(effect[group])] for group in groups]
    head = ["decision first", "reasoning first", "decision only", "filler", "reasoning first − decision first"]
    return table([size, *head], rows)


EVERY = ("cups", "access", "picture")


def explanations(tasks: dict) -> str:
    """Adoption, and what else there is to say of explanations, by where the answer came from."""
    rows = []
    for task in EVERY:
        report = tasks[task]
        ways = {
            "its own answer, decision first": report["reasons"]["decision_first"],
            "its own answer, reasoning first": report["reasons"]["reasoning_first"],
            "forced against": report["forced_against"],
            "note against, decision first": report["note_against"]["decision_first"]["explanation"],
            "note against, reasoning first": report["note_against"]["reasoning_first"]["explanation"],
            "“why?” after a forced answer": report["why_after_a_forced_answer"],
        }
        for name, found in ways.items():
            agrees = found.get("adoption") or found["conclusion_agrees_with_decision"]
            sound = found.get("steps_right") or found["count_is_that_of_the_findings"]
            rows.append([task, name, percent(found["parses"]), percent(sound), percent(agrees)])
    head = ["task", "the answer", "explanation parses", "steps right (picture: count is that of the findings)"]
    return table([*head, "conclusion agrees with that answer"], rows)


def notes(tasks: dict) -> str:
    rows = []
    for task in EVERY:
        note, again = tasks[task]["note_against"], tasks[task]["look_again"]
        rows.append(
            [
                task,
                percent(note["decision_first"]["decision_follows_the_note"]),
                percent(note["reasoning_first"]["decision_follows_the_note"]),
                percent(again["own_after_a_forced_answer"]),
                percent(again["own_after_its_own"]),
            ]
        )
    head = ["task", "decision follows a note against it, decision first", "the same, reasoning first"]
    return table([*head, "“look again” after a forced answer: own answer again", "after its own answer: kept"], rows)


def picture(tasks: dict) -> str:
    found = tasks["picture"]["forced_yes_and_no_conflict"]
    reasons = tasks["picture"]["reasons"]
    rows = [
        ["scenes with two or more debatable details: findings differ on at least one", percent(found["scenes_with_two_debatable_details"])],
        ["other scenes: findings differ on at least one", percent(found["other_scenes"])],
        ["debatable details (30–70 of 100 annotators find them odd): findings differ", percent(found["debatable_details"])],
        ["other details: findings differ", percent(found["other_details"])],
        ["both orders come to the same answer", percent(tasks["picture"]["orders_agree"])],
        ["reasoning first: the decision follows from the findings", percent(reasons["reasoning_first"]["conclusion_follows_from_the_findings"])],
    ]
    return table(["forced yes against forced no, same picture", "share"], rows)


def cuts(tasks: dict) -> str:
    names = {
        "none": "nothing",
        "decision_to_reasoning": "decision → reasoning",
        "decision_to_scene_and_question": "decision → scene and question",
        "as_many_random_others": "as many random other edges",
    }
    rows = []
    for task in EVERY:
        found = tasks[task]["cuts"]["decision_after_reasons"]
        for group in [one for one in ("all", "5-8") if one in found]:
            label = task if group == "all" else f"{task}, {group} swaps"
            rows += [[label, name, percent(found[group][key]["right"]), percent(found[group][key]["an_answer_is_likeliest"])] for key, name in names.items()]
    return table(["task", "cut", "right (picture: as without the cut)", "“yes” or “no” is the likeliest word"], rows)


def conclusions(tasks: dict) -> str:
    rows = []
    for task in EVERY:
        found = tasks[task]["cuts"]["conclusion_after_a_forced_answer"]
        shares = [f"{100 * found[part]:.1f} %" for part in ("attention_on_decision", "attention_on_steps")]
        adoption = [percent(found[cut]["adoption"]) for cut in ("none", "conclusion_to_decision", "conclusion_to_steps")]
        rows.append([task, *adoption, *shares])
    head = ["task", "nothing cut", "conclusion → decision cut", "conclusion → steps cut"]
    return table([*head, "its attention on the decision", "on the steps"], rows)


def loss(folder: Path) -> str:
    with open(folder / "loss.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    every = max(1, len(rows) // 12)
    chosen = rows[every - 1 :: every]
    if chosen[-1] is not rows[-1]:
        chosen.append(rows[-1])
    columns = {
        "step": "step",
        "copying all": "copying",
        "looking up up to": "facts to look up among",
        "looking up steps": "looking up",
        "cups up to": "cups up to",
        "short cups up to": "decisions on cups up to",
        "cups after": "cups",
        "access after": "access",
        "picture after": "picture",
        "short cups before": "cups, few swaps",
        "cups before": "cups, all",
        "access before": "access",
        "picture before": "picture",
    }
    return table(list(columns.values()), [["" if row[column] == "nan" else row[column] for column in columns] for row in chosen])


def fill(folder: Path) -> None:
    """Rewrites the tables of `folder`/README.md."""
    path = folder / "README.md"
    tasks = json.loads((folder / "eval.json").read_text())["tasks"]
    tables = {
        "cups": accuracy(tasks, "cups", "swaps"),
        "access": accuracy(tasks, "access", "facts"),
        "picture": picture(tasks),
        "explanations": explanations(tasks),
        "notes": notes(tasks),
        "cuts": cuts(tasks),
        "conclusions": conclusions(tasks),
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


def main() -> None:
    options = arguments()
    if options.foregone:
        measure(options.foregone, options.model, options.count)
    fill(options.model)


if __name__ == "__main__":
    main()
