"""A Whisper of the published *base* size with random weights: true cost, meaningless words.

Dimensions are those of OpenAI's base model: width 512, 6 + 6 layers, 8 heads, 51865 tokens. A few
of its weights are not random: they count how much of the 30 seconds it hears is sound, so that a
piece becomes about TOKENS_A_SECOND tokens for each of its seconds, as much as speech does, and then
a time and the end. Everything else is computed as always and comes to nothing.
"""

import json
import shutil
import tempfile
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

WIDTH, LAYERS, HEADS, MELS, TOKENS = 512, 6, 8, 80, 51865
WORDS = 50257
LANGUAGES = 99
TOKENS_A_SECOND = 3.3
"""150 words a minute, 1.3 tokens a word."""
LOUDNESS = 50.0
"""How much louder a place speaks than all the layers together, in each number."""
STEP = LOUDNESS / 2
"""How much one place more adds to TIME and END."""
SOUND, TIME, END = 0, 0, 1
"""Which of the encoder's numbers tells sound from none; which of the decoder's tell that it is time
for the last time and for the end."""


def folder() -> Path:
    """Where the model is, made the first time it is asked for (about ten seconds, 80 MB)."""
    kept = Path(tempfile.gettempdir()) / "kdesk-bench" / "whisper-base-random-5"
    if not kept.is_dir():
        half = kept.with_name(kept.name + ".part")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        _make(half)
        half.rename(kept)
    return kept


def _make(place: Path) -> None:
    from ctranslate2.specs import WhisperSpec

    spec = WhisperSpec(LAYERS, HEADS, LAYERS, HEADS)
    random = np.random.default_rng(11)
    _fill_encoder(spec.encoder, random)
    _fill_decoder(spec.decoder, random)
    tokens = _tokens()
    spec.register_vocabulary(tokens)
    begin = tokens.index("<|startoftranscript|>")
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [220, WORDS]
    spec.config.lang_ids = list(range(begin + 1, begin + 1 + LANGUAGES))
    spec.config.alignment_heads = [[3, 1], [4, 2], [4, 3], [5, 1]]
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(place))
    (place / "tokenizer.json").write_text(json.dumps(_tokenizer(tokens)), encoding="utf-8")
    (place / "kdesk.toml").write_text('language = "en"\n', encoding="utf-8")


def _matrix(random: np.random.Generator, *shape: int) -> Any:
    return (random.standard_normal(shape) / np.sqrt(shape[-1])).astype(np.float32)


def _fill_linear(linear: Any, random: np.random.Generator, out: int, into: int) -> None:
    linear.weight = _matrix(random, out, into)
    linear.bias = np.zeros(out, np.float32)


def _fill_norm(norm: Any) -> None:
    norm.gamma, norm.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)


def _fill_layer(layer: Any, random: np.random.Generator) -> None:
    attentions = [layer.self_attention]
    if hasattr(layer, "attention"):
        attentions.append(layer.attention)
    for attention in attentions:
        _fill_norm(attention.layer_norm)
        widths = (3, 1) if len(attention.linear) == 2 else (1, 2, 1)
        for linear, times in zip(attention.linear, widths, strict=True):
            _fill_linear(linear, random, times * WIDTH, WIDTH)
    _fill_norm(layer.ffn.layer_norm)
    _fill_linear(layer.ffn.linear_0, random, 4 * WIDTH, WIDTH)
    _fill_linear(layer.ffn.linear_1, random, WIDTH, 4 * WIDTH)


