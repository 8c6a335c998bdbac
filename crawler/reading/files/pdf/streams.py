"""The streams of a PDF (ISO 32000-1, 7.4), expanded and drawn within limits that are counts."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from typing import Any

from pdfminer.ascii85 import ascii85decode, asciihexdecode
from pdfminer.lzw import lzwdecode
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, int_value, stream_value
from pdfminer.psparser import PSKeyword, literal_name
from pdfminer.runlength import rldecode
from pdfminer.utils import Matrix, apply_png_predictor

from crawler.reading.files.base import UnreadError

#: A PDF may expand to so many times its size, or so many bytes in any case.
EXPANDED_RATIO, EXPANDED_LEAST, EXPANDED_MOST = 100, 4_000_000, 256_000_000
#: The same for what is drawn: a form that is drawn ten times counts ten times.
DRAWN_RATIO, DRAWN_LEAST, DRAWN_MOST = 30, 600_000, 64_000_000
MAX_LZW = 1_000_000  # bytes before; each may become thousands, and expanding them is slow
_PICTURES = ("DCTDecode", "DCT", "JPXDecode", "JBIG2Decode", "CCITTFaxDecode", "CCF")
_NAMES = {
    "Fl": "FlateDecode",
    "LZW": "LZWDecode",
    "A85": "ASCII85Decode",
    "AHx": "ASCIIHexDecode",
    "RL": "RunLengthDecode",
}


@dataclass
class Budget:
    """How many bytes of one file may still be expanded, and drawn."""

    expanded: int
    drawn: int

    @classmethod
    def of(cls, size: int) -> Budget:
        """The budget of a file of ``size`` bytes."""
        return cls(
            min(max(EXPANDED_LEAST, EXPANDED_RATIO * size), EXPANDED_MOST),
            min(max(DRAWN_LEAST, DRAWN_RATIO * size), DRAWN_MOST),
        )

    def expand(self, size: int) -> None:
        """Take ``size`` bytes of what may be expanded."""
        self.expanded -= size
        if self.expanded < 0:
            raise UnreadError("it expands to more than a file of its size holds")

    def draw(self, size: int) -> None:
        """Take ``size`` bytes of what may be drawn."""
        self.drawn -= size
        if self.drawn < 0:
            raise UnreadError("its pages draw more than a file of its size holds")


class BoundedStream(PDFStream):
    """A stream that is expanded within a budget; pictures are not expanded at all."""

    budget: Budget

    def decode(self) -> None:
        """Fill ``data``."""
        data = self.rawdata or b""
        if self.decipher and self.objid is not None and self.genno is not None:
            data = self.decipher(self.objid, self.genno, data, self.attrs)
        for literal, parameters in self.get_filters():
            name = literal_name(literal)
            if name in _PICTURES:
                data = b""
                break
            data = self._expand(_NAMES.get(name, name), data)
            if parameters:
                data = _unpredicted(data, parameters)
        self.data, self.rawdata = data, None

    def _expand(self, name: str, data: bytes) -> bytes:
        if name == "FlateDecode":
            data = _inflate(data, self.budget.expanded)
        elif name == "LZWDecode" and len(data) <= MAX_LZW:
            data = lzwdecode(data)
        elif name == "ASCII85Decode":
            data = ascii85decode(data)
        elif name == "ASCIIHexDecode":
            data = asciihexdecode(data)
        elif name == "RunLengthDecode":
            self.budget.expand(len(data))
            data = rldecode(data)
        else:
            raise UnreadError(f"a filter that is not read: {name[:40]}")
        self.budget.expand(len(data))
        return data


def _inflate(data: bytes, most: int) -> bytes:
    """What zlib gives, at most a byte more than ``most``; of damaged data what stands before the damage."""
    expander, pieces, length = zlib.decompressobj(), [], 0
    for start in range(0, len(data), 65536):
        piece = data[start : start + 65536]
        try:
            while piece and length <= most:
                pieces.append(expander.decompress(piece, most + 1 - length))
                length += len(pieces[-1])
                piece = expander.unconsumed_tail
        except zlib.error:
            break
    return b"".join(pieces)


def _unpredicted(data: bytes, parameters: dict[str, Any]) -> bytes:
    predictor = int_value(parameters.get("Predictor", 1))
    if predictor < 10:  # TIFF prediction is for pictures
        return data
    said = {"Colors": 1, "Columns": 1, "BitsPerComponent": 8} | parameters
    colors, columns, bits = (int_value(said[name]) for name in ("Colors", "Columns", "BitsPerComponent"))
    if not (0 < colors <= 32 and 0 < columns <= 100_000 and bits in (1, 2, 4, 8, 16)):
        raise UnreadError("broken: a predictor that cannot be")
    return apply_png_predictor(predictor, colors, columns, bits, data)


class _Parser(PDFParser):
    """A parser whose streams are bounded, those of the cross-reference table too."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        super().__init__(io.BytesIO(content))
        self._budget = budget

    def do_keyword(self, pos: int, token: PSKeyword) -> None:
        """As PDFParser; a stream it has read is replaced by a bounded one."""
        super().do_keyword(pos, token)
        if token is self.KEYWORD_STREAM and self.curstack and isinstance(self.curstack[-1][1], PDFStream):
            place, stream = self.curstack.pop()
            assert isinstance(stream, PDFStream)
            bounded = BoundedStream(stream.attrs, stream.rawdata or b"", stream.decipher)
            bounded.budget = self._budget
            self.push((place, bounded))


class Interpreter(PDFPageInterpreter):
    """Draws pages and the forms in them within a budget."""

    budget: Budget

    def subinterp(self) -> Interpreter:
        """The interpreter of a form, with the same budget."""
        inner = super().subinterp()
        assert isinstance(inner, Interpreter)
        inner.budget = self.budget
        return inner

    def render_contents(self, resources: dict[object, object], streams: Any, ctm: Matrix = (1, 0, 0, 1, 0, 0)) -> None:
        """Draw these streams, once they are paid for."""
        for stream in streams:
            self.budget.draw(200 + len(stream_value(stream).get_data()))
        super().render_contents(resources, streams, ctm)


def open_document(content: bytes, budget: Budget) -> PDFDocument:
    """The document, opened with the empty password. Raises what the library raises."""
    return PDFDocument(_Parser(content, budget))
