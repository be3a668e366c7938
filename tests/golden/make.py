"""Makes the golden files: small random Llama checkpoints with what Hugging Face Transformers computes from them, and the
bundled checkpoint's greedy texts.

    python make.py --foregone ../../target/debug/foregone      (requirements: ../../models/train/requirements.txt)

Every random number comes from a fixed seed: a second run writes the same bytes.
"""

import argparse
import copy
import hashlib
import itertools
import json
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple, Optional

import torch
import transformers
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

HERE = Path(__file__).resolve().parent
VOCABULARY = 61
GENERATED = 12  # greedy tokens after the prompt
END = 2  # Llama's default `</s>`; no golden generates it, so that stopping there is not a question
LLAMA3 = {"rope_type": "llama3", "low_freq_factor": 1.0, "high_freq_factor": 4.0}


class Case(NamedTuple):
    """One random checkpoint, its `config` in the manner of Transformers 4 (`rope_theta`, `rope_scaling`, `torch_dtype`;
    written as it stands) or 5 (`rope_parameters`, `dtype`; written by Transformers)."""

    name: str
    tokens: int  # T, the prompt's length
    config: dict
    stored: torch.dtype = torch.float32
    shard: Optional[str] = None  # largest shard, where the weights come in several files
    without: Optional[dict] = None  # settings whose absence must change the logits


CASES = [
    # Transformers 4 and as bare as its oldest files: no head_dim, no num_key_value_heads, no rope_scaling.
    Case(
        "mha-tied",
        28,
        {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4}
        | {"rms_norm_eps": 1e-5, "rope_theta": 10000.0, "tie_word_embeddings": True, "torch_dtype": "float32"},
    ),
    Case(
        "gqa2-wide-heads-biases",
        24,
        {"hidden_size": 32, "intermediate_size": 40, "num_hidden_layers": 2, "num_attention_heads": 4}
        | {"num_key_value_heads": 2, "head_dim": 16, "rms_norm_eps": 1e-6, "tie_word_embeddings": False}
        | {"attention_bias": True, "mlp_bias": True, "dtype": "float32"}
        | {"rope_parameters": {"rope_type": "default", "rope_theta": 500000.0}},
        without={"rope_parameters": {"rope_type": "default", "rope_theta": 10000.0}},
    ),
    # Heads of 10 on a width of 36, and an epsilon large enough to be seen.
    Case(
        "gqa4-head-of-10-f16",
        32,
        {"hidden_size": 36, "intermediate_size": 44, "num_hidden_layers": 3, "num_attention_heads": 4}
        | {"num_key_value_heads": 1, "head_dim": 10, "rms_norm_eps": 1e-2, "tie_word_embeddings": True}
        | {"dtype": "float16", "rope_parameters": {"rope_type": "default", "rope_theta": 1000.0}},
        stored=torch.float16,
        without={"rms_norm_eps": 1e-6},
    ),
    # `type`, as linear scaling was first written.
    Case(
        "linear-v4",
        28,
        {"hidden_size": 36, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 6}
        | {"num_key_value_heads": 3, "rms_norm_eps": 1e-5, "tie_word_embeddings": False, "torch_dtype": "float32"}
        | {"rope_theta": 10000.0, "rope_scaling": {"type": "linear", "factor": 4.0}},
        without={"rope_scaling": None},
    ),
    Case(
        "linear-v5",
        30,
        {"hidden_size": 32, "intermediate_size": 40, "num_hidden_layers": 2, "num_attention_heads": 2}
        | {"num_key_value_heads": 2, "head_dim": 12, "rms_norm_eps": 1e-5, "tie_word_embeddings": False}
        | {"rope_parameters": {"rope_type": "linear", "rope_theta": 20000.0, "factor": 2.5}, "dtype": "float32"},
        without={"rope_parameters": {"rope_type": "default", "rope_theta": 20000.0}},
    ),
    # With heads of 12, theta 10000 and 32 original positions, the frequencies fall on both sides of llama3's band and
    # into it.
    Case(
        "llama3-v4-bf16",
        32,
        {"hidden_size": 32, "intermediate_size": 40, "num_hidden_layers": 2, "num_attention_heads": 8}
        | {"num_key_value_heads": 2, "head_dim": 12, "rms_norm_eps": 1e-5, "tie_word_embeddings": False}
        | {"torch_dtype": "bfloat16", "rope_theta": 10000.0}
        | {"rope_scaling": LLAMA3 | {"factor": 8.0, "original_max_position_embeddings": 32}},
        stored=torch.bfloat16,
        without={"rope_scaling": None},
    ),
    Case(
        "llama3-v5-sharded",
        36,
        {"hidden_size": 32, "intermediate_size": 40, "num_hidden_layers": 2, "num_attention_heads": 4}
        | {"num_key_value_heads": 2, "head_dim": 14, "rms_norm_eps": 1e-5, "tie_word_embeddings": True}
        | {"attention_bias": True, "dtype": "float32"}
        | {
            "rope_parameters": LLAMA3
            | {"rope_theta": 5000.0, "factor": 4.0, "original_max_position_embeddings": 24, "high_freq_factor": 3.0}
        },
        shard="40KB",
        without={"rope_parameters": {"rope_type": "default", "rope_theta": 5000.0}},
    ),
]


