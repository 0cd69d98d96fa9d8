"""Where the words of a corrected transcript sound, told from what the machine heard."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kdesk.domain.difference import Step, spans, steps
from kdesk.domain.transcript import Utterance

LONG_PAUSE = 3.0
"""Seconds of silence that are shown as a pause. People who talk with each other are seldom silent
for longer than about one (Jefferson, "standard maximum silence", 1988); after three somebody has
stopped to think or to feel, and that is worth seeing. A choice, not a measurement."""

DOUBTFUL = 0.5
"""Probability below which a word is marked as doubtful unless somebody chooses otherwise: the
machine itself takes it for as likely wrong as right. A choice too; the small model, hearing 25
memos through so much noise that 391 of 679 words were wrong, gave less to a third of the wrong ones
and to a tenth of the right ones."""


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """One word of a shown text, the seconds it sounds, and what the machine heard there."""

    begin: int
    """Its first character within the text."""
    end: int
    """The character after its last."""
    start: float
    finish: float
    heard: str
    """The machine's words it stands for; empty when the person added it."""
    probability: float
    """The machine's least sure word of these; 1 for a word the person wrote."""
    pause: float
    """Seconds of silence right before it."""

    def doubtful(self, below: float) -> bool:
        """Whether to say that the machine was unsure: its probability is less than this."""
        return self.probability < below


class _Token(NamedTuple):
    """One machine word between two spaces; thousands are made for each look at a long memo."""

    text: str
    start: float
    end: float
    probability: float
    pause: float


def paragraphs(utterances: Sequence[Utterance]) -> str:
    """The machine's words, flowing on, with a new line after each long pause."""
    parts: list[str] = []
    for token in _tokens(utterances):
        if parts:
            parts.append("\n" if token.pause >= LONG_PAUSE else " ")
        parts.append(token.text)
    return "".join(parts)


def place(utterances: Sequence[Utterance], text: str) -> tuple[PlacedWord, ...]:
    """Every word of `text` with its time, in order.

    Words that are still the machine's keep their own times; a rewritten passage shares the
    time of the words it stands for; what was added takes the gap between its neighbours, or
    in a long pause the moment next to the neighbour of its own line. Pauses stay at the
    beginning of their line. Starts never go back. The machine's words can be read off `heard`,
    none lost, as long as the text has a word. Without any machine word the answer is empty.
    """
    tokens = _tokens(utterances)
    words = spans(text)
    if not tokens or not words:
        return ()
    placed: list[PlacedWord] = []
    orphans, owed = "", 0.0
    for tag, i1, i2, j1, j2 in _opcodes(tokens, text.split()):
        if tag == "delete":
            lost = _joined(tokens[i1:i2])
            owed = max(token.pause for token in tokens[i1:i2])
            if placed:
                placed[-1] = replace(placed[-1], heard=f"{placed[-1].heard} {lost}".strip())
            else:
                orphans = lost
            continue
        told = tokens[i1:i2]
        if i2 - i1 == j2 - j1:
            placed += [
                _one(token, span, typed=tag != "equal")
                for token, span in zip(told, words[j1:j2], strict=True)
            ]
        else:
            starts_line = not j1 or "\n" in text[words[j1 - 1][1] : words[j1][0]]
            placed += _shared(told, words[j1:j2], *_gap(tokens, i1, starts_line=starts_line))
        if owed:
            first = placed[j1 - j2]
            placed[j1 - j2] = replace(first, pause=max(first.pause, owed))
            owed = 0.0
    if orphans:
        placed[0] = replace(placed[0], heard=f"{orphans} {placed[0].heard}".strip())
    return _forward(_pauses_first(placed, text))


def word_at(words: Sequence[PlacedWord], seconds: float) -> PlacedWord | None:
    """The word that sounds then, or sounded last; None before the first."""
    found = bisect_right(words, seconds, key=lambda word: word.start)
    return words[found - 1] if found else None


def word_under(words: Sequence[PlacedWord], character: int) -> PlacedWord | None:
    """The word that holds this place of the text, its end included; None between words."""
    found = bisect_right(words, character, key=lambda word: word.begin)
    return words[found - 1] if found and character <= words[found - 1].end else None


