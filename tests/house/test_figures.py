"""The figures of speech stand in one place, each with its reason."""

import ast
from collections.abc import Iterator

from tests.house.source import Source, sources

PLACE = "kdesk/speech/settings.py"
GIVEN = {"FRAME", "_CONTEXT", "_MANY_LANGUAGES", "_VERSIONS", "_BLOCK"}
"""Set by the filter, by a format of files and by how a disk is best read: nobody's choice."""


def figures(source: Source) -> Iterator[tuple[str, ast.stmt]]:
    """The names a module gives to numbers, and the statement after each."""
    body = source.tree.body
    for statement, after in zip(body, [*body[1:], ast.Pass()], strict=True):
        if isinstance(statement, ast.Assign) and any(
            isinstance(part, ast.Constant) and type(part.value) in {int, float}
            for part in ast.walk(statement.value)
        ):
            yield ast.unparse(statement.targets[0]), after


def elsewhere(source: Source) -> Iterator[str]:
    if source.path.startswith("kdesk/speech/") and source.path != PLACE:
        yield from (f"{source.path}: {name}" for name, _ in figures(source) if name not in GIVEN)


def without_reason(source: Source) -> Iterator[str]:
    if source.path == PLACE:
        yield from (
            name
            for name, after in figures(source)
            if not (isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant))
        )


def test_no_figure_of_speech_stands_elsewhere_and_none_without_its_reason() -> None:
    for source in sources("kdesk"):
        assert [*elsewhere(source), *without_reason(source)] == []


def test_the_rules_catch_what_they_are_for() -> None:
    assert list(elsewhere(Source("kdesk/speech/voice.py", "_CUT = 0.098 * RATE")))
    assert list(without_reason(Source(PLACE, "BEAM = 5\n\nLEAD = 0.5\n")))
