"""A speech model's files, looked through before anything loads them."""

import json
import os
import struct
from pathlib import Path
from typing import BinaryIO

from kdesk.domain.problem import Problem, Trouble

WANTED = ("config.json", "model.bin", "tokenizer.json", "vocabulary.*")
"""Without any one of these faster-whisper fails, or asks the internet for it."""

_MANY_LANGUAGES = 51865
"""Tokens from which CTranslate2 takes a Whisper for one of many languages."""
_SPECIFICATION = b"WhisperSpec\0"
_VERSIONS = range(4, 7)
"""Of CTranslate2's file format that state each variable's size; Whisper came with 6."""


def looked_through(folder: Path) -> str:
    """Whether the model hears `en` or `many` languages, once every file was seen to be whole.

    Raises Problem BAD_MODEL that names what is missing or broken, OSError and UnicodeDecodeError.
    """
    if not folder.is_dir():
        raise bad("There is no folder with a speech model there. Choose another folder.")
    missing = [name for name in WANTED if not files(folder, (name,))]
    if len(missing) == len(WANTED):
        raise bad("This folder holds no speech model. Choose the folder that has model.bin in it.")
    if missing:
        named = missing[0] if len(missing) == 1 else ", ".join(missing[:-1]) + f" and {missing[-1]}"
        raise bad(f"The speech model isn't whole: {named} missing. Copy its folder again.")
    if not isinstance(_json(folder / "config.json"), dict):
        raise _damaged("config.json")
    if not _holds_a_model(_json(folder / "tokenizer.json")):
        raise _damaged("tokenizer.json")
    with (folder / "model.bin").open("rb") as weights:
        _walk(weights)
    (vocabulary, *_) = files(folder, ("vocabulary.*",))
    tokens = _tokens(vocabulary)
    if not tokens:
        raise _damaged(vocabulary.name)
    return "many" if tokens >= _MANY_LANGUAGES else "en"


def files(folder: Path, patterns: tuple[str, ...]) -> list[Path]:
    """Those of a folder's files that have one of these names, in their order."""
    return [file for pattern in patterns for file in sorted(folder.glob(pattern)) if file.is_file()]


def bad(sentence: str) -> Problem:
    """Why a model can't be used."""
    return Problem(Trouble.BAD_MODEL, sentence)


def _damaged(name: str) -> Problem:
    return bad(f"The speech model's file {name} is damaged. Copy its folder again.")


def _json(file: Path) -> object:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        return None


def _holds_a_model(tokenizer: object) -> bool:
    """Whether a tokenizer's file has the words it makes of sounds, as `tokenizers` writes it."""
    model = tokenizer.get("model") if isinstance(tokenizer, dict) else None
    return isinstance(model, dict) and bool(model.get("vocab"))


def _tokens(vocabulary: Path) -> int:
    """How many tokens a vocabulary.json (a list) or vocabulary.txt (a line each) holds."""
    if vocabulary.suffix == ".json":
        found = _json(vocabulary)
        return len(found) if isinstance(found, list) else 0
    return len(vocabulary.read_bytes().splitlines())


def _walk(weights: BinaryIO) -> None:
    """Go through a model.bin from name to name, which shows whether it ends where it should.

    The layout is written down in ctranslate2/specs/model_spec.py, `ModelSpec._serialize`.
    """
    if os.fstat(weights.fileno()).st_size == 0:
        raise bad("The speech model's file model.bin is empty. Copy its folder again.")
    try:
        (version,) = _unpack(weights, "<I")
        specification = _string(weights)
        if specification != _SPECIFICATION:
            raise bad("This folder holds a model of another kind, not a Whisper for CTranslate2.")
        if version not in _VERSIONS:
            raise bad("This speech model was made for another version of CTranslate2.")
        _, variables = _unpack(weights, "<II")
        for _ in range(variables):
            _string(weights)
            (rank,) = _unpack(weights, "<B")
            *_, length = _unpack(weights, f"<{rank}IBI")
            weights.seek(length, os.SEEK_CUR)  # past the end, the next name can't be read
        (aliases,) = _unpack(weights, "<I")
        for _ in range(2 * aliases):
            _string(weights)
    except EOFError:
        raise bad("The speech model's file model.bin is cut off. Copy its folder again.") from None


def _string(file: BinaryIO) -> bytes:
    (length,) = _unpack(file, "<H")
    found = file.read(length)
    if len(found) < length:
        raise EOFError
    return found


def _unpack(file: BinaryIO, layout: str) -> tuple[int, ...]:
    found = file.read(struct.calcsize(layout))
    if len(found) < struct.calcsize(layout):
        raise EOFError
    return struct.unpack(layout, found)
