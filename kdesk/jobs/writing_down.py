"""One memo heard to its end by the speech process: gone on with, begun again, or given up."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from kdesk.domain.memo import Memo
from kdesk.domain.problem import Problem, Trouble
from kdesk.jobs.drafts import NOTHING, Draft, Drafts
from kdesk.jobs.ear import Ear, EarLostError
from kdesk.jobs.hearing import Finished, Words
from kdesk.speech import models as speech_models
from kdesk.speech.models import Model
from kdesk.speech.wish import Wish
from kdesk.store.vault import Vault

ATTEMPTS = 2
"""Times a memo is tried before it counts as failed; all but the first on the processor alone, for
a graphics card may fail, or take the process with it."""

LOST = (
    "The speech process stopped twice while it heard this memo. "
    "Try again later, or choose a smaller speech model."
)


class PutBackError(Exception):
    """Somebody cancelled, or kdesk closes: the memo at hand is left as it was."""


class _OtherModelError(Exception):
    """The language is known by now, and it has a model of its own."""


class WritingDown:
    """Owns the speech process; all but `stop` is called on the thread that works.

    `model_for` says who hears a memo, as far as its language is known, and raises what is wrong
    with that model; `put_back` is asked between two pieces; `told` hears how much is heard, to 1.
    """

    def __init__(
        self,
        vault: Vault,
        drafts: Drafts,
        wish: Callable[[], Wish],
        *,
        model_for: Callable[[Memo], Model],
        put_back: Callable[[Memo], bool],
        told: Callable[[Memo, float], None],
    ) -> None:
        self._vault = vault
        self._drafts = drafts
        self._wish = wish
        self._model_for = model_for
        self._put_back = put_back
        self._told = told
        self._ear = Ear()
        self._refused: dict[object, str] = {}

    def language_of(self, memo: Memo) -> str:
        """The one it is to be heard in, or what was found out by now; empty: not known yet."""
        draft = self._drafts.of(memo.id)
        return memo.language or self._wish().language or (draft.language if draft else "")

    def memo(self, memo: Memo, model: Model) -> Draft:
        """All of a memo's words, begun with this model.

        Raises PutBackError, and Problem SPEECH_FAILED, BAD_MODEL, DAMAGED.
        """
        try:
            return self._tried(memo, model)
        except (PutBackError, Problem):
            self._ear.close()  # it may still hear this memo; the next one gets none of its words
            raise

    def loadable(self, model: Model) -> Model:
        """The model itself; Problem BAD_MODEL when it couldn't be loaded and is still the same."""
        if sentence := self._refused.get(speech_models.stamp(model.folder)):
            raise Problem(Trouble.BAD_MODEL, sentence)
        return model

    def try_all_again(self) -> None:
        """Load what could not be loaded once more, even though it is the same."""
        self._refused.clear()

    def stop(self) -> None:
        """End the speech process, whatever it does; on any thread."""
        self._ear.stop()

    def close(self) -> None:
        """End it and let go of its pipes; the next memo starts another."""
        self._ear.close()

    def _tried(self, memo: Memo, model: Model) -> Draft:
        """The same, with what goes wrong tried once more."""
        reason = Problem(Trouble.SPEECH_FAILED, LOST)
        failed = 0
        while failed < ATTEMPTS:
            if self._put_back(memo):
                raise PutBackError
            try:
                return self._heard(memo, model, on_cpu=failed > 0)
            except _OtherModelError:
                model = self._model_for(memo)
            except EarLostError:
                failed += 1
            except Problem as problem:
                if problem.trouble is not Trouble.SPEECH_FAILED:
                    raise
                reason = problem
                failed += 1
            self._ear.close()  # with the memory that may have been short
        if self._put_back(memo):
            raise PutBackError
        raise reason

    def _heard(self, memo: Memo, model: Model, *, on_cpu: bool) -> Draft:
        """Go on from what is heard of a memo until all of it is."""
        draft = self._begun(memo, model)
        for answer in self._answers(memo, model, draft, on_cpu=on_cpu):
            if self._put_back(memo):
                raise PutBackError
            if isinstance(answer, Finished):
                return replace(draft, language=answer.language)
            found_out = bool(answer.language) and not draft.language
            draft = draft.more(answer)
            self._drafts.keep(memo.id, draft)
            if found_out and self._model_for(memo).folder != model.folder:
                raise _OtherModelError
            self._told(memo, min(1.0, draft.until / max(memo.seconds, draft.until)))
        raise EarLostError

    def _answers(
        self, memo: Memo, model: Model, draft: Draft, *, on_cpu: bool
    ) -> Iterator[Words | Finished]:
        """What the process says; a model that can't be loaded is remembered."""
        stamp = speech_models.stamp(model.folder)
        wish = draft.rest(replace(self._wish(), language=self.language_of(memo)))
        # Nothing here keeps the sound: that of a memo of hours is hundreds of megabytes.
        flac = self._vault.blobs.read
        try:
            yield from self._ear.listen(model.folder, flac(memo.sound), wish, on_cpu=on_cpu)
        except Problem as problem:
            if problem.trouble is not Trouble.BAD_MODEL:
                raise
            named = speech_models.unusable(model.folder, problem.sentence)
            self._refused[stamp] = named.sentence
            raise named from problem

    def _begun(self, memo: Memo, model: Model) -> Draft:
        """What this model has heard of the memo by now, and nothing that the memo doesn't hold."""
        draft = self._drafts.of(memo.id)
        if draft is not None and draft.model == model.name and draft.until <= memo.seconds:
            return draft
        return replace(NOTHING, model=model.name)