def randomise(model: LlamaForCausalLM, generator: torch.Generator) -> None:
    """Weights under which mistakes show: attention far from uniform, norms and biases that matter, spread-out logits."""
    for name, weight in model.named_parameters():
        fan_in = weight.shape[-1]
        noise = torch.randn(weight.shape, generator=generator)
        if "norm" in name:
            weight.data = 1 + 0.3 * noise
        elif name.endswith("bias"):
            weight.data = 0.3 * noise
        elif "embed_tokens" in name:
            weight.data = 0.5 * noise
        elif "q_proj" in name or "k_proj" in name:
            weight.data = 1.4 * noise / fan_in**0.5
        elif "lm_head" in name:
            weight.data = 3 * noise / fan_in**0.5
        else:
            weight.data = noise / fan_in**0.5


@torch.inference_mode()
def expected(model: LlamaForCausalLM, tokens: torch.Tensor) -> Optional[dict[str, torch.Tensor]]:
    """What the engine has to compute from `tokens` (T,), all of it in f32 and with eager attention.

    None where the greedy tokens would be a poor test: a choice between two that all but tie, or an END.
    """
    output = model(tokens[None], output_attentions=True, use_cache=False)
    attention = torch.stack([layer[0] for layer in output.attentions])  # (layers, heads, T, T)
    ids = tokens
    for _ in range(GENERATED):
        top = model(ids[None], use_cache=False).logits[0, -1].topk(2)
        if top.values[0] - top.values[1] < 1e-2:
            return None
        ids = torch.cat([ids, top.indices[:1]])
    greedy = ids[len(tokens) :]
    if END in greedy:
        return None
    return {
        "tokens": tokens,  # I64 (T,)
        "logits": output.logits[0].contiguous(),  # F32 (T, vocabulary)
        "attention": attention.contiguous(),  # F32 (layers, heads, T, T)
        "greedy": greedy.contiguous(),  # I64 (GENERATED,)
    }


def load(folder: Path) -> LlamaForCausalLM:
    """The checkpoint as Transformers reads it from disk, in f32."""
    return LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


def check_that_it_matters(folder: Path, case: Case, wanted: dict[str, torch.Tensor]) -> None:
    """A reader that ignored the setting this case is about must not pass."""
    config = {**full_config(case), **case.without}
    model = LlamaForCausalLM(LlamaConfig(**config, attn_implementation="eager")).eval()
    model.load_state_dict(load(folder).state_dict())
    with torch.inference_mode():
        logits = model(wanted["tokens"][None], use_cache=False).logits[0]
    moved = (logits - wanted["logits"]).abs().max().item()
    assert moved > 0.05, f"{case.name}: leaving out {list(case.without)} moves no logit by more than {moved}"


