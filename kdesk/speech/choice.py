"""Which model hears which language: what the person chose, else what is there and can."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from kdesk.speech.models import Model, installed, usable


class Choices(Protocol):
    """What is asked of the settings; system.settings.Settings answers it."""

    @property
    def speech_model(self) -> str:
        """The model for every language without one of its own; empty: the first that is there."""

    @property
    def speech_models(self) -> tuple[str, ...]:
        """The model for a language, as in `de=small`."""


def chosen(models: Path, settings: Choices, language: str = "") -> Model | None:
    """The model that hears this language; an empty one is not known yet.

    One that knows only English is not asked for another language. None when there is none to ask.
    Raises Problem BAD_MODEL when the one chosen by hand is damaged.
    """
    for name in (by_language(settings).get(language, ""), settings.speech_model):
        if _names_one(name) and (models / name).is_dir():
            model = usable(models / name)
            if hears(model, language):
                return model
    return next((model for model in installed(models) if hears(model, language)), None)


def _names_one(name: str) -> bool:
    """Whether it is the name of a folder of models' own folder, and leads nowhere else."""
    return bool(name) and Path(name).name == name and not name.startswith(".")


def chosen_then(chosen: str, before: Sequence[str], now: Sequence[str]) -> str:
    """The model to choose once these are here instead of those before.

    The first that comes is used; one that was in use because it was the first stays in use.
    """
    if chosen in (*before, *now) or set(now) <= set(before):
        return chosen
    return next((name for name in before if name in now), now[0])


def hears(model: Model, language: str) -> bool:
    """Whether a model knows this language; an empty one may be any."""
    return not language or model.languages in {"many", language}


def by_language(settings: Choices) -> dict[str, str]:
    """The models chosen for single languages."""
    pairs = (pair.partition("=") for pair in settings.speech_models)
    return {language: name for language, _, name in pairs if language and name}


def with_choice(settings: Choices, language: str, name: str) -> tuple[str, ...]:
    """The same choices with this one; an empty name takes the language's own choice away."""
    pairs = {**by_language(settings), language: name}
    return tuple(f"{language}={name}" for language, name in sorted(pairs.items()) if name)
