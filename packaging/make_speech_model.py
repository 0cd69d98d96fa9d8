#!/usr/bin/env python3
"""Make the small speech model of the sample journal again, in three steps of their own.

    make_speech_model.py speak  --count 6000          sentences, spoken (about a minute)
    make_speech_model.py train  --minutes 18 --half --rate 2e-3 --stages A,B,C
                                where A,B,C are .28:8:4:1,.65:6:9:3,1:2:30:9
    make_speech_model.py train  --again --seed 2 --minutes 9 --half --rate 1.2e-3 --stages 1:2:30:9
    make_speech_model.py train  --again --seed 3 --minutes 55 --half --stages 1:3:30:9
    make_speech_model.py export FOLDER

Needs torch (CPU), transformers, ctranslate2, tokenizers, scipy, faster-whisper and libespeak-ng;
OMP_WAIT_POLICY=PASSIVE helps on few cores. A stage is until:windows:seconds:sentences; `until` is
a share of the time. Between the steps everything is kept in --work (default build/speech-model).
The model that is shipped was made in this way from an earlier form of these files.
"""

import argparse
import json
import pickle
import shutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from speech_model import grammar, voices
from tokenizers import Tokenizer

ROOT = Path(__file__).parent.parent
SHARES = 8


def speak(options: argparse.Namespace) -> None:
    options.work.mkdir(parents=True, exist_ok=True)
    kept = grammar.held_out()
    pool: dict[str, list[voices.Spoken]] = {}
    with ProcessPoolExecutor(2) as both:
        shares = [
            both.submit(voices.pool, seed + 1, options.count // SHARES, kept)
            for seed in range(SHARES)
        ]
        for share in shares:
            for voice, spoken in share.result().items():
                pool.setdefault(voice, []).extend(spoken)
    (options.work / "pool.pickle").write_bytes(pickle.dumps(pool))
    grammar.tokenizer().save(str(options.work / "tokenizer.json"))
    seconds = sum(len(one.sound) for spoken in pool.values() for one in spoken) / voices.RATE
    print(f"{sum(map(len, pool.values()))} sentences, {seconds / 60:.0f} min, {len(pool)} voices")


def train(options: argparse.Namespace) -> None:
    import torch  # noqa: PLC0415 - the other steps do without it
    from speech_model.network import Network  # noqa: PLC0415
    from speech_model.training import Stage, train  # noqa: PLC0415
    from speech_model.windows import Windows  # noqa: PLC0415

    torch.manual_seed(0)
    tokenizer = Tokenizer.from_file(str(options.work / "tokenizer.json"))
    pool = pickle.loads((options.work / "pool.pickle").read_bytes())
    network = Network(tokenizer.token_to_id("<|notimestamps|>") + 1)
    if options.again:
        network.load_state_dict(torch.load(options.work / "network.pt"))
    stages = [Stage.read(stage) for stage in options.stages.split(",")]
    train(
        network,
        Windows(pool, tokenizer, options.seed),
        stages,
        minutes=options.minutes,
        rate=options.rate,
        half=options.half,
    )
    torch.save(network.state_dict(), options.work / "network.pt")


def export(options: argparse.Namespace) -> None:
    import torch  # noqa: PLC0415
    from ctranslate2.converters.transformers import WhisperLoader  # noqa: PLC0415
    from speech_model.network import LAYERS, Network  # noqa: PLC0415

    tokenizer = Tokenizer.from_file(str(options.work / "tokenizer.json"))
    network = Network(tokenizer.token_to_id("<|notimestamps|>") + 1)
    network.load_state_dict(torch.load(options.work / "network.pt"))
    network.eval()
    whisper = as_transformers(network, tokenizer)
    mel, tokens = torch.randn(1, 80, 3000), torch.tensor([[983, 300, 301]])
    with torch.no_grad():
        theirs = whisper(input_features=mel, decoder_input_ids=tokens).logits
        ours = network.decode(tokens, network.encode(mel))[0]
    print(f"largest difference to transformers' Whisper: {(theirs - ours).abs().max():.6f}")
    spec = WhisperLoader().get_model_spec(whisper)
    size = tokenizer.get_vocab_size()
    spec.register_vocabulary([tokenizer.id_to_token(at) for at in range(size)])
    spec.config.suppress_ids = []
    blank = tokenizer.token_to_id("Ġ") or 220
    spec.config.suppress_ids_begin = [blank, tokenizer.token_to_id("<|endoftext|>")]
    spec.config.lang_ids = [tokenizer.token_to_id("<|en|>")]
    spec.config.alignment_heads = [[LAYERS - 1, 0]]  # the head whose looking is guided
    spec.validate()
    spec.optimize(quantization="int8")
    shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True)
    spec.save(str(options.folder))
    tokenizer.save(str(options.folder / "tokenizer.json"))
    sound = {
        "chunk_length": 30,
        "feature_size": 80,
        "hop_length": 160,
        "n_fft": 400,
        "sampling_rate": 16000,
    }
    (options.folder / "preprocessor_config.json").write_text(json.dumps(sound))
    shutil.copy(ROOT / "resources/sample/speech-model/kdesk.toml", options.folder)


def as_transformers(network, tokenizer: Tokenizer):
    """The same network as transformers knows it; CTranslate2 converts that."""
    from speech_model.network import HEADS, INNER, LAYERS, WIDTH  # noqa: PLC0415
    from transformers import WhisperConfig, WhisperForConditionalGeneration  # noqa: PLC0415

    end = tokenizer.token_to_id("<|endoftext|>")
    config = WhisperConfig(
        vocab_size=tokenizer.get_vocab_size(),
        num_mel_bins=80,
        d_model=WIDTH,
        encoder_layers=LAYERS,
        decoder_layers=LAYERS,
        encoder_attention_heads=HEADS,
        decoder_attention_heads=HEADS,
        encoder_ffn_dim=INNER,
        decoder_ffn_dim=INNER,
        max_source_positions=1500,
        max_target_positions=448,
        pad_token_id=end,
        bos_token_id=end,
        eos_token_id=end,
        decoder_start_token_id=tokenizer.token_to_id("<|startoftranscript|>"),
        suppress_tokens=None,
        begin_suppress_tokens=None,
    )
    whisper = WhisperForConditionalGeneration(config).eval()
    missing = whisper.load_state_dict(network.exported(), strict=False)
    if missing.missing_keys or missing.unexpected_keys:
        raise SystemExit(f"not the same network: {missing}")
    return whisper


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, default=ROOT / "build/speech-model")
    steps = parser.add_subparsers(required=True)
    step = steps.add_parser("speak")
    step.add_argument("--count", type=int, default=6000)
    step.set_defaults(step=speak)
    step = steps.add_parser("train")
    step.add_argument("--minutes", type=float, default=18)
    step.add_argument("--rate", type=float, default=1.5e-3)
    step.add_argument("--seed", type=int, default=1)
    step.add_argument("--half", action="store_true", help="compute in bfloat16")
    step.add_argument("--again", action="store_true", help="go on with the network that is there")
    step.add_argument("--stages", default=".28:8:4:1,.65:6:9:3,1:2:30:9")
    step.set_defaults(step=train)
    step = steps.add_parser("export")
    step.add_argument("folder", type=Path)
    step.set_defaults(step=export)
    options = parser.parse_args()
    options.step(options)


if __name__ == "__main__":
    main()
