"""A checkpoint as ONNX for onnxruntime-web: MatMulNBits and GroupQueryAttention, as its own exporters write models."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .master import Master, Quantised
from .shape import BLOCK

MICROSOFT = "com.microsoft"


def write(master: Master, path: Path, plain: bool = False) -> None:
    """Inputs: input_ids (1, t), attention_mask (1, T), positions (n): whose logits are wanted; past keys and values
    (1, kv_heads, T - t, head_dim). Outputs: logits (1, n, vocab), present keys and values. `plain` stores the same
    values as f32, which onnxruntime-web's wasm multiplies faster than its quantised blocks."""
    onnx.save((PlainGraph if plain else Graph)(master).model(), path)


class Graph:
    """The graph while it grows."""

    def __init__(self, master: Master):
        self.master = master
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.inputs: list[onnx.ValueInfoProto] = []
        self.outputs: list[onnx.ValueInfoProto] = []

    def model(self) -> onnx.ModelProto:
        """The whole model."""
        shape = self.master.shape
        self.inputs.append(helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "t"]))
        self.inputs.append(helper.make_tensor_value_info("attention_mask", TensorProto.INT64, [1, "T"]))
        self.inputs.append(helper.make_tensor_value_info("positions", TensorProto.INT64, ["n"]))
        self.outputs.append(helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, "n", shape.vocab]))
        for name, values in self.master.norms.items():
            self.constant(name, values)
        self.lengths()
        self.rotations()

        residual = self.embedding()
        normed = self.norm(residual, "0.norm_attn")
        for layer in range(shape.layers):
            mixed = self.attention(layer, normed)
            normed, residual = self.add_and_norm(residual, mixed, f"{layer}.norm_mlp")
            fed = self.mlp(layer, normed)
            following = f"{layer + 1}.norm_attn" if layer + 1 < shape.layers else "norm"
            normed, residual = self.add_and_norm(residual, fed, following)
        wanted = self.node("Gather", [normed, "positions"], axis=1)
        self.matmul("embed", wanted, output="logits")

        graph = helper.make_graph(self.nodes, shape.name, self.inputs, self.outputs, self.constants)
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)

    def constant(self, name: str, values: np.ndarray) -> str:
        """A tensor stored in the file."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str = "", domain: str = "", **attributes) -> str:
        """A node with one output."""
        output = output or f"{kind}.{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def lengths(self) -> None:
        """T as GroupQueryAttention wants it: `total` is T, `last` is T - 1 for the one sequence of the batch."""
        one, axis = self.constant("one", np.array([1])), self.constant("axis", np.array(1))
        count = self.node("ReduceSum", ["attention_mask", one], keepdims=1)
        self.node("Cast", [self.node("Sub", [count, one])], output="last", to=TensorProto.INT32)
        size = self.node("Gather", [self.node("Shape", ["attention_mask"]), axis], axis=0)
        self.node("Cast", [size], output="total", to=TensorProto.INT32)

    def rotations(self) -> None:
        """cos and sin, (context, head_dim / 2)."""
        shape = self.master.shape
        frequencies = shape.rope_base ** (-np.arange(0, shape.head_dim, 2) / shape.head_dim)
        angles = np.outer(np.arange(shape.context), frequencies)
        self.constant("cos", np.cos(angles).astype(np.float32))
        self.constant("sin", np.sin(angles).astype(np.float32))

    def embedding(self) -> str:
        """The rows of the quantised table, (1, t, hidden); the output matrix is the same table."""
        table = self.master.matrices["embed"]
        blocks = self.blocks("embed", table)
        rows, width = table.codes.shape
        flat = self.constant("embed.flat", np.array([rows, width * table.bits // 8]))
        codes = self.node("Reshape", [blocks[0], flat])
        settings = {"gather_axis": 0, "quantize_axis": 1, "block_size": BLOCK, "bits": table.bits}
        return self.node("GatherBlockQuantized", [codes, "input_ids", blocks[1]], domain=MICROSOFT, **settings)

    def blocks(self, name: str, matrix: Quantised) -> list[str]:
        """Codes (out, in / 32, block bytes), in 4 bits elements 2i and 2i + 1 to a byte; scales (out, in / 32)."""
        rows, width = matrix.codes.shape
        codes = matrix.codes.reshape(rows, width // BLOCK, BLOCK)
        if matrix.bits == 4:
            codes = codes[..., 0::2] | (codes[..., 1::2] << 4)
        scales = matrix.scales.astype(np.float32)
        return [self.constant(f"{name}.codes", codes), self.constant(f"{name}.scales", scales)]

    def matmul(self, name: str, of: str, output: str = "") -> str:
        """`of` (1, t, in) through a quantised matrix: (1, t, out)."""
        matrix = self.master.matrices[name]
        rows, width = matrix.codes.shape
        stored = [f"{name}.codes", f"{name}.scales"] if name == "embed" else self.blocks(name, matrix)
        settings = {"K": width, "N": rows, "bits": matrix.bits, "block_size": BLOCK, "accuracy_level": 4}
        return self.node("MatMulNBits", [of, *stored], output, MICROSOFT, **settings)

    def norm(self, of: str, name: str) -> str:
        """RMSNorm."""
        settings = {"axis": -1, "epsilon": self.master.shape.eps, "stash_type": 1}
        return self.node("SimplifiedLayerNormalization", [of, name], **settings)

    def add_and_norm(self, residual: str, update: str, name: str) -> tuple[str, str]:
        """RMSNorm of the sum, and the sum."""
        outputs = [f"{name}.out", "", "", f"{name}.sum"]
        eps = self.master.shape.eps
        inputs = [residual, update, name]
        kind = "SkipSimplifiedLayerNormalization"
        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=MICROSOFT, epsilon=eps))
        return outputs[0], outputs[3]

    def attention(self, layer: int, of: str) -> str:
        """Grouped-query attention over what is cached and what is new, with RoPE in Hugging Face's order."""
        shape = self.master.shape
        q, k, v = (self.matmul(f"{layer}.{name}", of) for name in "qkv")
        past = [f"past.{layer}.{part}" for part in ("key", "value")]
        present = [f"present.{layer}.{part}" for part in ("key", "value")]
        for names, values, length in ((past, self.inputs, "T - t"), (present, self.outputs, "T")):
            size = [1, shape.kv_heads, length, shape.head_dim]
            values += [helper.make_tensor_value_info(name, TensorProto.FLOAT, size) for name in names]
        mixed = f"{layer}.mixed"
        inputs = [q, k, v, *past, "last", "total", "cos", "sin"]
        settings = {"num_heads": shape.heads, "kv_num_heads": shape.kv_heads, "do_rotary": 1, "rotary_interleaved": 0}
        outputs = [mixed, *present]
        self.nodes.append(helper.make_node("GroupQueryAttention", inputs, outputs, domain=MICROSOFT, **settings))
        return self.matmul(f"{layer}.o", mixed)

    def mlp(self, layer: int, of: str) -> str:
        """down(silu(gate) * up)."""
        gate, up = (self.matmul(f"{layer}.{name}", of) for name in ("gate", "up"))
        silu = self.node("Mul", [gate, self.node("Sigmoid", [gate])])
        return self.matmul(f"{layer}.down", self.node("Mul", [silu, up]))


class PlainGraph(Graph):
    """The same with f32 matrices."""

    def embedding(self) -> str:
        """The rows of the table, (1, t, hidden)."""
        table = self.constant("embed", self.master.matrices["embed"].dequantised())
        return self.node("Gather", [table, "input_ids"], axis=0)

    def matmul(self, name: str, of: str, output: str = "") -> str:
        """`of` (1, t, in) through a matrix stored as (in, out): (1, t, out)."""
        if name == "embed":
            return self.node("MatMul", [of, self.node("Transpose", ["embed"], perm=[1, 0])], output)
        values = self.master.matrices[name].dequantised()
        return self.node("MatMul", [of, self.constant(name, values.T)], output)
