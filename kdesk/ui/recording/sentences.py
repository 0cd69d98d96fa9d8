"""Every sentence of the session-day screen; each is short, plain, and asks for nothing."""

from PySide6.QtCore import QObject

from kdesk.domain.sign import Sign
from kdesk.ui.recording.stage import Stage


class Sentences(QObject):
    """What is said at each stage, and of what the recorder notices."""

    def words(self, stage: Stage) -> str:
        """The large words."""
        return {
            Stage.WAITING: self.tr("Speak when you're ready."),
            Stage.STARTING: self.tr("One moment."),
            Stage.LISTENING: self.tr("I'm listening. Take your time. Silence is fine."),
            Stage.LOOKING: self.tr("I can't hear you just now."),
            Stage.PAUSED: self.tr("Paused."),
            Stage.STOPPING: self.tr("One moment."),
            Stage.KEEPING: self.tr("I'm still keeping it."),
            Stage.SAVED: self.tr("Saved."),
            Stage.FAILED: self.tr("I can't record now."),
        }[stage]

    def hint(self, stage: Stage) -> str:
        """The line under them."""
        return {
            Stage.WAITING: self.tr("Press anywhere, or the space bar."),
            Stage.LISTENING: self.tr("Press anywhere to stop. It is kept as you speak."),
            Stage.LOOKING: self.tr("I'm looking for a microphone. What you said is kept."),
            Stage.PAUSED: self.tr("Press Go on when you like, or anywhere to stop."),
            Stage.STOPPING: self.tr("Keeping what you said."),
            Stage.KEEPING: self.tr(
                "The disk takes its time. You can rest now; please leave the computer on."
            ),
            Stage.SAVED: self.tr("You don't have to remember anything else now."),
        }.get(stage, "")

    def a_guess(self) -> str:
        """Beside the hint where what is said is to be seen."""
        return self.tr("A machine writes this; the recording is what counts.")

    def not_yet(self) -> str:
        """Said when opening the microphone takes longer than a moment."""
        return self.tr("I'm not listening yet.")

    def ask_the_room(self) -> str:
        """Said once, ever."""
        return self.tr("If somebody is in the room with you, ask them first.")

    def a_while(self) -> str:
        """Said after 20 minutes."""
        return self.tr("You have been speaking for a while. Go on, or press anywhere to rest.")

    def not_heard(self) -> str:
        """The large words while it listens and everything is perfectly silent."""
        return self.tr("I can't hear you yet.")

    def lasting(self, sign: Sign) -> str:
        """The line for as long as it is so; empty for what is soon over."""
        return {
            Sign.SILENT: self.tr("Is the microphone muted? It is kept all the same."),
            Sign.ELSEWHERE: self.tr(
                "The journal's disk takes nothing now. It is kept, sealed, on this computer."
            ),
            Sign.IN_MEMORY: self.tr(
                "No disk takes it now. I hold it in memory until one has room."
            ),
        }.get(sign, "")

    def passing(self, sign: Sign, device: str, part: int) -> str:
        """The line for a few seconds; empty for what needs none. `part` counts from 1."""
        if sign is Sign.PART and device:
            told = self.tr("Part {part}, with {device}. What came before is kept.")
            return told.format(part=self._number(part), device=device)
        if sign in (Sign.PART, Sign.AFRESH):
            told = self.tr("I hear you again. This is part {part}; what came before is kept.")
            return told.format(part=self._number(part))
        return {
            Sign.LOUD: self.tr("That is loud for this microphone. A little further away is fine."),
            Sign.GAP: self.tr("A moment of sound went missing. I'm listening again."),
            Sign.IN_PLACE: self.tr("It is kept in its own place again."),
        }.get(sign, "")

    def no_room(self) -> str:
        """The line while it is kept and no disk has room."""
        return self.tr(
            "No disk has room for it yet. I hold it until one does; please leave the computer on."
        )

    def saved_elsewhere(self) -> str:
        """Beside Saved, when the journal's disk was full, read-only or away."""
        return self.tr(
            "It lies, sealed, on this computer and joins your journal when its disk takes it."
        )

    def no_microphone(self) -> str:
        """The large words where typing is what is left."""
        return self.tr("I can't hear a microphone.")

    def lost(self) -> str:
        """Beside Saved, when the microphone or the sound system went for good."""
        return self.tr("I can't hear a microphone any more. What you said until then is kept.")

    def type_instead(self) -> str:
        """Said above the box for words; what exactly is amiss can wait for another day."""
        another_day = self.tr("For another day: Settings has a microphone test.")
        return "\n".join((self.tr("You can type a few words instead."), another_day))

    def meanwhile(self, stage: Stage) -> str:
        """On the Support screen: what goes on behind it."""
        if stage is Stage.LISTENING:
            return self.tr("Still listening.")
        return "" if stage is Stage.WAITING else self.words(stage)

    def _number(self, number: int) -> str:
        words = (
            self.tr("one"), self.tr("two"), self.tr("three"), self.tr("four"), self.tr("five"),
            self.tr("six"), self.tr("seven"), self.tr("eight"), self.tr("nine"),
        )  # fmt: skip
        return words[number - 1] if number <= len(words) else str(number)