def _fill_encoder(encoder: Any, random: np.random.Generator) -> None:
    for conv, into in ((encoder.conv1, MELS), (encoder.conv2, WIDTH)):
        conv.weight = _matrix(random, WIDTH, into, 3)
        conv.bias = np.zeros(WIDTH, np.float32)
    encoder.position_encodings.encodings = _matrix(random, 1500, WIDTH)
    _fill_norm(encoder.layer_norm)
    for layer in encoder.layer:
        _fill_layer(layer, random)
        _keep_clear(layer, SOUND)
    # what comes after the sound is nought in every band, and nothing else is
    encoder.conv1.weight[: 2 * MELS] = 0
    for band in range(MELS):
        encoder.conv1.weight[band, band, 1] = 1
        encoder.conv1.weight[MELS + band, band, 1] = -1
    encoder.conv2.weight[SOUND] = 0
    encoder.conv2.weight[SOUND, : 2 * MELS, 1] = 1000
    encoder.position_encodings.encodings[:, SOUND] = 0


def _fill_decoder(decoder: Any, random: np.random.Generator) -> None:
    words = _matrix(random, TOKENS, WIDTH)
    words[:, [TIME, END]] = 0
    # the last time comes into its own with both; said, it brings the end with it
    words[-1, [TIME, END]] = 4 * STEP
    words[WORDS, END] = 16 * STEP
    decoder.embeddings.weight = decoder.projection.weight = words
    decoder.projection.bias = np.zeros(TOKENS, np.float32)
    decoder.projection.bias[WORDS + 1 : -1] = -1000
    _fill_norm(decoder.layer_norm)
    for layer in decoder.layer:
        _fill_layer(layer, random)
        _keep_clear(layer, TIME, END)
    # the first layer looks at all 30 seconds alike and finds how much of them is sound
    ask, answer, tell = decoder.layer[0].attention.linear
    ask.weight[:] = 0
    answer.weight[WIDTH] = 0
    answer.weight[WIDTH, SOUND] = 1
    tell.weight[[TIME, END], 0] = -STEP * 30 * TOKENS_A_SECOND / np.sqrt(WIDTH)
    places = LOUDNESS * random.standard_normal((448, WIDTH)).astype(np.float32)
    places[:, TIME] = STEP * np.arange(448)
    places[:, END] = places[:, TIME] - 3 * STEP
    decoder.position_encodings.encodings = places


def _keep_clear(layer: Any, *numbers: int) -> None:
    """Have the layer say nothing of these."""
    for linear in (layer.self_attention.linear[-1], layer.ffn.linear_1):
        linear.weight[list(numbers)] = 0
    if hasattr(layer, "attention"):
        layer.attention.linear[-1].weight[list(numbers)] = 0


def _tokens() -> list[str]:
    """Words of letters, then Whisper's own marks in Whisper's order."""
    from faster_whisper.tokenizer import _LANGUAGE_CODES
    from tokenizers.pre_tokenizers import ByteLevel

    letters = sorted(ByteLevel.alphabet())
    words = ["Ġ" + "".join(some) for some in product("abcdefghijklmnopqrstuvwxyz", repeat=4)]
    marks = ["<|endoftext|>", "<|startoftranscript|>"]
    marks += [f"<|{code}|>" for code in _LANGUAGE_CODES[:LANGUAGES]]
    marks += ["<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>"]
    marks += ["<|nospeech|>", "<|notimestamps|>"]
    marks += [f"<|{step * 0.02:.2f}|>" for step in range(1501)]
    tokens = [*letters, *words[:: len(words) // WORDS]][:WORDS] + marks
    assert len(tokens) == TOKENS, len(tokens)
    return tokens


def _tokenizer(tokens: list[str]) -> dict[str, Any]:
    byte_level = {
        "type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True,
    }  # fmt: skip
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": at, "content": token, "single_word": False, "lstrip": False,
                "rstrip": False, "normalized": False, "special": True,
            }
            for at, token in enumerate(tokens)
            if at >= WORDS
        ],
        "normalizer": None,
        "pre_tokenizer": byte_level,
        "post_processor": None,
        "decoder": byte_level,
        "model": {
            "type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "",
            "end_of_word_suffix": "", "fuse_unk": False, "byte_fallback": False,
            "vocab": {token: at for at, token in enumerate(tokens[:WORDS])}, "merges": [],
        },
    }  # fmt: skip
