"""Services that help, and how to reach them, read with the standard library alone.

As frugal with imports as help_contacts.py, and for the same reason.
"""

UK = ("England", "Wales", "Scotland", "Northern Ireland")

GROUPS = {
    "emergency": "In danger now",
    "police": "Police in your area",
    "stalking": "Stalking",
    "abuse": "Domestic and other abuse",
    "victims": "After a crime",
    "talk": "Someone to talk to",
}

_DATA = __file__.rpartition("contacts.")[0] + "data/"


class Contact:
    """One way of getting help. An empty string stands for what it does not have.

    Attributes:
        covers: nations, or the places of a local service; empty when not confirmed.
        local: the forces in whose area a local service works, by the first word of their domain.
        shown: "first" on every page, "area" when an area is asked for, "all" only with --all.
    """

    def __init__(self, fields: dict[str, str]) -> None:
        self.name = fields["name"]
        self.group = fields["group"]
        self.shown = fields["shown"]
        self.phone = fields.get("phone", "")
        self.text = fields.get("text", "")
        self.email = fields.get("email", "")
        self.web = fields.get("web", "")
        self.hours = fields.get("hours", "")
        self.covers = listed(fields.get("covers", "").replace("UK", ", ".join(UK)))
        self.local = listed(fields.get("local", ""))
        self.who = fields.get("for", "")
        self.notes = fields.get("notes", "")
        self.confidence = fields["confidence"]
        self.checked = fields["checked"]
        self.source = fields["source"]
        texting = f"text {self.text}" if self.text else ""
        self.how = fields.get("how") or self.phone or texting or self.web

    @property
    def coverage(self) -> str:
        """Where it helps, as printed: "UK" rather than four nations."""
        if not self.covers:
            return "ask if they cover your area"
        if set(UK) <= set(self.covers):
            return ", ".join(["UK", *(place for place in self.covers if place not in UK)])
        return ", ".join(self.covers)

    @property
    def details(self) -> str:
        """Everything that stands under the name and the number, each part with its label."""
        parts = (
            f"Covers: {self.coverage}",
            self.who and f"For: {self.who}",
            self.notes.removesuffix("."),
            self.hours and f"Hours: {self.hours}",
            self.text and self.phone and f"Text: {self.text}",
            self.email and f"E-mail: {self.email}",
            self.web if self.how == self.web else self.web and f"Web: {self.web}",
        )
        shown = [part for part in parts if part and part != self.how]
        # No full stop after an address, where it would be copied along.
        return ". ".join(shown) + "." * (shown[-1] not in (parts[-1], parts[-2]))

    def as_json(self) -> dict[str, str | list[str] | None]:
        return {
            "name": self.name,
            "phone": self.phone or None,
            "text": self.text or None,
            "email": self.email or None,
            "web": self.web or None,
            "hours": self.hours or None,
            "covers": self.covers,
            "for": self.who or None,
            "checked": self.checked,
            "source": self.source,
            "notes": self.notes or None,
            "confidence": self.confidence,
            "group": self.group,
        }


def read_contacts() -> list[Contact]:
    """Every contact that ships, in the order in which they are printed."""
    return [Contact(fields) for fields in read_blocks("contacts.txt")]


def read_blocks(name: str) -> list[dict[str, str]]:
    """The blocks of a data file; what stands before the first name holds for all of them."""
    with open(_DATA + name, encoding="utf-8") as file:  # noqa: PTH123 - pathlib is slow to load
        text = file.read()
    common: dict[str, str] = {}
    blocks = []
    for block in text.split("\n\n"):
        fields = {}
        for line in block.splitlines():
            if not line.startswith("#"):
                key, _, value = line.partition(":")
                fields[key] = value.strip()
        if "name" in fields:
            blocks.append(common | fields)
        else:
            common |= fields
    return blocks


def listed(text: str) -> list[str]:
    """The parts of a value that commas divide."""
    return [part.strip() for part in text.split(",") if part.strip()]
