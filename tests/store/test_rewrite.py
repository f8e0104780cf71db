"""A new passphrase: the diary written again, or left as it was."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stalkdiary.diary import Diary
from stalkdiary.errors import DiaryBusy, NotWritten, WrongPassphrase
from stalkdiary.model.incident import Account
from stalkdiary.store import rewrite as rewrite_module

HARD = "it's \"quoted\"; -- ☂ Zoë \\ \t x'00' "


@pytest.mark.parametrize("after", [HARD, None])
def test_everything_comes_along(
    after: str | None, filled: Diary, everything: Callable[[Diary], list[object]]
) -> None:
    filled.save_draft({"what": "half"})
    before = everything(filled)
    counted: list[int] = []
    filled.change_passphrase(after, counted.append)
    assert sum(counted) == filled.evidence_bytes
    assert everything(filled) == before
    assert list(filled.drafts().values()) == [{"what": "half"}]
    assert filled.verify().findings == ()
    assert (filled.key is None) == (after is None)
    filled.close()
    assert [each.name for each in filled.path.parent.iterdir()] == ["diary.db"]
    assert (b"SQLite format 3" in filled.path.read_bytes()) == (after is None)
    assert filled.path.stat().st_mode & 0o777 == 0o600
    with Diary.open(filled.path, lambda: HARD) as again:
        assert everything(again) == before


def test_composed_and_decomposed_letters_open_the_same_diary(encrypted: Diary) -> None:
    encrypted.change_passphrase("Zoë\u2126")
    encrypted.close()
    with Diary.open(encrypted.path, lambda: "Zoe\u0308\u03a9") as again:
        assert again.verify().findings == ()


@pytest.mark.parametrize(
    "wrong", ["", "zoë", "Zoë ", " Zoë", "Zoë\n", "Zoe", "Zoë\0", "0" * 68, "\ud800"]
)
def test_a_wrong_passphrase_leaves_every_byte_as_it_was(wrong: str, encrypted: Diary) -> None:
    if encrypted.key is None:
        pytest.fail("the diary is encrypted")
    encrypted.change_passphrase("Zoë")
    encrypted.close()
    before, stamp = encrypted.path.read_bytes(), encrypted.path.stat().st_mtime_ns
    with pytest.raises(WrongPassphrase):
        Diary.open(encrypted.path, lambda: wrong)
    assert encrypted.path.read_bytes() == before
    assert encrypted.path.stat().st_mtime_ns == stamp
    assert len(list(encrypted.path.parent.iterdir())) == 1


def test_the_same_passphrase_makes_another_key_with_another_salt(
    encrypted: Diary, passphrase: str
) -> None:
    key, salt = encrypted.key, encrypted.path.read_bytes()[:16]
    encrypted.change_passphrase(passphrase)
    assert encrypted.key != key
    assert encrypted.path.read_bytes()[:16] != salt


def test_a_command_that_had_the_old_file_open_loses_no_entry(
    diary: Diary, account: Callable[..., Account]
) -> None:
    """It is told to try again; nothing goes into the file that nobody sees any more."""
    with Diary(diary.path, None) as old:
        old.add(account("before"))
        diary.change_passphrase("words")
        with pytest.raises(DiaryBusy, match="a new file"):
            old.add(account("lost?"))
        with pytest.raises(DiaryBusy, match="a new file"):
            old.save_draft({"what": "lost?"})
    assert [each.account.what for each in diary.incidents()] == ["before"]
    assert diary.add(account("after")).number == 2


ADD = """
import sys
from pathlib import Path
from stalkdiary.diary import Diary
from stalkdiary.errors import DiaryBusy
from stalkdiary.model.incident import Account
from stalkdiary.model.moment import Moment
when = Moment.unknown(timezone="Europe/London", said="")
with Diary(Path(sys.argv[1]), None) as diary:
    print("ready", flush=True)
    for n in range(40):
        try:
            diary.add(Account(what=f"SAVED {n}", when=when))
        except DiaryBusy:
            break
        print(n, flush=True)
"""


def test_a_command_that_writes_meanwhile_loses_no_entry(diary: Diary) -> None:
    """Whatever the other command was told is saved is in the new diary."""
    other = subprocess.Popen(
        [sys.executable, "-c", ADD, str(diary.path)], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout
    assert other.stdout.readline() == "ready\n"
    while diary.key is None:
        try:
            diary.change_passphrase("words")
        except (NotWritten, DiaryBusy):
            # The other command wrote between the copy and the look at it: nothing is changed.
            continue
    saved = other.stdout.read().split()
    other.wait()
    other.stdout.close()
    written = [each.account.what for each in diary.incidents()]
    assert written == [f"SAVED {n}" for n in saved]
    assert diary.verify().findings == ()


def test_a_copy_that_does_not_read_back_changes_nothing(
    filled: Diary, monkeypatch: pytest.MonkeyPatch, everything: Callable[[Diary], list[object]]
) -> None:
    before, shown = filled.path.read_bytes(), everything(filled)
    monkeypatch.setattr(rewrite_module, "broken_links", lambda _entries: iter(["broken"]))
    with pytest.raises(NotWritten, match="did not read back"):
        filled.change_passphrase("words")
    assert filled.path.read_bytes() == before
    assert everything(filled) == shown
    filled.close()
    assert [each.name for each in filled.path.parent.iterdir()] == ["diary.db"]


def test_ctrl_c_in_the_middle_changes_nothing(filled: Diary) -> None:
    before = filled.path.read_bytes()

    def interrupt(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        filled.change_passphrase("words", interrupt)
    assert filled.path.read_bytes() == before
    assert filled.verify().findings == ()
    assert os.listdir(filled.path.parent) == ["diary.db"]  # noqa: PTH208 - names alone


def test_a_diary_reached_through_a_link_stays_where_it_is(
    diary: Diary, tmp_path: Path, account: Callable[..., Account]
) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(diary.path)
    with Diary(link, None) as linked:
        linked.change_passphrase("words")
        linked.add(account())
    with Diary.open(diary.path, lambda: "words") as again:
        assert again.verify().entries == 2
    assert link.is_symlink()
