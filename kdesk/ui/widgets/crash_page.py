"""What is shown when kdesk itself made a mistake."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from kdesk.ui.widgets.buttons import primary_button, quiet_button
from kdesk.ui.widgets.labels import PlainLabel


class CrashPage(QWidget):
    """Says so plainly, shows the report to copy, and goes on."""

    dismissed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "page")
        column = QVBoxLayout(self)
        column.setContentsMargins(34, 28, 34, 28)
        column.setSpacing(16)
        column.addWidget(PlainLabel(self.tr("Something in kdesk went wrong"), "title"))
        column.addWidget(
            PlainLabel(
                self.tr(
                    "This is a mistake in kdesk, not one of yours. What was kept before should "
                    "still be there; what you typed last may not be kept yet. If you want to "
                    "tell somebody who looks after kdesk, the report below says where it "
                    "happened. It holds no word of your journal, and kdesk sends it nowhere."
                )
            )
        )
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setAccessibleName(self.tr("Report"))
        column.addWidget(self.report, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.go_on_button = primary_button(self.tr("Go on"))
        self.go_on_button.clicked.connect(self.dismissed)
        self.copy_button = quiet_button(self.tr("Copy the report"))
        self.copy_button.clicked.connect(self._copy)
        row.addWidget(self.go_on_button)
        row.addWidget(self.copy_button)
        row.addStretch(1)
        column.addLayout(row)

    def tell(self, report: str) -> None:
        """Show a report."""
        self.report.setPlainText(report)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
