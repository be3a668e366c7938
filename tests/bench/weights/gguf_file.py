"""A checkpoint as llama.cpp's GGUF."""

from pathlib import Path

import gguf
import numpy as np

from .master import FORMATS, Master, Quantised
from .shape import BLOCK, PROMPT_IDS

NAMES = {
    "q": "attn_q",
    "k": "attn_k",
    "v": "attn_v",
    "o": "attn_output",
    "gate": "ffn_gate",
    "up": "ffn_up",
    "down": "ffn_down",
    "norm_attn": "attn_norm",
    "norm_mlp": "ffn_norm",
    "embed": "token_embd",
    "norm": "output_norm",
}
FILE_TYPES = {"q8_0": gguf.LlamaFileType.MOSTLY_Q8_0, "q4_0": gguf.LlamaFileType.MOSTLY_Q4_0}


def write(master: Master, path: Path) -> None:
    """Writes the file: every matrix quantised, the norms in f32, no output matrix as embeddings are tied."""
    shape = master.shape
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(f"random-{shape.name}")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.hidden)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.intermediate)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(shape.eps)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_rope_dimension_count(shape.head_dim)
    writer.add_vocab_size(shape.vocab)
    writer.add_file_type(FILE_TYPES[master.format])
    add_tokenizer(writer, shape.vocab)
    for name, values in master.norms.items():
        writer.add_tensor(tensor_name(name), values)
    for name, matrix in master.matrices.items():
        role = name.split(".")[-1]
        heads = {"q": shape.heads, "k": shape.kv_heads}.get(role)
        rows = interleaved(heads, shape.head_dim) if heads else slice(None)
        data = packed(Quantised(matrix.bits, matrix.codes[rows], matrix.scales[rows]))
        writer.add_tensor(tensor_name(name), data, raw_dtype=FORMATS[master.format])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def tensor_name(name: str) -> str:
    """`3.q` is `blk.3.attn_q.weight`."""
    *layer, role = name.split(".")
    return ".".join([*(["blk", layer[0]] if layer else []), NAMES[role], "weight"])


def interleaved(heads: int, head_dim: int) -> np.ndarray:
    """Where each row of attn_q or attn_k comes from: RoPE turns rows j and j + d/2 of a head as a pair in Hugging
    Face's order, rows 2j and 2j + 1 in this file's."""
    return np.arange(heads * head_dim).reshape(heads, 2, head_dim // 2).swapaxes(1, 2).reshape(-1)


def packed(matrix: Quantised) -> np.ndarray:
    """The blocks' bytes (out, in / 32 * block bytes): an f16 scale, then the codes."""
    rows, width = matrix.codes.shape
    codes = matrix.codes.reshape(rows, width // BLOCK, BLOCK)
    scales = np.ascontiguousarray(matrix.scales)[..., None].view(np.uint8)
    stored = codes ^ 0x80 if matrix.bits == 8 else codes[..., :16] | (codes[..., 16:] << 4)
    return np.concatenate([scales, stored], axis=-1).reshape(rows, -1)


def add_tokenizer(writer: gguf.GGUFWriter, vocab: int) -> None:
    """The least that llama.cpp takes. wllama reads text only, so the bench's prompts keep to the first ids, ASCII's
    printable letters, each one token; the other ids have names that no text gives and any answer can be written in."""
    letters = [chr(code) for code in range(33, 33 + PROMPT_IDS)]
    others = [f"t{index}" for index in range(PROMPT_IDS, vocab)]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(letters + others)
    writer.add_token_types([gguf.TokenType.NORMAL] * vocab)
    writer.add_token_merges([f"{others[0]} {others[1]}"])  # there has to be one; it never applies
    writer.add_bos_token_id(vocab - 1)
    writer.add_eos_token_id(vocab - 1)
    writer.add_add_bos_token(False)
