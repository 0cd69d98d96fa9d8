"""The language somebody speaks, or none chosen: then the model finds out."""

from PySide6.QtCore import QLocale

from kdesk.domain.language import CODES
from kdesk.ui.widgets.choice_field import ChoiceField

OWN_NAMES = {"jw": "Javanese", "no": "Norwegian", "nn": "Nynorsk"}
"""Where Whisper's code or Qt's name is an odd one."""


def language_name(code: str) -> str:
    """`German` for `de`; the code itself when nobody knows it."""
    if code in OWN_NAMES:
        return OWN_NAMES[code]
    found = QLocale.codeToLanguage(code)
    return code if found == QLocale.Language.AnyLanguage else QLocale.languageToString(found)


class LanguageChoice(ChoiceField[str]):
    """Every language by its name; the first answer, an empty code, leaves it open."""

    def __init__(self, name: str, undecided: str = "") -> None:
        super().__init__(name)
        named = sorted((language_name(code), code) for code in CODES)
        self.offer([(undecided or self.tr("Found out for each memo"), ""), *named])
