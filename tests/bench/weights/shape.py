"""The shapes that are timed."""

from dataclasses import dataclass

BLOCK = 32  # weights that share a scale, in GGUF's Q8_0 and Q4_0 as in MatMulNBits
PROMPT_IDS = 94  # prompts keep to the first ids: see gguf_file.add_tokenizer


@dataclass(frozen=True)
class Shape:
    """A Llama-family model with tied embeddings; every row of a matrix divides into blocks of 32."""

    name: str
    hidden: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    intermediate: int
    vocab: int
    rope_base: float
    eps: float = 1e-5
    context: int = 1024  # the most positions

    def matrices(self) -> dict[str, tuple[int, int]]:
        """Every matrix by name, (out, in)."""
        q, kv = self.heads * self.head_dim, self.kv_heads * self.head_dim
        layer = {
            "q": (q, self.hidden),
            "k": (kv, self.hidden),
            "v": (kv, self.hidden),
            "o": (self.hidden, q),
            "gate": (self.intermediate, self.hidden),
            "up": (self.intermediate, self.hidden),
            "down": (self.hidden, self.intermediate),
        }
        named = {f"{index}.{name}": size for index in range(self.layers) for name, size in layer.items()}
        return {"embed": (self.vocab, self.hidden)} | named

    def norms(self) -> list[str]:
        """Every norm by name; each is (hidden,)."""
        return [f"{i}.{name}" for i in range(self.layers) for name in ("norm_attn", "norm_mlp")] + ["norm"]

    def parameters(self) -> int:
        """How many numbers the model has learned."""
        return sum(rows * width for rows, width in self.matrices().values()) + len(self.norms()) * self.hidden


SHAPES = {
    shape.name: shape
    for shape in (
        Shape("135m", 576, 30, 9, 3, 64, 1536, 49152, rope_base=100000.0),  # SmolLM2-135M's
        Shape("15m", 288, 6, 6, 2, 48, 768, 32000, rope_base=10000.0),  # stories15M's, with grouped queries
    )
}
