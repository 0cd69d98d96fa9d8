#!/usr/bin/env python3
"""Speak memos and write them to the standard output, to measure with how well they are heard.

    speak_memos.py FIRST COUNT

Each is a line of JSON (words, the second each begins at, the voice, how many bytes follow), then
its sound, s16 mono at 16 kHz. Needs numpy, tokenizers and libespeak-ng; see speech_model/memos.py.
"""

import json
import sys

from speech_model.memos import memo


def main() -> None:
    first, count = map(int, sys.argv[1:])
    for seed in range(first, first + count):
        made = memo(seed)
        sound = made.sound.tobytes()
        line = {"words": made.words, "voice": made.voice, "bytes": len(sound)}
        sys.stdout.buffer.write(json.dumps(line).encode() + b"\n" + sound)


if __name__ == "__main__":
    main()
