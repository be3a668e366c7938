"""What the checkpoint says, computed in numpy from the dequantised values: what each engine is held to."""

import numpy as np

from .master import Master
from .shape import PROMPT_IDS

TOKENS = 32
SEED = 7
NEAR = 0.5  # runners-up are kept down to this many standard deviations of the logits below the best
LARGEST_SHARE_WITHOUT = 0.5


def judge(master: Master) -> dict:
    """A seeded text and, after each of its tokens, the likeliest next ones: [id, how far below the best], the distance
    in standard deviations of that position's logits."""
    tokens = np.random.default_rng(SEED).integers(0, PROMPT_IDS, TOKENS)
    weights = {name: matrix.dequantised() for name, matrix in master.matrices.items()}
    logits = forward(master, weights, tokens)
    check_teeth(master, weights, tokens, logits)
    deviations = logits.std(axis=1)
    if not (np.isfinite(logits).all() and 0.5 < deviations.min() and deviations.max() < 20):
        raise AssertionError(f"logits spread by {deviations.min()} to {deviations.max()}: weights are badly scaled")
    return {"tokens": tokens.tolist(), "near": [near(row) for row in logits]}


def near(row: np.ndarray) -> list:
    """The ids of one position near the best, best first, with their distances."""
    distances = (row.max() - row) / row.std()
    ids = np.flatnonzero(distances <= NEAR)
    return [[int(i), round(float(distances[i]), 5)] for i in ids[np.argsort(distances[ids])]]


def check_teeth(master: Master, weights: dict, tokens: np.ndarray, logits: np.ndarray) -> None:
    """The judgement must turn on what an engine could get wrong: the context, and where its tokens stand."""
    best = logits.argmax(axis=1)
    alone = np.concatenate([forward(master, weights, tokens[at : at + 1]) for at in range(len(tokens))])
    crossed = forward(master, weights, tokens, pairs="interleaved")
    for what, other in (("context", alone), ("RoPE's order of rows", crossed)):
        share = (other.argmax(axis=1) == best).mean()
        print(f"  without the right {what}: {share:.0%} of the top-1 ids")
        if share > LARGEST_SHARE_WITHOUT:
            raise AssertionError(f"top-1 hardly depends on {what}")


def forward(master: Master, weights: dict, tokens: np.ndarray, pairs: str = "halves") -> np.ndarray:
    """Logits (T, vocab) after each token."""
    shape, norms = master.shape, master.norms
    t, d, group = len(tokens), shape.head_dim, shape.heads // shape.kv_heads
    frequencies = shape.rope_base ** (-np.arange(0, d, 2) / d)
    angles = np.outer(np.arange(t), frequencies)  # (T, d / 2)
    turn = (np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32))
    future = np.triu(np.full((t, t), -np.inf, np.float32), 1)

    def norm(x, name):
        return x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + np.float32(shape.eps)) * norms[name]

    x = weights["embed"][tokens]  # (T, hidden)
    for layer in range(shape.layers):
        w = {name: weights[f"{layer}.{name}"] for name in ("q", "k", "v", "o", "gate", "up", "down")}
        h = norm(x, f"{layer}.norm_attn")
        q = rotated(heads(h @ w["q"].T, d), *turn, pairs)  # (H, T, d)
        k = np.repeat(rotated(heads(h @ w["k"].T, d), *turn, pairs), group, axis=0)
        v = np.repeat(heads(h @ w["v"].T, d), group, axis=0)
        scores = q @ k.swapaxes(1, 2) / np.float32(np.sqrt(d)) + future  # (H, T, T)
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        x = x + (shares @ v).swapaxes(0, 1).reshape(t, -1) @ w["o"].T
        h = norm(x, f"{layer}.norm_mlp")
        gate = h @ w["gate"].T
        x = x + (gate / (1 + np.exp(-gate)) * (h @ w["up"].T)) @ w["down"].T
    return norm(x, "norm") @ weights["embed"].T


def heads(x: np.ndarray, head_dim: int) -> np.ndarray:
    """(T, heads * d) as (heads, T, d)."""
    return x.reshape(len(x), -1, head_dim).swapaxes(0, 1)


def rotated(x: np.ndarray, cos: np.ndarray, sin: np.ndarray, pairs: str) -> np.ndarray:
    """RoPE on (heads, T, d): a pair is elements j and j + d/2 ("halves") or 2j and 2j + 1 ("interleaved")."""
    if pairs == "halves":
        a, b = np.split(x, 2, axis=-1)
        return np.concatenate([a * cos - b * sin, b * cos + a * sin], axis=-1)
    a, b = x[..., 0::2], x[..., 1::2]
    return np.stack([a * cos - b * sin, b * cos + a * sin], axis=-1).reshape(x.shape)
