"""Greedy decoding of many prompts at once, with a key/value cache."""

from collections import defaultdict

import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM


@torch.inference_mode()
def complete(model: LlamaForCausalLM, tokenizer: Tokenizer, prompts: list[str], limit: int = 160) -> list[str]:
    """What the model writes after each prompt, up to `</s>` or `limit` tokens; special tokens are left out.

    Prompts of one length run together, so nothing is padded and each row is what it would be alone.
    """
    end = tokenizer.token_to_id("</s>")
    encoded = [encoding.ids for encoding in tokenizer.encode_batch_fast(prompts)]
    by_length = defaultdict(list)
    for index, ids in enumerate(encoded):
        by_length[len(ids)].append(index)

    texts = [""] * len(prompts)
    for rows in by_length.values():
        step = torch.tensor([encoded[row] for row in rows], device=model.device)  # (rows, prompt length)
        written, cache = [], None
        going = torch.ones(len(rows), dtype=torch.bool, device=model.device)
        for _ in range(limit):
            output = model(step, past_key_values=cache, use_cache=True)
            cache = output.past_key_values
            step = output.logits[:, -1].argmax(-1, keepdim=True)  # (rows, 1)
            written.append(step)
            going &= step[:, 0] != end
            if not going.any():
                break
        for row, ids in zip(rows, torch.cat(written, dim=1).tolist()):
            texts[row] = tokenizer.decode(ids[: ids.index(end)] if end in ids else ids)
    return texts
