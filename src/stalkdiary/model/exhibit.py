"""An exhibit: a preserved file, or a thing that is kept somewhere."""

from dataclasses import dataclass, fields
from typing import Any, Final, Self

from stalkdiary.model.plain import fields_of, known_fields
from stalkdiary.model.text import one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One exhibit as it was recorded.

    Attributes:
        ref: the suggested reference, such as ``AB/1``; never used again for another.
        incident: the number of the incident it belongs to.
        added_at: when it was added, UTC, ISO 8601 with ``Z``.
        name: the original file name, or the description of a physical exhibit.
        physical: whether it is a thing and not a file.
        path: where the file lay when it was taken in.
        sha256: the file's SHA-256, 64 lower-case hexadecimal digits.
        media_type: what the content is, told from the content.
        file_times: ``modified`` and, where the system tells it, ``created``; UTC, as found.
        metadata: what the file says of itself (camera time, place, device), as found.
        captured: how it was captured and who did it, in their words.
        says: what the file shows, in their words, for those who can't see it.
        photographs: the references of photographs of it.
        enclosed_in: the reference of the preserved export that holds the file; None of any other.
        member: its name in there; untrusted.
        message: the number of the message that first refers to it.
    """

    ref: str
    incident: int
    added_at: str
    name: str
    physical: bool = False
    path: str | None = None
    bytes: int | None = None
    sha256: str | None = None
    media_type: str | None = None
    file_times: dict[str, str] | None = None
    metadata: dict[str, str] | None = None
    captured: str | None = None
    says: str | None = None
    found_at: str | None = None
    handled_by: str | None = None
    packed: str | None = None
    kept_at: str | None = None
    photographs: tuple[str, ...] = ()
    enclosed_in: str | None = None
    member: str | None = None
    message: int | None = None

    @property
    def label(self) -> str:
        """The name as people are shown it: a line break in the name of a file is a visible mark."""
        return self.name if self.physical else one_line(self.name)

    def to_json(self) -> dict[str, Any]:
        """Every field but `added_at`, which the ledger holds; unknown ones are absent."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        del values["added_at"], values["physical"]
        return {k: v for k, v in values.items() if v is not None and v != ()}

    def contradictions(self) -> tuple[str, ...]:
        """What does not fit together in what the file says of itself, in plain words."""
        if self.metadata is None:
            return ()
        from stalkdiary.model.camera import contradictions

        return contradictions(self.metadata, self.added_at)

    def listed(self) -> dict[str, Any]:
        """The exhibit as `exhibits --json` shows it."""
        return fields_of(self, _LISTED) | {"contradictions": list(self.contradictions())}

    @classmethod
    def from_json(cls, values: dict[str, Any], *, added_at: str, physical: bool) -> Self:
        """The exhibit that `to_json` wrote; keys of newer programs are passed over."""
        given = known_fields(cls, values)
        given["photographs"] = tuple(values.get("photographs", ()))
        return cls(**given | {"added_at": added_at, "physical": physical})


_LISTED: Final = (
    *("ref", "incident", "name", "bytes", "sha256", "media_type", "added_at", "physical"),
    *("found_at", "handled_by", "packed", "kept_at", "photographs", "enclosed_in", "member"),
    *("message", "captured", "says", "file_times", "metadata"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhysicalItem:
    """What is said of a gift, a letter or a damaged thing, before it has a reference.

    >>> card = PhysicalItem(description="a birthday card", kept_at="paper bag, my sister")
    >>> diary.attach_physical(1, card).exhibits[0].ref
    'AB/1'
    """

    description: str
    found_at: str | None = None
    handled_by: str | None = None
    packed: str | None = None
    kept_at: str | None = None
