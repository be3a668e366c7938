"""What our engine wants beside a GGUF: tokenizer.json, and an entry in manifest.json as in ../../models."""

import hashlib
import json
from pathlib import Path

from .master import Master

WEIGHTS = "model.gguf"
TOKENIZER = "tokenizer.json"


def write_tokenizer(vocab: int, path: Path) -> None:
    """A Hugging Face tokenizer whose words are t0, t1 and so on: the bench speaks in ids."""
    words = {f"t{index}": index for index in range(vocab)}
    parts = dict.fromkeys(["truncation", "padding", "normalizer", "post_processor", "decoder"])
    model = {"type": "WordLevel", "vocab": words, "unk_token": "t0"}
    whole = {"version": "1.0", **parts, "added_tokens": [], "pre_tokenizer": {"type": "Whitespace"}, "model": model}
    path.write_text(json.dumps(whole))


def enter(master: Master, folder: Path) -> None:
    """Adds the checkpoint in `folder` to manifest.json beside it, or replaces its entry."""
    path = folder.parent / "manifest.json"
    files = {name: stamp(folder / name) for name in (WEIGHTS, TOKENIZER)}
    shape = master.shape
    entry = {
        "id": folder.name,
        "sha256": files[WEIGHTS]["sha256"],
        "bytes": files[WEIGHTS]["bytes"],
        "files": files,
        "licence": "MIT OR Apache-2.0",
        "architecture": "LlamaForCausalLM",
        "shape": {
            "layers": shape.layers,
            "hidden": shape.hidden,
            "heads": shape.heads,
            "kv_heads": shape.kv_heads,
            "head_dim": shape.head_dim,
            "intermediate": shape.intermediate,
            "vocab": shape.vocab,
            "parameters": shape.parameters(),
        },
        "dtype": master.format,
    }
    before = json.loads(path.read_text())["models"] if path.exists() else []
    models = sorted([*(each for each in before if each["id"] != folder.name), entry], key=lambda each: each["id"])
    path.write_text(json.dumps({"default": models[0]["id"], "models": models}, indent=2) + "\n")


def stamp(path: Path) -> dict:
    """A file's size and hash."""
    data = path.read_bytes()
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
