"""What the small model knows: sentences of a closed grammar of about 250 words, and its tokens."""

import random

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

WORDS: dict[str, tuple[str, ...]] = {
    "feel": (
        "calm", "happy", "tired", "anxious", "hopeful", "proud", "grateful", "lonely", "angry",
        "sad", "rested", "nervous", "peaceful", "worried", "excited", "better",
    ),
    "place": (
        "by the water", "at home", "at work", "in the garden", "on the train", "in the kitchen",
        "at school", "in the park", "on the beach", "in the city", "under the trees",
        "in the office",
    ),
    "when": (
        "this morning", "today", "last night", "yesterday", "this afternoon", "this evening",
        "all day", "after lunch", "before dinner", "on monday", "on friday", "on sunday",
    ),
    "person": (
        "my sister", "my brother", "my mother", "my father", "my friend", "my boss", "my doctor",
        "my partner", "my daughter", "my son", "anna", "david", "maria", "the dog",
        "the children",
    ),
    "act": (
        "walk", "read a book", "call my mother", "drink more water", "write in my journal",
        "go to bed early", "cook dinner", "clean the house", "play the piano", "go running",
        "finish the report", "stretch", "plan the trip", "learn spanish", "save money", "swim",
        "practice breathing", "plant flowers",
    ),
    "freq": (
        "every morning", "every evening", "every day", "twice a week", "three times a week",
        "once a month", "on the weekend", "before work", "after work",
    ),
    "thing": (
        "the quiet", "a good meal", "the warm sun", "the long walk", "music", "the old photo",
        "a strange dream", "the new job", "the big project", "the phone call", "a cup of tea",
        "the rain", "the snow", "my birthday", "the letter", "the news",
    ),
    "did": (
        "walked", "talked", "laughed", "argued", "worked", "rested", "cooked", "danced",
        "waited", "cried",
    ),
    "num": (
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ),
    "unit": (
        "hours", "minutes", "pages", "miles", "cups of coffee",
    ),
    "period": (
        "this week", "this month", "this year", "next week",
    ),
    "when2": (
        "today", "tomorrow", "tonight",
    ),
    "wk": (
        "monday", "friday", "sunday", "dinner", "lunch",
    ),
    "adj": (
        "good", "bad", "long", "short", "hard", "easy", "quiet", "busy", "beautiful", "strange",
        "cold", "warm",
    ),
}  # fmt: skip
SENTENCES = (
    "i felt {feel} {place}",
    "i felt {feel} {when}",
    "i felt {feel} {place} {when}",
    "i feel {feel} about {thing}",
    "i am {feel} because of {thing}",
    "{when} i felt {feel}",
    "{when} i {did} with {person}",
    "my goal {period} is to {act} {freq}",
    "my goal is to {act}",
    "i want to {act} {freq}",
    "i want to {act} {period}",
    "i need to {act} {when2}",
    "i need to {act} before {wk}",
    "i {did} with {person} {place}",
    "i {did} with {person} {when}",
    "i {did} for {num} hours",
    "i slept for {num} hours",
    "i slept well {when}",
    "i did not sleep well {when}",
    "{person} called me {when}",
    "{person} made me feel {feel}",
    "{person} was {feel} {when}",
    "i am grateful for {thing}",
    "i am grateful for {person}",
    "i remember {thing}",
    "i keep thinking about {thing}",
    "i keep thinking about {person}",
    "i dreamed about {thing} {when}",
    "i dreamed about {person}",
    "{thing} made me feel {feel}",
    "it was a {adj} day {place}",
    "it was a {adj} week",
    "it was {adj} {when}",
    "tomorrow i will {act}",
    "tomorrow i will {act} with {person}",
    "{num} {unit} today",
    "i read {num} pages {when}",
    "i ran {num} miles {when}",
    "we {did} {place} {when}",
    "we {did} and i felt {feel}",
    "i hope {person} is {feel}",
    "i miss {person}",
    "i learned something new {when}",
    "i think i am {feel} and a little {feel}",
    "there is {thing} in my mind",
    "next time i will {act}",
)
NAMES = frozenset({"monday", "friday", "sunday", "anna", "david", "maria", "spanish", "i"})

HELD_OUT = 200
"""Sentences that are never spoken for training, to try the model with."""

TIMES = 1501
"""Whisper's time tokens: 0 to 30 s in steps of 0.02 s."""
SPECIALS = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|en|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
    *(f"<|{step * 0.02:.2f}|>" for step in range(TIMES)),
)
"""In Whisper's order, which CTranslate2 relies on."""


def sentence(draw: random.Random) -> str:
    """A sentence, capital and full stop included."""
    text = draw.choice(SENTENCES)
    while "{" in text:
        start, end = text.index("{"), text.index("}")
        text = text[:start] + draw.choice(WORDS[text[start + 1 : end]]) + text[end + 1 :]
    words = [word.capitalize() if word in NAMES else word for word in text.split()]
    words[0] = words[0][0].upper() + words[0][1:]
    return " ".join(words) + "."


def held_out() -> frozenset[str]:
    """The HELD_OUT sentences; always the same."""
    draw = random.Random(999)
    kept: set[str] = set()
    while len(kept) < HELD_OUT:
        kept.add(sentence(draw))
    return frozenset(kept)


def tokenizer() -> Tokenizer:
    """A byte-level BPE of 1,200 tokens made from the grammar, then Whisper's special ones."""
    draw = random.Random(5)
    corpus = [" " + sentence(draw) for _ in range(40_000)]
    known = [word for phrases in WORDS.values() for phrase in phrases for word in phrase.split()]
    corpus += [" " + form for word in known for form in (word, word.capitalize())] * 5
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=1200, min_frequency=2, show_progress=False, initial_alphabet=alphabet
    )
    made.train_from_iterator(corpus, trainer)
    made.add_special_tokens(
        [AddedToken(special, special=True, normalized=False) for special in SPECIALS]
    )
    return made
