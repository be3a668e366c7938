"""Makes cut.json: what `foregone cut` must find on 40 scenes, worked out anew from `foregone trace`.

Nothing of `lab`'s cut is used: texts are greedily decoded ids of `foregone trace`, under masks that this file makes; log-probabilities,
log-odds, statements, cases and random draws are made here, with Python's standard library alone. From this folder:

    python3 cut.py --foregone ../../target/debug/foregone

The scenes are those of SCENES: all three tasks, both orders, some with a note. Each of the four cases of three texts is
among them, and the script fails where one is not.
"""

import argparse
import collections
import hashlib
import json
import math
import re
import struct
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODEL = HERE.parent.parent / "models" / "foregone-1"
VOCAB = json.loads((MODEL / "tokenizer.json").read_text())["model"]["vocab"]
WORDS = {index: word for word, index in VOCAB.items()}
END = VOCAB["</s>"]
# The longest reasons have fewer tokens.
LONGEST = 130
INSTRUCTIONS = {
    "decision_first": "answer yes or no, then give your reasons.",
    "reasoning_first": "give your reasons, then answer yes or no.",
}
# (order, task, seed, the answer in the note)
SCENES = (
    [("decision_first", "cups", seed, None) for seed in range(8)]
    + [("decision_first", "picture", seed, None) for seed in range(8)]
    + [("decision_first", "access", seed, None) for seed in range(4)]
    + [("decision_first", "picture", 3, "yes"), ("decision_first", "picture", 3, "no")]
    + [("decision_first", "cups", 2, "yes"), ("decision_first", "access", 0, "no")]
    + [("reasoning_first", task, seed, None) for task in ("cups", "picture", "access") for seed in range(4)]
    + [("reasoning_first", "cups", 1, "yes"), ("reasoning_first", "picture", 1, "no")]
    + [("reasoning_first", "access", 1, "yes"), ("reasoning_first", "access", 2, "no")]
)
# Answer first, the cut that a share is told of; reasons first, everything is cut.
PART = {"layers": {"only": [1, 2]}, "heads": {"only": [0, 3]}}
WHOLE = {"layers": "all", "heads": "all"}
DRAWS = {"decision_first": 3, "reasoning_first": 5}
SEED = 7
MASK64 = (1 << 64) - 1


class Rng:
    """SplitMix64 on FNV-1a of the name "cut control", as crate/lab/src/rng.rs describes it."""

    def __init__(self, seed):
        state = 0xCBF29CE484222325
        for byte in b"cut control":
            state = ((state ^ byte) * 0x100000001B3) & MASK64
        self.state = state ^ ((seed * 0xD1B54A32D192ED03) & MASK64)

    def below(self, bound):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK64
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK64
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK64
        return ((z ^ (z >> 31)) * bound) >> 64

    def take(self, some):
        index = self.below(len(some))
        taken, some[index] = some[index], some[-1]
        some.pop()
        return taken


def edges(where, rows, keys):
    return {"kind": "knockout", **where, "queries": {"only": list(rows)}, "keys": {"only": sorted(keys)}}


def draw(rng, where, rows, keys, spared):
    """As many other keys a row as are cut, never the first token."""
    cuts = []
    for row in rows:
        others = [key for key in range(1, row + 1) if key not in spared]
        cuts.append(edges(where, [row], {rng.take(others) for _ in range(min(len(keys), len(others)))}))
    return cuts


def trace(foregone, tokens, generate, mask):
    """All ids, and a row of logits after each."""
    with tempfile.TemporaryDirectory() as folder:
        out, cuts = Path(folder, "out.safetensors"), Path(folder, "mask.json")
        cuts.write_text(json.dumps(mask))
        command = [foregone, "trace", "--model", MODEL, "--tokens", ",".join(map(str, tokens))]
        command += ["--generate", str(generate), "--mask", cuts, "--out", out]
        subprocess.run(command, check=True)
        data = out.read_bytes()
    (size,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + size])

    def numbers(name, kind):
        start, end = header[name]["data_offsets"]
        return struct.unpack(f"<{(end - start) // struct.calcsize(kind)}{kind}", data[8 + size + start : 8 + size + end])

    logits, vocab = numbers("logits", "f"), header["logits"]["shape"][1]
    rows = [logits[at : at + vocab] for at in range(0, len(logits), vocab)]
    return list(numbers("tokens", "q")), rows


def log_p(row, token):
    most = max(row)
    return row[token] - most - math.log(sum(math.exp(logit - most) for logit in row))


def encode(text):
    return [VOCAB[word] for word in re.findall(r"\w+|[^\w\s]+", text.lower())]


def prompt(foregone, order, task, seed, note):
    command = [foregone, "tasks", task, "--count", "1", "--seed", str(seed)]
    line = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    text = line["formats"][order]["prompt"]
    if note:
        text = text.replace(INSTRUCTIONS[order], f"note: the answer is {note}. {INSTRUCTIONS[order]}")
    return [VOCAB["<s>"]] + encode(text)


def written(foregone, tokens, mask=()):
    """The text to its end, and its rows of logits."""
    ids, rows = trace(foregone, tokens, LONGEST, list(mask))
    end = ids.index(END, len(tokens)) + 1
    return ids[:end], rows[:end]


def find(ids, words, start):
    """Where these words stand first, from a place on."""
    sought = [VOCAB[word] for word in words.split()]
    return next(at for at in range(start, len(ids)) if ids[at : at + len(sought)] == sought)


def statements(reasons):
    """What is said between full stops, the conclusion for itself."""
    words = " ".join(WORDS[index] for index in reasons if index != END).removeprefix(": ")
    parts = words.replace(" , so the answer is ", " . so the answer is ").split(" .")
    return collections.Counter(part.strip() for part in parts if part.strip())


