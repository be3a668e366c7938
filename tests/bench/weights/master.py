"""The master: seeded random weights, quantised once. Every file holds these values and no others."""

from typing import NamedTuple

import gguf
import numpy as np

from .shape import BLOCK, Shape

SEED = 20240607
FORMATS = {"q8_0": gguf.GGMLQuantizationType.Q8_0, "q4_0": gguf.GGMLQuantizationType.Q4_0}
BITS = {"q8_0": 8, "q4_0": 4}

# Standard deviation of a matrix's output, where its input's is 1. Scores then spread by about 1.6, so that attention
# has preferences; the layers outweigh the embedding, so that the likeliest next token isn't just the last one again.
GAIN = {"q": 1.25, "k": 1.25, "v": 1.0, "o": 1.0, "gate": 1.0, "up": 1.0, "down": 1.0}
EMBEDDING_DEVIATION = 0.1


class Quantised(NamedTuple):
    """A matrix (out, in) in blocks of 32 along its rows: weight = (code - 2^(bits - 1)) * scale."""

    bits: int
    codes: np.ndarray  # uint8 (out, in)
    scales: np.ndarray  # float16 (out, in / 32)

    def dequantised(self) -> np.ndarray:
        """float32 (out, in), exactly what every engine is to compute with."""
        centred = self.codes.astype(np.float32) - (1 << (self.bits - 1))
        return centred * np.repeat(self.scales.astype(np.float32), BLOCK, axis=1)


class Master(NamedTuple):
    """All weights of a checkpoint, in Hugging Face's order of rows."""

    shape: Shape
    format: str
    matrices: dict[str, Quantised]
    norms: dict[str, np.ndarray]  # float32 (hidden,)


def make(shape: Shape, fmt: str) -> Master:
    """The checkpoint of this shape in this format; the same bytes each time."""
    matrices = {}
    for index, (name, size) in enumerate(shape.matrices().items()):
        deviation = EMBEDDING_DEVIATION if name == "embed" else GAIN[name.split(".")[1]] / np.sqrt(size[1])
        values = np.random.default_rng([SEED, index]).standard_normal(size, dtype=np.float32)
        matrices[name] = quantise(values * np.float32(deviation), fmt)
    random = np.random.default_rng([SEED])
    norms = {name: random.uniform(0.5, 1.5, shape.hidden).astype(np.float32) for name in shape.norms()}
    return Master(shape, fmt, matrices, norms)


def quantise(values: np.ndarray, fmt: str) -> Quantised:
    """As llama.cpp does it."""
    rows, width = values.shape
    packed = gguf.quants.quantize(values, FORMATS[fmt]).reshape(rows, width // BLOCK, -1)
    scales = packed[..., :2].copy().view(np.float16)[..., 0]
    stored = packed[..., 2:]
    if BITS[fmt] == 8:
        codes = stored ^ 0x80  # two's complement to offset 128
    else:  # a byte holds elements i and i + 16
        codes = np.concatenate([stored & 15, stored >> 4], axis=-1)
    made = Quantised(BITS[fmt], codes.reshape(rows, width), scales)
    expected = gguf.quants.dequantize(packed.reshape(rows, -1), FORMATS[fmt])
    if not np.array_equal(made.dequantised(), expected):
        raise AssertionError(f"{fmt}: the blocks were not read as gguf reads them")
    return made
