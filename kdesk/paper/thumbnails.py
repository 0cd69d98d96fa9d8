"""Small pictures that kdesk itself made, turned back into images, in memory and within limits."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader

EDGE = 480
"""The longest side of a thumbnail, in pixels."""
ROOM_MB = 300
"""What Qt may use to unfold one picture: the largest that is taken in needs 256 MB."""


def image(png: bytes) -> QImage:
    """The picture; a null image when this is no PNG of a thumbnail's size or is damaged.

    The size is read before the pixels: nothing larger was made here.
    """
    QImageReader.setAllocationLimit(ROOM_MB)
    buffer = QBuffer()
    buffer.setData(QByteArray(png))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"png"))
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > EDGE:
        return QImage()
    return reader.read()
