"""Expected trouble: what the world does to us, said in one plain sentence."""

from enum import StrEnum


class Trouble(StrEnum):
    """What went wrong, for code that must choose what to do about it."""

    WRONG_KEY = "wrong-key"
    DAMAGED = "damaged"
    TOO_NEW = "too-new"
    NO_VAULT = "no-vault"
    VAULT_EXISTS = "vault-exists"
    IN_USE = "in-use"
    DISK_FULL = "disk-full"
    CANNOT_READ = "cannot-read"
    CANNOT_WRITE = "cannot-write"
    NO_MICROPHONE = "no-microphone"
    NO_SPEAKER = "no-speaker"
    NO_SOUND_LIBRARY = "no-sound-library"
    NO_MODEL = "no-model"
    BAD_MODEL = "bad-model"
    SPEECH_FAILED = "speech-failed"
    CANNOT_FETCH = "cannot-fetch"
    BAD_FILE = "bad-file"
    NOT_FOUND = "not-found"
    NOTHING_THERE = "nothing-there"
    BAD_INPUT = "bad-input"


class Problem(Exception):  # noqa: N818 - it is the world that errs, not the program
    """Trouble that is nobody's bug; `str(problem)` is the one sentence a person reads.

    The sentence says what happened and what to do, and never holds a word of the journal.
    """

    def __init__(self, trouble: Trouble, sentence: str) -> None:
        super().__init__(sentence)
        self.trouble = trouble
        self.sentence = sentence