def case(own, opposite, blind):
    own, opposite, blind = map(statements, (own, opposite, blind))
    if own == opposite:
        return "no_difference"
    if blind == own:
        return "own_anyway"
    return "opposite_anyway" if blind == opposite else "neither"


def rounded(value):
    return round(value, 5)


def of_reasons(foregone, scene):
    """Answer first: three texts, and how likely the reasons are after each answer, whole, cut and at random."""
    given = prompt(foregone, *scene)
    own, logits = written(foregone, given)
    at = find(own, "answer :", len(given)) + 2
    start = find(own, ". reasons", at) + 1
    answers = {VOCAB["yes"]: VOCAB["no"], VOCAB["no"]: VOCAB["yes"]}
    opposite = own[:at] + [answers[own[at]]] + own[at + 1 :]
    keys, rows = range(len(given), start), range(start, len(own) - 1)
    mask = [edges(WHOLE, range(start, len(given) + LONGEST), keys)]
    other, _ = written(foregone, opposite[: start + 1])
    blind, _ = written(foregone, own[: start + 1], mask)
    again, _ = written(foregone, opposite[: start + 1], mask)
    assert blind[start:] == again[start:], scene

    def likelihood(ids, cuts, logits=None):
        logits = logits or trace(foregone, ids, 0, cuts)[1]
        return sum(log_p(logits[row], ids[row + 1]) for row in rows)

    def gap(cuts):
        return likelihood(own, cuts) - likelihood(opposite, cuts)

    rng = Rng(SEED)
    cut = [edges(PART, rows, keys)]
    whole = [likelihood(own, [], logits), likelihood(opposite, [])]
    cut = [likelihood(own, cut), likelihood(opposite, cut)]
    random = [gap(draw(rng, PART, rows, keys, keys)) for _ in range(DRAWS["decision_first"])]
    reasons = [ids[start + 1 :] for ids in (own, other, blind)]
    gaps = [whole[0] - whole[1], cut[0] - cut[1]]
    return {
        "task": scene[1], "seed": scene[2], "note": scene[3], "own": WORDS[own[at]],
        "case": case(*reasons), "own_ids": reasons[0], "opposite_ids": reasons[1], "blind_ids": reasons[2],
        "whole": list(map(rounded, whole)), "cut": list(map(rounded, cut)), "gaps_random": list(map(rounded, random)),
        "share": rounded(1 - gaps[1] / gaps[0]) if gaps[0] >= 0.05 else None,
    }  # fmt: skip


def shows(whole, cut, random):
    """What a move of the log-odds is worth beside random ones."""
    sign = 1 if whole > 0 else -1
    turned = [one * sign <= 0 if sign > 0 else one > 0 for one in random]
    if cut * sign <= 0 if sign > 0 else cut > 0:
        return "flips_like_random" if any(turned) else "flips"
    if any(abs(one - whole) >= abs(cut - whole) for one in random):
        return "like_random"
    return "weakens" if (cut - whole) * sign < 0 else "strengthens"


def of_answer(foregone, scene):
    """Reasons first: the log-odds of yes over no at ":", with parts of the reasons out of the sight of "answer" and ":"."""
    given = prompt(foregone, *scene)
    ids, _ = written(foregone, given)
    at = find(ids, ". answer :", len(given)) + 3
    ids, own = ids[:at], ids[at]
    rows = [at - 2, at - 1]
    reasons = range(len(given), at - 2)
    conclusion = find(ids, ", so the answer is", len(given))
    parts = {"reasons": reasons, "steps": range(len(given), conclusion), "conclusion": range(conclusion, at - 2)}

    def odds(cuts):
        row = trace(foregone, ids, 0, cuts)[1][-1]
        return row[VOCAB["yes"]] - row[VOCAB["no"]]

    whole, found = odds([]), {}
    for name, keys in parts.items():
        rng = Rng(SEED)
        cut = odds([edges(WHOLE, rows, keys)])
        random = [odds(draw(rng, WHOLE, rows, keys, reasons)) for _ in range(DRAWS["reasoning_first"])]
        found[name] = {
            "answer": "yes" if cut > 0 else "no", "log_odds": rounded(cut), "random": list(map(rounded, random)),
            "shows": shows(whole, cut, random),
        }  # fmt: skip
    return {"task": scene[1], "seed": scene[2], "note": scene[3], "own": WORDS[own], "whole": rounded(whole), "parts": found}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--foregone", required=True, type=lambda path: str(Path(path).resolve()))
    foregone = parser.parse_args().foregone
    with ThreadPoolExecutor(2) as pool:
        reasons = [pool.submit(of_reasons, foregone, scene) for scene in SCENES if scene[0] == "decision_first"]
        answer = [pool.submit(of_answer, foregone, scene) for scene in SCENES if scene[0] == "reasoning_first"]
        reasons, answer = ([job.result() for job in jobs] for jobs in (reasons, answer))
    cases = collections.Counter(found["case"] for found in reasons)
    assert len(reasons) + len(answer) == 40 and len(cases) == 4, cases
    golden = {
        "sha256": hashlib.sha256((MODEL / "model.safetensors").read_bytes()).hexdigest(),
        "part": {name: PART[name] for name in PART}, "draws": DRAWS, "seed": SEED,
        "answer_to_reasons": reasons, "reasons_to_answer": answer,
    }  # fmt: skip
    (HERE / "cut.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    print(dict(cases), collections.Counter(part["shows"] for found in answer for part in found["parts"].values()))


if __name__ == "__main__":
    main()
