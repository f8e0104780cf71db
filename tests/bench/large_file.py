"""Attaches a large file and prints the peak memory and the time of the command.

    python tests/bench/large_file.py [GIGABYTES]

The diary has a passphrase. The file is filled from a seeded generator, so that nothing about it
can be compressed or shared.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = str(Path(sys.executable).parent / "stalkdiary")
BLOCK = 1024**2


def main() -> None:
    """Makes the file, the diary, and runs `attach` and `verify`."""
    gigabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = dict(os.environ) | {"HOME": folder}
        secret = home / "secret"
        secret.write_text("correct horse battery staple\n", encoding="utf-8")
        source = home / "film.mp4"
        generator = random.Random(1)  # noqa: S311 - filler, not a secret
        block = generator.randbytes(BLOCK)
        with source.open("wb") as file:
            for number in range(int(gigabytes * 1024)):
                file.write(number.to_bytes(8, "big") + block[8:])
        command = [PROGRAM, "--diary", str(home / "d.db"), "--passphrase-file", str(secret)]
        for arguments in (
            ["init"],
            ["add", "--what", "A film"],
            ["attach", "1", str(source)],
            ["verify"],
        ):
            start = time.perf_counter()
            subprocess.run([*command, *arguments], check=True, env=environment)
            took = time.perf_counter() - start
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            print(f"{arguments[0]}: {took:.1f} s, peak so far {peak / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
