"""What is trained and how: the model, its loss, its optimisers and their schedule."""

import math

import torch
from torch.nn import functional as F
from transformers import LlamaConfig, LlamaForCausalLM

from data import IGNORED

LEARNING_RATE = 1e-3
WARM_UP = 100  # steps
FINAL_SHARE = 0.02  # of the learning rate, at the last step
ANSWER_WEIGHT = 10.0  # of "yes" and "no" in the loss; other tokens weigh 1
FIRST_SIZE = 2  # where the chains start to grow
LEARNT = 0.1  # they grow by one when the loss of the answer after reasoning is below this


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


def losses(logits: torch.Tensor, targets: torch.Tensor, answers: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The weighted loss, and what the curve shows (3,): the plain loss, then that of the first answer in each order.

    logits (batch, length, vocabulary); targets (batch, length), the decision-first half before the other; answers (2,)
    the ids of "yes" and "no".
    """
    each = F.cross_entropy(logits.transpose(1, 2), targets, ignore_index=IGNORED, reduction="none")  # (batch, length)
    counted, answer = targets != IGNORED, torch.isin(targets, answers)
    weight = counted * (1 + (ANSWER_WEIGHT - 1) * answer)  # (batch, length)
    shown, first = each.detach(), answer & (answer.cumsum(1) == 1)
    by_order = [half[where].mean() for half, where in zip(shown.chunk(2), first.chunk(2))]
    return (each * weight).sum() / weight.sum(), torch.stack([shown.sum() / counted.sum(), *by_order])
