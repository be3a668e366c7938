"""What is trained and how: the model, its loss, its optimisers and their schedule."""

import math

import torch
from torch.nn import functional as F
from transformers import LlamaConfig, LlamaForCausalLM

from data import Batch

LEARNING_RATE = 1e-3
WARM_UP = 100  # steps
FINAL_SHARE = 0.02  # of the learning rate, at the last step


def new_model(vocabulary_size: int, seed: int) -> LlamaForCausalLM:
    """4 layers of width 128: 4 query heads on 2 key/value heads, SwiGLU, one matrix for embedding and output."""
    torch.manual_seed(seed)
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=vocabulary_size,
            hidden_size=128,
            intermediate_size=352,
            num_hidden_layers=4,
            num_attention_heads=4,
            num_key_value_heads=2,
            head_dim=32,
            max_position_embeddings=512,
            rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
            tie_word_embeddings=True,
            initializer_range=0.05,
            pad_token_id=0,
            bos_token_id=1,
            eos_token_id=2,
        )
    )


def optimisers(model: LlamaForCausalLM) -> list[torch.optim.Optimizer]:
    """Muon (Jordan 2024) for the layers' matrices, AdamW for the embedding and the norms.

    To compare the cup found with the cup asked for, two look-ups have to form at once, and AdamW alone was slow at that:
    in a pilot it still guessed after 1,700 steps on two swaps, where Muon compared after 400.
    """
    parameters = dict(model.named_parameters())
    matrices = {name for name, weight in parameters.items() if weight.ndim == 2 and "embed_tokens" not in name}
    return [
        torch.optim.Muon(
            [weight for name, weight in parameters.items() if name in matrices],
            lr=LEARNING_RATE,
            momentum=0.95,
            weight_decay=0.1,
            adjust_lr_fn="match_rms_adamw",
        ),
        torch.optim.AdamW(
            [weight for name, weight in parameters.items() if name not in matrices],
            lr=LEARNING_RATE,
            betas=(0.9, 0.98),
            weight_decay=0.01,
        ),
    ]


def rate(step: int, steps: int) -> float:
    """The learning rate at a step: linear warm-up times a half cosine."""
    falling = FINAL_SHARE + (1 - FINAL_SHARE) * 0.5 * (1 + math.cos(math.pi * step / steps))
    return LEARNING_RATE * min(1.0, (step + 1) / WARM_UP) * falling


def losses(logits: torch.Tensor, batch: Batch) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """The weighted sum of the batch's losses, and what the curve shows: the plain ones of each kind of token.

    logits (batch, length, vocabulary).
    """
    each = F.cross_entropy(logits.float().transpose(1, 2), batch.targets, reduction="none")  # (batch, length)
    shown, counted = each.detach(), batch.weights > 0
    of_answers = {"after": batch.answers & batch.after[:, None], "before": batch.answers & ~batch.after[:, None]}
    parts = {"all": counted, "steps": batch.steps} | of_answers
    curve = {kind: shown[where] for kind, where in parts.items()}
    return (each * batch.weights).sum(), curve
