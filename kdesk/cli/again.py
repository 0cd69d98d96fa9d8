"""Having memos heard with another model, or in another language."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from kdesk.domain.ids import MemoId
from kdesk.domain.language import CODES
from kdesk.domain.memo import Listening
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.transcriber import Transcriber
from kdesk.speech import choice
from kdesk.speech import models as speech_models
from kdesk.store import memos
from kdesk.store.vault import Vault


def ask(
    transcriber: Transcriber, vault: Vault, models: Path, chosen: Namespace
) -> tuple[MemoId, ...]:
    """Ask for what was chosen, and say which that is: one memo again and no other, or all that
    wait.

    Problem NOT_FOUND for a memo or a model that isn't there, BAD_INPUT for a language that is none
    or that the model doesn't know.
    """
    language = chosen.language and chosen.language.lower()
    _check(models, chosen.model, language)
    transcriber.look_over()
    waiting = tuple(memo.id for memo in memos.waiting(vault))
    if chosen.again is not None:
        memo_id = memos.find(vault, chosen.again).id
        for other in waiting:
            transcriber.cancel(other)
        waiting = (memo_id,)
    elif not chosen.model and language is None:
        return waiting
    for memo_id in waiting:
        transcriber.ask(memo_id, model=chosen.model or "", language=language)
    return waiting


def check_heard(vault: Vault, memo_ids: Sequence[MemoId]) -> None:
    """Problem SPEECH_FAILED that names each of these that could not be heard, with its reason."""
    found = (memos.find(vault, memo_id) for memo_id in memo_ids)
    failed = [f"{memo.id}: {memo.reason}" for memo in found if memo.listening is Listening.FAILED]
    if failed:
        raise Problem(Trouble.SPEECH_FAILED, "\n".join(failed))


def _check(models: Path, name: str | None, language: str | None) -> None:
    if language and language not in CODES:
        raise Problem(
            Trouble.BAD_INPUT,
            f"{language} is no language a speech model knows. Give a short code such as en or de.",
        )
    if not name:
        there = speech_models.installed(models)
        if language and there and not any(choice.hears(model, language) for model in there):
            raise Problem(
                Trouble.BAD_INPUT, f"No speech model here knows that language ({language})."
            )
        return
    if name not in {folder.name for folder in speech_models.folders(models)}:
        raise Problem(
            Trouble.NOT_FOUND,
            f"There is no speech model called {name}. `kdesk models list` prints them.",
        )
    if not choice.hears(speech_models.usable(models / name), language or ""):
        raise Problem(
            Trouble.BAD_INPUT, f"The speech model {name} doesn't know that language ({language})."
        )
