"""One file of a creation: its picture or its words, its name, and a way to save a copy."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kdesk.domain.creation import CreationFile
from kdesk.paper import thumbnails
from kdesk.ui.theme import Theme
from kdesk.ui.widgets.buttons import soft_button
from kdesk.ui.widgets.labels import PlainLabel, words_label

TALLEST = 560
MOST_WORDS = 20_000


class PictureView(QWidget):
    """A picture as wide as there is room, never larger than it is."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._image = QImage()
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def show_image(self, image: QImage) -> None:
        """Show this one; a null image shows an empty ground."""
        self._image = image
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The size of the picture, within reason."""
        width = min(self._image.width(), 900) if not self._image.isNull() else 240
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Small; the layout gives what there is."""
        return QSize(120, 90)

    def hasHeightForWidth(self) -> bool:
        """It does."""
        return True

    def heightForWidth(self, width: int) -> int:
        """What the picture's shape asks for."""
        if self._image.isNull():
            return 120
        size = self._size_within(width)
        return max(60, size.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture at the left, its corners rounded."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = QSize(240, 120) if self._image.isNull() else self._size_within(self.width())
        box = QRectF(0.5, 0.5, size.width() - 1, size.height() - 1)
        outline = QPainterPath()
        outline.addRoundedRect(box, 10, 10)
        painter.setClipPath(outline)
        painter.fillRect(box, self._theme.colour("sunk"))
        if not self._image.isNull():
            painter.drawImage(box, self._image)
        painter.setClipping(False)
        painter.setPen(QPen(self._theme.colour("hairline"), 1))
        painter.drawPath(outline)

    def _size_within(self, width: int) -> QSize:
        room = QSize(min(width, self._image.width()), min(TALLEST, self._image.height()))
        return self._image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)


class FileView(QWidget):
    """A file that is kept; `copy_wanted` asks for a copy to be saved somewhere."""

    copy_wanted = Signal(object)
    """CreationFile."""

    def __init__(self, theme: Theme, file: CreationFile) -> None:
        super().__init__()
        self.setProperty("look", "bare")
        self.file = file
        self.picture: PictureView | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._content = column
        if file.thumbnail is not None:
            self.picture = PictureView(theme, file.name)
            column.addWidget(self.picture)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(PlainLabel(f"{file.name} · {_size(file.content.size)}", "note"), 1)
        self.copy_button = soft_button(self.tr("Save a copy"))
        self.copy_button.setAccessibleName(self.tr("Save a copy of {name}").format(name=file.name))
        self.copy_button.clicked.connect(lambda: self.copy_wanted.emit(self.file))
        row.addWidget(self.copy_button)
        column.addLayout(row)

    def show_words(self, text: str) -> None:
        """Show what a text file says, above its name."""
        self._content.insertWidget(0, words_label(text[:MOST_WORDS]))


def picture(data: bytes, media_type: str, widest: int) -> QImage:
    """A kept picture no wider than that; null when it can't be read. Works on any thread."""
    QImageReader.setAllocationLimit(thumbnails.ROOM_MB)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(media_type.removeprefix("image/").encode()))
    size = reader.size()
    if size.isValid() and size.width() > widest:
        height = max(1, size.height() * widest // size.width())
        reader.setScaledSize(QSize(widest, height))
    return reader.read()


def _size(count: int) -> str:
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1_000_000:.1f} MB"