def _tokens(utterances: Sequence[Utterance]) -> list[_Token]:
    """The machine's words cut at spaces, as a shown text is; one word may hold several.

    The silence before an utterance was measured; within it, it is what lies between two words.
    """
    tokens: list[_Token] = []
    for utterance in utterances:
        glue = False
        told = utterance.pause
        for word in utterance.words:
            pieces = word.text.split()
            step = (word.end - word.start) / max(1, len(pieces))
            for number, piece in enumerate(pieces):
                start = word.start + number * step
                silent = told or max(0.0, start - (tokens[-1].end if tokens else 0.0))
                told = 0.0
                token = _Token(piece, start, start + step, word.probability, silent)
                if glue and number == 0 and not word.text[0].isspace():
                    token = _glued(tokens.pop(), token)
                tokens.append(token)
            glue = (glue or bool(pieces)) and not (word.text and word.text[-1].isspace())
    return tokens


def _glued(left: _Token, right: _Token) -> _Token:
    sure = min(left.probability, right.probability)
    return left._replace(text=left.text + right.text, end=right.end, probability=sure)


def _key(word: str) -> str:
    """What two spellings of one word share: its letters, whatever their case and commas."""
    plain = word.casefold()
    if plain.isalnum():
        return plain
    return "".join(letter for letter in plain if letter.isalnum()) or word


def _opcodes(tokens: list[_Token], words: list[str]) -> list[Step]:
    """The steps from the machine's words to the shown ones."""
    heard = [token.text for token in tokens]
    if heard == words:  # as a rule: nobody has changed any
        return [("equal", 0, len(words), 0, len(words))]
    return steps([*map(_key, heard)], [*map(_key, words)])


def _joined(tokens: Sequence[_Token]) -> str:
    return " ".join(token.text for token in tokens)


def _one(token: _Token, span: tuple[int, int], *, typed: bool) -> PlacedWord:
    sure = 1.0 if typed else token.probability
    return PlacedWord(*span, token.start, token.end, token.text, sure, token.pause)


def _gap(tokens: Sequence[_Token], number: int, *, starts_line: bool) -> tuple[float, float]:
    """The seconds that something added before this token may take."""
    if number == len(tokens):
        return tokens[-1].end, tokens[-1].end
    until = tokens[number].start
    since = tokens[number - 1].end if number else until
    if tokens[number].pause < LONG_PAUSE:
        return since, until
    return (until, until) if starts_line else (since, since)


def _shared(
    told: Sequence[_Token], spans: Sequence[tuple[int, int]], since: float, until: float
) -> list[PlacedWord]:
    """Rewritten words, spread evenly over the time of those they stand for, or over a gap."""
    start, end = (told[0].start, told[-1].end) if told else (since, max(since, until))
    step = max(0.0, end - start) / len(spans)
    return [
        PlacedWord(
            *span,
            start + number * step,
            start + (number + 1) * step,
            _joined(told) if number == 0 else "",
            1.0,
            max((token.pause for token in told), default=0.0) if number == 0 else 0.0,
        )
        for number, span in enumerate(spans)
    ]


def _pauses_first(placed: list[PlacedWord], text: str) -> list[PlacedWord]:
    """The same words; what was added at the beginning of a line takes over its pause."""
    line: int | None = 0
    for number, word in enumerate(placed):
        if number and "\n" in text[placed[number - 1].end : word.begin]:
            line = number
        if line is not None and word.heard:
            if line < number:
                placed[line] = replace(placed[line], pause=word.pause)
                placed[number] = replace(word, pause=0.0)
            line = None
    return placed


def _forward(placed: Sequence[PlacedWord]) -> tuple[PlacedWord, ...]:
    """The same words, none starting before the one it follows."""
    onward: list[PlacedWord] = []
    latest = 0.0
    for word in placed:
        onward.append(word if latest <= word.start <= word.finish else _after(word, latest))
        latest = onward[-1].start
    return tuple(onward)


def _after(word: PlacedWord, moment: float) -> PlacedWord:
    start = max(word.start, moment)
    return replace(word, start=start, finish=max(start, word.finish))
