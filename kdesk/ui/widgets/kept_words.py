"""Words in a field that stay exactly as they were until a hand changes them."""

from collections.abc import Callable


class KeptWords:
    """One field's words; a field may show a line break otherwise, but never writes that back."""

    def __init__(self, read: Callable[[], str], write: Callable[[str], None]) -> None:
        self._read = read
        self._write = write
        self._given = self._shown = ""

    def show(self, words: str) -> None:
        """Show words, leaving the cursor alone where the field says them already."""
        if self._read() != words:
            self._write(words)
        self._given, self._shown = words, self._read()

    def words(self) -> str:
        """The words as they were given, or as they have been typed since."""
        now = self._read()
        return self._given if now == self._shown else now
