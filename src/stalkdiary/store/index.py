"""What the indexes of the searches hold beside what they should."""

from collections.abc import Container, Iterator

from sqlcipher3 import dbapi2 as sqlite

from stalkdiary.model.finding import Finding


def planted_words(
    connection: sqlite.Connection, index: str, words: Container[str]
) -> Iterator[Finding]:
    """Each word that a search would find although nobody wrote it."""
    connection.execute(f"CREATE VIRTUAL TABLE temp.planted USING fts5vocab(main, {index}, row)")
    try:
        for (word,) in connection.execute("SELECT term FROM temp.planted"):
            if word not in words:
                yield Finding("index-altered", index, "no such word", str(word))
    finally:
        connection.execute("DROP TABLE temp.planted")
