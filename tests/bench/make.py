"""Makes the checkpoints that every engine is timed with: random weights, quantised once, in each engine's format.

    python make.py --shape 135m --out ../../target/bench/weights      (requirements: requirements.txt)

Writes to OUT, beside manifest.json for our engine:
    SHAPE-q8_0/, SHAPE-q4_0/   model.gguf, tokenizer.json, model.onnx, judge.json (what each engine is held to)
    SHAPE-f32/                 model.onnx, judge.json: the values of SHAPE-q8_0 in f32
Every random number comes from a fixed seed: a second run writes the same values.
"""

import argparse
import json
from pathlib import Path

from weights import gguf_file, manifest, master, onnx_file, reference
from weights.shape import SHAPES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", choices=SHAPES, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    shape = SHAPES[options.shape]
    for fmt in master.FORMATS:
        write(master.make(shape, fmt), options.out / f"{shape.name}-{fmt}")
    write_plain(master.make(shape, "q8_0"), options.out / f"{shape.name}-f32")


def write(made: master.Master, folder: Path) -> None:
    """A quantised checkpoint, for every engine."""
    print(f"{folder}: {made.shape.parameters():,} parameters")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "judge.json").write_text(json.dumps(reference.judge(made)) + "\n")
    gguf_file.write(made, folder / manifest.WEIGHTS)
    onnx_file.write(made, folder / "model.onnx")
    manifest.write_tokenizer(made.shape.vocab, folder / manifest.TOKENIZER)
    manifest.enter(made, folder)


def write_plain(made: master.Master, folder: Path) -> None:
    """The same values in f32, for onnxruntime-web."""
    print(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "judge.json").write_text((folder.parent / f"{made.shape.name}-{made.format}" / "judge.json").read_text())
    onnx_file.write(made, folder / "model.onnx", plain=True)


if __name__ == "__main__":
    main()
