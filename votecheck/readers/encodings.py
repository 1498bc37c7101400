"""Bytes to text: the encodings that results files come in, Unicode or Windows-1252 (Latin-1 with its additions)."""

HEAD = 1 << 16  # bytes in which the headings are sought


def decoded(data: bytes) -> str:
    """The text: UTF-8 or UTF-16 with its mark, UTF-8, or else Windows-1252; every line ends in a newline."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data[: len(data) // 2 * 2].decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def beginning(data: bytes) -> str:
    """The text of the whole lines at the beginning of a file."""
    end = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1 if len(data) >= HEAD else 0
    return decoded(data[:end] if end and data[:2] not in (b"\xff\xfe", b"\xfe\xff") else data)
