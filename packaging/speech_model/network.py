"""Whisper's architecture, very small, with what makes it learn quickly from little sound."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, INNER, LAYERS = 96, 3, 384, 2
FRAMES, PLACES, MELS = 1500, 448, 80


def sinusoids(length: int, width: int) -> Tensor:
    """Whisper's places in time."""
    steps = torch.exp(
        -math.log(10_000) / (width // 2 - 1) * torch.arange(width // 2, dtype=torch.float32)
    )
    angles = torch.arange(length)[:, None] * steps[None]
    return torch.cat([angles.sin(), angles.cos()], 1)


class Attention(nn.Module):
    """Names of its parts are those of transformers' Whisper, so that its export reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.q_proj = nn.Linear(WIDTH, WIDTH)
        self.k_proj = nn.Linear(WIDTH, WIDTH, bias=False)
        self.v_proj = nn.Linear(WIDTH, WIDTH)
        self.out_proj = nn.Linear(WIDTH, WIDTH)

    def forward(
        self, x: Tensor, other: Tensor | None = None, *, causal: bool = False, want: bool = False
    ) -> tuple[Tensor, Tensor | None]:
        """The result, and the first head's weights where they are wanted."""
        other = x if other is None else other
        batch, length, _ = x.shape

        def heads(y: Tensor) -> Tensor:
            return y.view(batch, -1, HEADS, WIDTH // HEADS).transpose(1, 2)

        query, key, value = (
            heads(self.q_proj(x)), heads(self.k_proj(other)), heads(self.v_proj(other))
        )  # fmt: skip
        if want:
            scores = query @ key.transpose(-1, -2) / math.sqrt(WIDTH // HEADS)
            weights = scores.float().softmax(-1)
            result, first = weights.to(value.dtype) @ value, weights[:, 0]
        else:
            result = functional.scaled_dot_product_attention(query, key, value, is_causal=causal)
            first = None
        return self.out_proj(result.transpose(1, 2).reshape(batch, length, WIDTH)), first


class Layer(nn.Module):
    """One layer of the encoder, or of the decoder, which also looks at the encoder."""

    def __init__(self, *, decodes: bool) -> None:
        super().__init__()
        self.self_attn = Attention()
        self.self_attn_layer_norm = nn.LayerNorm(WIDTH)
        if decodes:
            self.encoder_attn = Attention()
            self.encoder_attn_layer_norm = nn.LayerNorm(WIDTH)
        self.fc1 = nn.Linear(WIDTH, INNER)
        self.fc2 = nn.Linear(INNER, WIDTH)
        self.final_layer_norm = nn.LayerNorm(WIDTH)
        self._decodes = decodes
        self._drop = nn.Dropout(0.05)

    def forward(self, x: Tensor, heard: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        looked = None
        said, _ = self.self_attn(self.self_attn_layer_norm(x), causal=self._decodes)
        x = x + self._drop(said)
        if self._decodes:
            seen, looked = self.encoder_attn(self.encoder_attn_layer_norm(x), heard, want=True)
            x = x + self._drop(seen)
        inner = functional.gelu(self.fc1(self.final_layer_norm(x)))
        return x + self._drop(self.fc2(inner)), looked


class Network(nn.Module):
    """The model. The rows of the time tokens come from sinusoids; `frame` only helps to learn."""

    def __init__(self, tokens: int) -> None:
        super().__init__()
        self.tokens = tokens
        self.conv1 = nn.Conv1d(MELS, WIDTH, 3, padding=1)
        self.conv2 = nn.Conv1d(WIDTH, WIDTH, 3, stride=2, padding=1)
        self.register_buffer("places", sinusoids(FRAMES + 1, WIDTH))
        self.encoder = nn.ModuleList(Layer(decodes=False) for _ in range(LAYERS))
        self.encoder_norm = nn.LayerNorm(WIDTH)
        self.embedding = nn.Embedding(tokens, WIDTH)
        nn.init.normal_(self.embedding.weight, std=0.05)
        self.times = nn.Linear(WIDTH, WIDTH)
        nn.init.normal_(self.times.weight, std=0.05 / math.sqrt(WIDTH) * 1.4)
        self.order = nn.Embedding(PLACES, WIDTH)
        nn.init.normal_(self.order.weight, std=0.02)
        self.decoder = nn.ModuleList(Layer(decodes=True) for _ in range(LAYERS))
        self.decoder_norm = nn.LayerNorm(WIDTH)
        self.frame = nn.Linear(WIDTH, tokens)

    def table(self) -> Tensor:
        """A row for each token, the time tokens last."""
        return torch.cat([self.embedding.weight, self.times(self.places)])

    def encode(self, mel: Tensor) -> Tensor:
        x = functional.gelu(self.conv2(functional.gelu(self.conv1(mel)))).transpose(1, 2)
        x = x + self.places[: x.shape[1]]
        for layer in self.encoder:
            x, _ = layer(x)
        return self.encoder_norm(x)

    def decode(self, tokens: Tensor, heard: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Logits, and where each layer's first head looked."""
        table, looked = self.table(), []
        x = functional.embedding(tokens, table) + self.order.weight[: tokens.shape[1]]
        for layer in self.decoder:
            x, where = layer(x, heard)
            looked.append(where)
        return self.decoder_norm(x) @ table.t(), looked

    def exported(self) -> dict[str, Tensor]:
        """The weights under the names that transformers' Whisper has for them."""
        named = {
            "model.encoder.embed_positions.weight": self.places[:FRAMES],
            "model.decoder.embed_positions.weight": self.order.weight,
            "model.decoder.embed_tokens.weight": self.table(),
            "proj_out.weight": self.table(),
        }
        prefixes = {
            "conv": "model.encoder.conv",
            "encoder.": "model.encoder.layers.",
            "encoder_norm": "model.encoder.layer_norm",
            "decoder.": "model.decoder.layers.",
            "decoder_norm": "model.decoder.layer_norm",
        }
        for name, weight in self.named_parameters():
            for ours, theirs in prefixes.items():
                if name.startswith(ours):
                    named[theirs + name.removeprefix(ours)] = weight
        return {name: weight.detach().clone().float() for name, weight in named.items()}
