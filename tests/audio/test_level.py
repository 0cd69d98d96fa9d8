"""How loud it is."""

from kdesk.audio.level import Noticing, loudness
from kdesk.domain.note import Note, NoteKind
from kdesk.domain.sign import Sign
from tests.audio.sounds import noise, tone


def test_only_a_dead_line_is_exactly_nothing() -> None:
    assert loudness(bytes(1920)) == 0.0
    assert 0.0 < loudness(b"\x01\x00" + bytes(1918)) < 0.01


def test_louder_is_more_and_full_scale_is_all() -> None:
    steps = [loudness(noise(0.02, loud=loud)) for loud in (30, 300, 3000, 30_000)]
    assert steps == sorted(steps)
    assert abs((steps[3] - steps[2]) - (steps[2] - steps[1])) < 0.02  # even steps in decibels
    assert loudness(b"\x00\x80" * 960) == 1.0
    assert 0.8 < loudness(tone(0.1)) < 0.9


def block(peak: int) -> bytes:
    return peak.to_bytes(2, "little", signed=True) * 960


def noticed(peaks: list[int]) -> tuple[list[tuple[float, Sign]], list[Note]]:
    """The signs with their seconds, and the notes, of blocks of 20 ms with these peaks."""
    noticing, signs, notes = Noticing(), [], []
    for number, peak in enumerate(peaks):
        found = noticing.hear(block(peak), number / 50)
        signs += [(number / 50, sign) for sign in found.signs]
        notes += [found.note] if found.note else []
    last = noticing.end()
    return signs, [*notes, *([last] if last else [])]


def test_five_seconds_without_a_sound_are_noticed_once_and_the_first_sound_after() -> None:
    assert noticed([2] * 700 + [3] * 10) == ([(5.0, Sign.SILENT), (14.0, Sign.HEARD)], [])


def test_a_moment_of_silence_is_nothing() -> None:
    assert noticed(([0] * 240 + [-3]) * 5) == ([], [])


def test_a_loud_stretch_is_noticed_at_its_third_block_and_measured_from_its_first() -> None:
    signs, notes = noticed([100] * 50 + [32767, 100, -32768, 100, 32767] + [100] * 200)
    assert signs == [(1.08, Sign.LOUD)]
    assert [(note.kind, note.seconds, round(note.length, 2)) for note in notes] == [
        (NoteKind.LOUD, 1.0, 0.08)
    ]


def test_two_loud_stretches_are_two() -> None:
    signs, notes = noticed(([32767] * 5 + [100] * 150) * 2)
    assert [sign for _, sign in signs] == [Sign.LOUD, Sign.LOUD]
    assert [note.seconds for note in notes] == [0.0, 3.1]


def test_a_knock_on_the_table_is_not_a_loud_voice() -> None:
    assert noticed([100] * 50 + [32767] * 2 + [100] * 200) == ([], [])