def full_config(case: Case) -> dict:
    fixed = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": VOCABULARY}
    fixed |= {"hidden_act": "silu", "max_position_embeddings": 64, "bos_token_id": 1, "eos_token_id": END}
    # Transformers fills in what it was given: keep the case's own copy as it is.
    return copy.deepcopy(fixed | case.config)


def make(case: Case, seed: int) -> bool:
    """Writes the case's folder; False when this seed does not suit."""
    folder = HERE / case.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    generator = torch.Generator().manual_seed(seed)

    model = LlamaForCausalLM(LlamaConfig(**full_config(case)))
    randomise(model, generator)
    model.to(case.stored).save_pretrained(folder, max_shard_size=case.shard or "1GB")
    (folder / "generation_config.json").unlink(missing_ok=True)
    if "rope_theta" in case.config:  # in the manner of Transformers 4; save_pretrained writes that of 5
        (folder / "config.json").write_text(json.dumps(full_config(case), indent=2) + "\n")
    tokenizer = Tokenizer(models.WordLevel({f"t{i}": i for i in range(VOCABULARY)}, unk_token="t0"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))

    tokens = torch.randint(VOCABULARY, (case.tokens,), generator=generator)
    wanted = expected(load(folder), tokens)
    if wanted is None:
        return False
    save_file(wanted, folder / "expected.safetensors")
    if case.without:
        check_that_it_matters(folder, case, wanted)

    rows = wanted["attention"]
    peak = rows.max(-1).values[..., 1:].mean().item()
    size = sum(file.stat().st_size for file in folder.iterdir())
    spread = wanted["logits"].std().item()
    print(f"{case.name}: seed {seed}, {size:,} bytes, mean peak of a row {peak:.2f}, logit spread {spread:.2f}")
    return True


def bundled(foregone: str, model_id: str) -> None:
    """Greedy texts of a bundled checkpoint as Transformers' own `generate` gives them: one item a task and size, both orders."""
    folder = HERE.parent.parent / "models" / model_id
    model, tokenizer = load(folder), AutoTokenizer.from_pretrained(folder)
    one_a_size = {}
    for task in ("cups", "picture", "access"):
        command = [foregone, "tasks", task, "--count", "100", "--seed", "0"]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
        for item in map(json.loads, lines):
            one_a_size.setdefault((task, item["size"]), item)

    texts = []
    for _, item in sorted(one_a_size.items()):
        for order in ("decision_first", "reasoning_first"):
            example = item["formats"][order]
            prompt = tokenizer(example["prompt"], return_tensors="pt", return_token_type_ids=False)
            ids = model.generate(**prompt, max_new_tokens=200, do_sample=False)[0].tolist()
            start = prompt["input_ids"].shape[1]
            completion = tokenizer.decode(ids[start:], skip_special_tokens=True)
            text = {"task": item["task"], "seed": item["seed"], "size": item["size"], "order": order}
            text |= {"prompt": example["prompt"], "prompt_ids": ids[:start]}
            texts.append(text | {"completion": completion, "completion_ids": ids[start:]})
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    made = {"model": model_id, "sha256": digest, "transformers": transformers.__version__, "torch": torch.__version__}
    lines = ",\n".join(json.dumps(text) for text in texts)
    (HERE / f"{model_id}.json").write_text(f'{json.dumps(made)[:-1]}, "texts": [\n{lines}\n]}}\n')
    print(f"{model_id}: {len(texts)} texts")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foregone", help="the binary that writes items; without it the bundled checkpoint is left out")
    parser.add_argument("--model", default="foregone-1", help="which bundled checkpoint")
    options = parser.parse_args()
    torch.set_num_threads(1)
    for case in CASES:
        next(seed for seed in itertools.count() if make(case, seed))
    if options.foregone:
        bundled(options.foregone, options.model)


if __name__ == "__main__":
    main()
