"""The made-up authority of the made-up case signs as a real one does, and is taken for no one."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stalkdiary.errors import InputRefused
from stalkdiary.handover.demonstration import stamp
from stalkdiary.model.ledger import Entry, next_entry, utc_text

AT = datetime(2026, 11, 15, 10, 34, tzinfo=UTC)


def entry() -> Entry:
    """An entry of the made-up ledger."""
    return next_entry(None, recorded_at=utc_text(AT), kind="action", body={"nonce": "0"})


def test_its_answer_is_one_that_a_real_authority_could_have_given() -> None:
    """It is about the entry, has the time of the story, and leads back to its own root only."""
    made = stamp(entry(), AT)
    assert made.token().gen_time == utc_text(AT)
    fact = made.fact(made.token())
    assert (fact.roots, fact.entry, fact.host) == ("given", 1, "timestamps.example")
    assert fact.signer.startswith("Made-up timestamp authority (SHA-256 ")


def test_openssl_agrees(tmp_path: Path) -> None:
    """The line that strangers are told to type accepts it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: apt-get install openssl")
    made = stamp(entry(), AT)
    (tmp_path / "answer").write_bytes(made.response)
    (tmp_path / "roots").write_text(made.roots)
    command = ("openssl", "ts", "-verify", "-digest", made.hash.partition(":")[2])
    told = subprocess.run(
        (*command, "-in", "answer", "-CAfile", "roots", "-attime", str(int(AT.timestamp()))),
        cwd=tmp_path, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert "Verification: OK" in told.stdout + told.stderr


def test_what_was_changed_in_it_is_refused() -> None:
    """Another entry, another root, one bit of the signature."""
    made, other = stamp(entry(), AT), stamp(entry(), AT + timedelta(days=1))
    bent = made.response[:-1] + bytes([made.response[-1] ^ 1])
    for changed in (
        replace(made, hash="sha256:" + "0" * 64),
        replace(made, roots=other.roots),
        replace(made, response=bent),
        replace(made, request=other.request),
    ):
        with pytest.raises(InputRefused):
            changed.token()
