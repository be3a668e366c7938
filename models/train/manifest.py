"""Writes models/manifest.json: which checkpoints are bundled, and the bytes that a loader must find.

    python manifest.py
"""

import hashlib
import json
from pathlib import Path

from safetensors import safe_open

MODELS = Path(__file__).resolve().parent.parent
DEFAULT = "foregone-1"
LICENCE = "MIT OR Apache-2.0"
SHIPPED = ("config.json", "tokenizer.json", "model.safetensors")


def entry(folder: Path) -> dict:
    files = {}
    for name in SHIPPED:
        content = (folder / name).read_bytes()
        files[name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    config = json.loads((folder / "config.json").read_text())
    with safe_open(folder / "model.safetensors", "np") as tensors:
        slices = [tensors.get_slice(name) for name in tensors.keys()]
        parameters = sum(count(one.get_shape()) for one in slices)
        dtypes = {one.get_dtype() for one in slices}
    return {
        "id": folder.name,
        "sha256": files["model.safetensors"]["sha256"],
        "bytes": files["model.safetensors"]["bytes"],
        "files": files,
        "licence": LICENCE,
        "architecture": config["architectures"][0],
        "shape": {
            "layers": config["num_hidden_layers"],
            "hidden": config["hidden_size"],
            "heads": config["num_attention_heads"],
            "kv_heads": config["num_key_value_heads"],
            "head_dim": config["head_dim"],
            "intermediate": config["intermediate_size"],
            "vocab": config["vocab_size"],
            "parameters": parameters,
        },
        "dtype": "+".join(sorted(dtypes)).lower(),
    }


def count(shape: list[int]) -> int:
    total = 1
    for size in shape:
        total *= size
    return total


def main() -> None:
    folders = sorted(path.parent for path in MODELS.glob("*/config.json"))
    manifest = {"default": DEFAULT, "models": [entry(folder) for folder in folders]}
    (MODELS / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
