"""The encoder process: a captured sound in, a proven FLAC out. It reads and writes only pipes.

A process of its own, so that the window's never loads what encoding needs, and an encoder that
dies costs a second try and not the window.
"""

import hashlib
from typing import BinaryIO

from kdesk.audio.flac import FlacWriter, decoded
from kdesk.audio.waveform import Peaks
from kdesk.jobs.child import close_doors, reader_may_leave
from kdesk.jobs.protocol import Encoded, as_line

BLOCK = 1 << 17


def main(stdin: BinaryIO, stdout: BinaryIO) -> int:
    """Takes s16 mono 48 kHz up to the end; answers Encoded, then the FLAC."""
    close_doors()
    writer, peaks = FlacWriter(), Peaks()
    samples = 0
    while block := _read(stdin):
        samples += len(block) // 2
        writer.write(block)
        peaks.add(block)
    flac = writer.finish()
    hashed = hashlib.sha256()
    if samples:
        for block in decoded(flac):
            hashed.update(block)
    answer = Encoded(len(flac), samples, hashed.hexdigest(), peaks.finish().hex())
    with reader_may_leave(stdout):
        stdout.write(as_line(answer))
        stdout.write(flac)
        stdout.flush()
    return 0


def _read(stdin: BinaryIO) -> bytes:
    """The next whole samples; a lone byte at the end belongs to a sample that never came."""
    block = stdin.read(BLOCK)
    return block[: len(block) // 2 * 2]
