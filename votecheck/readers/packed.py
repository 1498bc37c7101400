"""Packed files: the bytes inside gz, zst and zip, and what is said of one that cannot be unpacked."""

import gzip
import io
import zipfile
from typing import BinaryIO

from votecheck.model.errors import InputError, missing_extra

INSIDE = (".csv", ".tsv", ".txt", ".tab")


def unpacked(path: str, data: bytes | None) -> BinaryIO:
    """The bytes of a file, or of what was read of it, unpacked where packed (gzip, zip with one file, zstandard)."""
    raw: BinaryIO = io.BytesIO(data) if data is not None else _opened(path)
    magic = raw.read(4)
    raw.seek(0)
    try:
        if magic[:2] == b"\x1f\x8b":
            return gzip.GzipFile(fileobj=raw)  # type: ignore[return-value]
        if magic == b"PK\x03\x04":
            archive = zipfile.ZipFile(raw)
            own = (n for n in archive.namelist() if not n.startswith("__MACOSX/"))  # what one system adds is none of it
            inside = [n for n in own if n.lower().endswith(INSIDE)]
            if len(inside) != 1:
                raise InputError(path, f"an archive with {len(inside)} tables; unpack it, or keep one in it")
            return archive.open(inside[0])  # type: ignore[return-value]
    except (OSError, zipfile.BadZipFile, RuntimeError, ValueError) as error:
        raise _not_unpacked(path, error) from None
    if magic == b"\x28\xb5\x2f\xfd":
        try:
            import zstandard
        except ImportError:
            raise missing_extra(path, "tables") from None
        return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(raw))
    return raw


def _opened(path: str) -> BinaryIO:
    try:
        return open(path, "rb")
    except OSError as error:
        raise InputError(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from None


def _not_unpacked(path: str, error: Exception) -> InputError:
    return InputError(path, f"cannot be unpacked: {error}")


def read(path: str, stream: BinaryIO, size: int) -> bytes:
    """So many bytes of a stream, fewer only at its end. Raises InputError where a packed file is damaged."""
    import zlib

    parts, left = [], size
    try:
        while left and (part := stream.read(left)):
            parts.append(part)
            left -= len(part)
    except (OSError, EOFError, zipfile.BadZipFile, RuntimeError, ValueError, zlib.error) as error:
        raise _not_unpacked(path, error) from None
    except Exception as error:  # zstandard has an error of its own
        if type(error).__name__ == "ZstdError":
            raise _not_unpacked(path, error) from None
        raise
    return b"".join(parts)
