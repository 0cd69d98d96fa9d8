"""README-RECOVERY.txt: how to open a vault with tools that have nothing to do with kdesk.

It carries its own small program and word list, so that paper and the folder are enough.
"""

import textwrap

from kdesk.store import keys

NAME = "README-RECOVERY.txt"
BEGIN = "----- BEGIN recover.py -----"
END = "----- END recover.py -----"

_PROGRAM = """\
# Turns the 24 words into the two keys. Needs Python 3 and this file, nothing else.
import hashlib, hmac, sys

here = open(sys.argv[1], encoding="utf-8").read()
listed = here.split("BEGIN words -----")[-1].split("----- END words")[0].split()
words = sys.stdin.read().lower().split()
bits = "".join(format(listed.index(word), "011b") for word in words)
root = int(bits[:256], 2).to_bytes(32, "big")
if len(words) != 24 or format(hashlib.sha256(root).digest()[0], "08b") != bits[256:]:
    sys.exit("These 24 words don't belong together. Check their order and spelling.")

# The identity for age: the same 32 bytes in Bech32 (BIP-173).
letters, prefix = "qpzry9x8gf2tvdw0s3jn54khce6mua7l", "age-secret-key-"
padded = format(int.from_bytes(root, "big"), "0256b") + "0000"
data = [int(padded[i : i + 5], 2) for i in range(0, 260, 5)]
total = 1
for value in [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + data + [0] * 6:
    top, total = total >> 25, (total & 0x1FFFFFF) << 5 ^ value
    for i, part in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
        total ^= part if top >> i & 1 else 0
check = [(total ^ 1) >> 5 * (5 - i) & 31 for i in range(6)]
print((prefix + "1" + "".join(letters[v] for v in data + check)).upper())

# The key for the database: HKDF-SHA256 (RFC 5869), no salt, 32 bytes.
secret = hmac.new(bytes(32), root, hashlib.sha256).digest()
key = hmac.new(secret, b"@PURPOSE@\\x01", hashlib.sha256).hexdigest()
print("PRAGMA key = \\"x'" + key + "'\\";")
"""

_TEXT = """\
HOW TO OPEN THIS JOURNAL WITHOUT KDESK

You need the 24 recovery words of this journal. Whoever has them and this folder can read
everything, so do this on a computer you trust, and delete the keys afterwards.

What is in this folder
  db/journal.db      the journal: an SQLite database encrypted by SQLCipher 4, with a raw key
  blobs/*/*.age      recordings, pictures and documents, each encrypted by age
                     (https://age-encryption.org/v1); the name says what kind of file is inside
  captures/*.age     recordings that were not yet filed: .wav.age is the sound (WAV, 48 kHz, mono,
                     16 bit); the others are short JSON texts
  snapshots/         older copies of the database
  vault.json         public facts, and the key wrapped for the passphrase and this computer

1. The keys
   Copy the lines between BEGIN recover.py and END recover.py below into a file recover.py, then
     python3 recover.py README-RECOVERY.txt
   type the 24 words, Enter, and Ctrl+D (Windows: Ctrl+Z, Enter). It prints two lines: the age key
   (AGE-SECRET-KEY-1...) and the database key (PRAGMA key = ...). Save the first as sheet.txt.

2. Recordings and pictures
     age -d -i sheet.txt -o memo.flac blobs/3f/3f0c....flac.age
   A recording in captures/ whose end is missing (after a power cut) gives everything up to the
   last whole piece; age then says that the end is missing. A file NAME.NUMBER.wav.age opens by
   itself: it goes on where the first NUMBER bytes of the sound of NAME.wav.age end (96000 bytes
   are a second). If there is a file NAME.NUMBER.rest.age beside NAME.wav.age, cut NAME.wav.age off
   after NUMBER bytes and put the other behind it first.

3. The journal
     sqlcipher db/journal.db          (any shell or viewer for SQLCipher 4)
   Enter the PRAGMA line first, then for example
     .tables
     SELECT * FROM items;

The same without the program: the words are BIP-39 English, 24 words for 32 bytes. Those bytes are
the age identity. The database key is HKDF-SHA256 of them (no salt, 32 bytes) with the info text
  @PURPOSE@

@BEGIN@
@PROGRAM@@END@

----- BEGIN words -----
@WORDS@
----- END words -----
"""


def text() -> str:
    """What README-RECOVERY.txt says; the same for every vault."""
    words = textwrap.fill(" ".join(keys.word_list()), width=96)
    return (
        _TEXT.replace("@PROGRAM@", _PROGRAM)
        .replace("@BEGIN@", BEGIN)
        .replace("@END@", END)
        .replace("@PURPOSE@", keys.DATABASE.decode())
        .replace("@WORDS@", words)
    )
