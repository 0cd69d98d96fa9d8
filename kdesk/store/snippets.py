"""The passage of a found text that shows why it was found."""

import functools
import re
import unicodedata
from dataclasses import dataclass

from kdesk.domain.item import Hit, Item

_MARKS = "\u0300-\u036f"
_LETTER = rf"(?:[^\W_]|[{_MARKS}])"
_GAP = r"[\W_]+"
WORD = re.compile(f"{_LETTER}+")
"""What the index takes for a word: letters and digits, with their accents."""

_BEFORE = 40
"""How many characters a snippet shows before the first found word."""
_LENGTH = 160
_LOOKED_THROUGH = 100_000
"""How far into a text the found words are looked for: as one types, 10 MB are too much to read."""
_BLANKS = dict.fromkeys((*range(32), 0x7F, 0x85, 0x2028, 0x2029), " ")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side; `begun` when more letters of the last may follow."""

    words: tuple[str, ...]
    begun: bool


class Snippets:
    """Shows where the words that were asked for stand, whatever their case and accents."""

    def __init__(self, asked: tuple[Phrase, ...]) -> None:
        self._found = re.compile("|".join(map(_pattern, asked)))

    def hit(self, item: Item) -> Hit:
        """The item with a passage of its text, or of its title when the words are only there."""
        for words in (item.text, item.title):
            spans = self._spans(words)
            if spans:
                return _cut(item, words, spans)
        return _cut(item, item.text or item.title, [])

    def _spans(self, words: str) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        for match in self._found.finditer(folded(words[:_LOOKED_THROUGH])):
            if spans and match.end() > spans[0][0] - _BEFORE + _LENGTH:
                break
            spans.append(match.span())
        return spans


def folded(words: str) -> str:
    """The words in lower case without accents, letter for letter, so that places stay the same."""
    return words.lower() if words.isascii() else words.translate(_plain_letters())


@functools.cache
def _plain_letters() -> dict[int, str]:
    """Every letter of the alphabets with cases and accents, and its plain small letter."""
    plain = {}
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x590), *range(0x1E00, 0x2000)):
        letter = unicodedata.normalize("NFD", chr(code))[0].lower()
        if len(letter) == 1 and not unicodedata.combining(letter):
            plain[code] = letter
    return plain


def _pattern(phrase: Phrase) -> str:
    words = [
        "".join(f"{re.escape(letter)}[{_MARKS}]*" for letter in _letters(word))
        for word in phrase.words
    ]
    rest = f"{_LETTER}*" if phrase.begun else f"(?!{_LETTER})"
    return rf"(?<![^\W_]){_GAP.join(words)}{rest}"


def _letters(word: str) -> str:
    return "".join(
        letter for letter in folded(unicodedata.normalize("NFC", word)) if not _is_mark(letter)
    )


def _is_mark(letter: str) -> bool:
    return "\u0300" <= letter <= "\u036f"


def _cut(item: Item, words: str, spans: list[tuple[int, int]]) -> Hit:
    start = max(0, spans[0][0] - _BEFORE) if spans else 0
    if start:
        space = words.find(" ", start, spans[0][0])
        start = start if space < 0 else space + 1
    end = start + _LENGTH
    before, after = ("…" if start else ""), ("…" if end < len(words) else "")
    shift = len(before) - start
    return Hit(
        item=item,
        snippet=f"{before}{words[start:end].translate(_BLANKS)}{after}",
        spans=tuple((a + shift, min(b, end) + shift) for a, b in spans if a < end),
    )
