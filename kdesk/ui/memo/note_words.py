"""What happened while a memo was spoken, in quiet words."""

from typing import NamedTuple

from PySide6.QtCore import QObject

from kdesk.domain.note import Note, NoteKind
from kdesk.domain.times import length


class Fact(NamedTuple):
    """Something that happened, and how it is said."""

    note: Note
    words: str


class NoteWords(QObject):
    """Says what a note means; no word of it blames anybody."""

    def said(self, notes: tuple[Note, ...]) -> tuple[Fact, ...]:
        """Each note with its words, without a full stop."""
        return tuple(Fact(note, self._words(note)) for note in notes)

    def _words(self, note: Note) -> str:
        if note.kind is NoteKind.MARK:
            return self.tr("You marked this moment")
        if note.kind is NoteKind.PAUSE:
            return self.tr("You paused here for {length}").format(length=self._length(note))
        if note.kind is NoteKind.GAP:
            return self.tr("Here {length} of sound went missing").format(length=self._length(note))
        if note.kind is NoteKind.LOUD:
            return self.tr("Louder here than the microphone could take")
        return self._part(note)

    def _part(self, note: Note) -> str:
        if not note.text:
            told = self.tr("The microphone was away here for {length}")
        elif note.length < 1:
            told = self.tr("From here on with “{device}”")
        else:
            told = self.tr("From here on with “{device}”, found after {length}")
        return told.format(device=note.text, length=self._length(note))

    def _length(self, note: Note) -> str:
        return self.tr("less than a second") if note.length < 0.5 else length(note.length)
