"""Times the import of a mailbox against the full parse of the standard library's `mailbox`.

    python tests/bench/import_mbox.py [MEBIBYTES]

Prints seconds (of the clock, and of the processor: on a busy machine compare these), MiB/s and the
peak memory of three runs, each in a process of its own: our first look, our reading with digests,
and `mailbox` with every payload decoded. The mailbox is filled from a seeded generator: short
plain mails, mails in two forms, pages of HTML, and a few mails with coded photographs, which make
up most of the bytes, as in a real one.
"""

import base64
import mailbox
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stalkdiary.importers.mail import mails as mail
from stalkdiary.importers.reading.export import Export, Reading
from stalkdiary.model.message import Message

MEBIBYTE = 1024**2
_SENTENCE = "you never answer me and I know where the car was parked on Sunday night"
_HEAD = """\
From alex@example.com Mon Jan 01 10:00:00 2024
Return-Path: <alex@example.com>
Delivered-To: rosie@example.org
Received: from mx.example.org (mx.example.org [198.51.100.25])
\tby store.example.org with LMTP id {number}
\tfor <rosie@example.org>; Mon, 1 Jan 2024 10:00:05 +0000 (UTC)
Received: from out.example.com (out.example.com [203.0.113.77])
\tby mx.example.org with ESMTPS id {number};
\tMon, 1 Jan 2024 10:00:03 +0000
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=a;
\tbh={filler}; b={filler}{filler}
Message-ID: <{number}@example.com>
Date: Mon, 1 Jan 2024 10:00:00 +0000
From: Alex Dunmore <alex@example.com>
To: Rosie Marlow <rosie@example.org>
Subject: =?utf-8?q?You_won=E2=80=99t_answer?= {number}
X-Gmail-Labels: Inbox,Opened
MIME-Version: 1.0
"""


def write_mailbox(path: Path, mebibytes: int) -> int:
    """Fills `path` and returns the number of mails in it."""
    generator = random.Random(1)  # noqa: S311 - filler, not a secret
    number = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        while file.tell() < mebibytes * MEBIBYTE:
            number += 1
            head = _HEAD.format(number=number, filler="A" * 43)
            file.write(head + _body(generator, number) + "\n\n")
    return number


def _body(generator: random.Random, number: int) -> str:
    text = "\n".join(" ".join(generator.choices(_SENTENCE.split(), k=12)) for _ in range(20))
    page = "".join(
        f'<tr><td style="color:#333333;font-size:14px"><p>{line}</p></td></tr>\n'
        for line in text.split("\n")
    )
    page = f"<html><head><style>p {{ margin: 0 }}</style></head><table>{page}</table></html>"
    plain = f"Content-Type: text/plain; charset=utf-8\n\n{text}\n"
    html = f"Content-Type: text/html; charset=utf-8\n\n{page}\n"
    kind = number % 20
    if kind < 9:
        return plain
    both = (
        f'Content-Type: multipart/alternative; boundary="a"\n\n--a\n{plain}\n--a\n{html}\n--a--\n'
    )
    if kind < 17:
        return both
    if kind < 19:
        return html
    photo = base64.encodebytes(generator.randbytes(generator.randrange(200_000, 1_500_000)))
    return (
        f'Content-Type: multipart/mixed; boundary="m"\n\n--m\n{both}\n--m\n'
        'Content-Type: image/jpeg; name="IMG_1.jpg"\nContent-Transfer-Encoding: base64\n'
        'Content-Disposition: attachment; filename="IMG_1.jpg"\n\n'
        f"{photo.decode('ascii')}\n--m--\n"
    )


def ours(path: Path, *, digest: bool) -> int:
    """Reads the mailbox as an import does."""
    with Export(path) as export:
        items = mail.read(export, Reading(digest=digest))
        return sum(isinstance(item, Message) for item in items)


def standard(path: Path) -> int:
    """Reads the mailbox with `mailbox`, and decodes every part."""
    count = 0
    for message in mailbox.mbox(path, create=False):
        for part in message.walk():
            part.get_payload(decode=True)
        count += 1
    return count


RUNS = {
    "our first look": lambda path: ours(path, digest=False),
    "ours with digests": lambda path: ours(path, digest=True),
    "mailbox": standard,
}


def main() -> None:
    """Writes the mailbox, and runs each reading of it in a process of its own."""
    if len(sys.argv) > 2:
        path = Path(sys.argv[1])
        start, start_cpu = time.perf_counter(), time.process_time()
        count = RUNS[sys.argv[2]](path)
        took, cpu = time.perf_counter() - start, time.process_time() - start_cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rate = path.stat().st_size / MEBIBYTE / took
        print(
            f"{sys.argv[2]:18} {count} mails {took:6.2f} s ({cpu:.2f} s of processor) "
            f"{rate:6.1f} MiB/s, peak {peak:.0f} MiB"
        )
        return
    mebibytes = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "All mail.mbox"
        count = write_mailbox(path, mebibytes)
        print(f"{count} mails, {path.stat().st_size / MEBIBYTE:.0f} MiB")
        for name in RUNS:
            subprocess.run([sys.executable, __file__, str(path), name], check=True)


if __name__ == "__main__":
    main()
