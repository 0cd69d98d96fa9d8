"""Sound, player and words of a memo, kept together: where one of them goes, the others go too."""

from PySide6.QtCore import QObject

from kdesk.ui.memo.player_card import PlayerCard
from kdesk.ui.memo.transcript_text import TranscriptText
from kdesk.ui.widgets.playing import Playing


class ReadingAlong(QObject):
    """A word leads to its sound, the sound to its word."""

    def __init__(self, playing: Playing, player: PlayerCard, words: TranscriptText) -> None:
        super().__init__(playing)
        self._playing, self._player, self._words = playing, player, words
        player.toggled.connect(playing.toggle)
        player.sought.connect(self._seek)
        player.paced.connect(playing.pace)
        player.repeated.connect(self._repeat)
        playing.moved.connect(player.show_position)
        playing.moved.connect(words.follow)
        playing.changed.connect(self._show_sounding)
        words.word_chosen.connect(self.hear_from)
        words.doubt_reached.connect(self.go_to)

    def go_to(self, seconds: float) -> None:
        """Go to this second; quiet stays quiet."""
        self._player.show_position(seconds)
        self._seek(seconds)

    def hear_from(self, seconds: float) -> None:
        """Go there and play, unless the last try met trouble."""
        self.go_to(seconds)
        if not self._playing.sounding and not self._playing.refused:
            self._playing.play()

    def _seek(self, seconds: float) -> None:
        self._playing.seek(seconds)
        self._repeat_at(seconds)
        self._words.follow(seconds)
        self._words.go_along()

    def _repeat(self) -> None:
        self._repeat_at(self._player.here)

    def _repeat_at(self, seconds: float) -> None:
        """Have the sentence at this second sound again and again, or none if that's not wanted."""
        sentence = self._words.repeat(seconds if self._player.repeat.isChecked() else None)
        self._playing.repeat((sentence.start, sentence.finish) if sentence else None)

    def _show_sounding(self, sounding: bool) -> None:
        self._player.show_playing(sounding)
        if sounding:
            self._repeat()
            self._words.go_along()
