"""The 24 recovery words, to be written down on paper."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from kdesk.ui.widgets.buttons import quiet_button
from kdesk.ui.widgets.flow_layout import FlowLayout
from kdesk.ui.widgets.labels import PlainLabel, note_label, quiet_label
from kdesk.ui.widgets.row_field import RowField

ACROSS = 3


class WordsSheet(QWidget):
    """Hidden until asked for; with a passphrase, until that is typed again."""

    requested = Signal(str)
    """The passphrase that was typed; empty when there is none yet."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self._has_passphrase = False
        self._sheet: QWidget | None = None
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._passphrase_row = RowField(self.tr("Passphrase, to see the words"), self.passphrase)
        self.show_button = quiet_button(self.tr("Show the recovery words"))
        self.hide_button = quiet_button(self.tr("Hide the words"))
        self.note = note_label("")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(PlainLabel(self.tr("Recovery words"), "strong"))
        self._column.addWidget(
            quiet_label(
                self.tr(
                    "24 words open this journal, or a copy of it, on any computer and without "
                    "the passphrase. Write them on paper, in this order, and keep it where you "
                    "keep what matters. Whoever has them and the journal can read everything."
                )
            )
        )
        self._column.addWidget(self._passphrase_row)
        self._column.addWidget(self.note)
        buttons = FlowLayout()
        buttons.addWidget(self.show_button)
        buttons.addWidget(self.hide_button)
        self._column.addLayout(buttons)
        self.show_button.clicked.connect(self._request)
        self.passphrase.returnPressed.connect(self._request)
        self.hide_button.clicked.connect(self.put_away)
        self.put_away()

    def dress(self, *, has_passphrase: bool) -> None:
        """Ask for the passphrase when there is one."""
        self._has_passphrase = has_passphrase
        self._passphrase_row.setVisible(has_passphrase and self._sheet is None)

    def show_words(self, words: Sequence[str]) -> None:
        """Show the words, numbered, a column after the other."""
        self.put_away()
        self._sheet = QWidget()
        self._sheet.setProperty("look", "bare")
        self._sheet.setAccessibleName(self.tr("Recovery words"))
        grid = QGridLayout(self._sheet)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        down = -(-len(words) // ACROSS)
        for number, word in enumerate(words):
            grid.addWidget(
                PlainLabel(f"{number + 1}. {word}", wrap=False), number % down, number // down
            )
        self._column.insertWidget(self._column.count() - 1, self._sheet)
        self.show_button.hide()
        self.hide_button.show()
        self._passphrase_row.hide()

    def tell(self, sentence: str) -> None:
        """Say why the words don't show."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))

    def put_away(self) -> None:
        """No word stays on the screen, nor in a field."""
        if self._sheet is not None:
            self._sheet.hide()
            self._sheet.deleteLater()
            self._sheet = None
        self.passphrase.clear()
        self.tell("")
        self.show_button.show()
        self.hide_button.hide()
        self._passphrase_row.setVisible(self._has_passphrase)

    def _request(self) -> None:
        self.requested.emit(self.passphrase.text())
