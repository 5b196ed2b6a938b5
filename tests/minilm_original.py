"""all-MiniLM-L6-v2 with its original 32-bit weights, in numpy, to compare the 8-bit weights with."""

import json

import numpy as np


def read_safetensors(path):
    """Return the arrays of a safetensors file: eight bytes of length, a JSON header, the numbers."""
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    body = memoryview(data)[8 + size :]
    return {
        name: np.frombuffer(body[slice(*told["data_offsets"])], np.float32).reshape(told["shape"])
        for name, told in header.items()
        if name != "__metadata__" and told["dtype"] == "F32"
    }


def norm(rows, weights, name):
    rows = rows - rows.mean(axis=-1, keepdims=True)
    rows = rows / np.sqrt((rows * rows).mean(axis=-1, keepdims=True) + 1e-12)
    return rows * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def linear(rows, weights, name):
    return rows @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def softmax(rows):
    rows = np.exp(rows - rows.max(axis=-1, keepdims=True))
    return rows / rows.sum(axis=-1, keepdims=True)


def gelu(rows):
    from scipy.special import erf

    return rows * 0.5 * (1 + erf(rows / np.sqrt(2)))


def original_vector(path, tokeniser, text, n_heads=12):
    """Return the mean of the last layer's rows: Vaswani et al., Attention is all you need (2017)."""
    weights = read_safetensors(path)
    numbers = [piece.number for piece in tokeniser.tokens(text, 256)]
    rows = weights["embeddings.word_embeddings.weight"][numbers]
    rows = rows + weights["embeddings.position_embeddings.weight"][: len(numbers)]
    rows = norm(rows + weights["embeddings.token_type_embeddings.weight"][0], weights, "embeddings.LayerNorm")
    for layer in range(6):
        at = f"encoder.layer.{layer}"
        query, key, value = (
            linear(rows, weights, f"{at}.attention.self.{part}").reshape(len(numbers), n_heads, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        seen = softmax(query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[-1])) @ value
        seen = seen.transpose(1, 0, 2).reshape(len(numbers), -1)
        rows = norm(
            rows + linear(seen, weights, f"{at}.attention.output.dense"), weights, f"{at}.attention.output.LayerNorm"
        )
        inner = gelu(linear(rows, weights, f"{at}.intermediate.dense"))
        rows = norm(rows + linear(inner, weights, f"{at}.output.dense"), weights, f"{at}.output.LayerNorm")
    return rows.mean(axis=0).astype(np.float64)
