"""Every sentence a person reads follows the words to use and to avoid."""

import ast
import re
from collections.abc import Iterator

from tests.house.source import ROOT, sources

AVOID = [
    r"\bstreaks?\b", r"\boverdue\b", r"\bfailed session\b", r"\bbad trip\b", r"\bnon-compliant\b",
    r"\brelapsed?\b", r"\bcongratulations\b", r"\byou missed\b", r"\bcountdown\b", r"\btreats\b",
    r"\bheals\b", r"\bcures?\b", r"\bclinically proven\b", r"\bmedical[- ]grade\b", r"\brewire\b",
    r"\bHIPAA\b", r"\bmilitary[- ]grade\b", r"\bunhackable\b", r"\banonymous\b",
    r"\baccurate transcript\b", r"\bdon.t waste\b", r"\bwindow (is )?closing\b", r"\bdosing\b",
    r"\bsecurely\b", r"\boops\b", r"\bis invalid\b", r"\bfatal\b",
]  # fmt: skip


def shown_strings() -> Iterator[tuple[str, str]]:
    """Every string the source holds that is not a docstring, and every text in resources."""
    for source in sources("kdesk"):
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Constant) or id(node) in docstrings:
                continue
            if isinstance(node.value, str):
                yield source.path, node.value
    for path in sorted((ROOT / "resources").rglob("*.toml")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def unkind(text: str) -> list[str]:
    return [pattern for pattern in AVOID if re.search(pattern, text, re.IGNORECASE)]


def test_no_sentence_uses_a_word_to_avoid() -> None:
    assert [(path, unkind(text)) for path, text in shown_strings() if unkind(text)] == []


def test_an_unkind_sentence_would_be_caught() -> None:
    assert unkind("Your check-in is overdue.")
    assert unkind("You kept a streak of 4 days!")
