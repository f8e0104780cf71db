"""Which police force and nation a place belongs to: loaded only when --area asks.

As frugal with imports as help_contacts.py, and for the same reason.
"""

from stalkdiary.contacts import UK, Contact, listed, read_blocks

_AREA_ADVICE = """\
In danger now: 999. 'stalkdiary help-contacts --areas' lists every area that is known here.
A county or a large town nearby works too.
"""

_PUNCTUATION = str.maketrans({"'": None, "&": " and "} | dict.fromkeys("-./:;!?()", " "))
_IGNORED = frozenset(("police", "constabulary", "the", "https", "http", "www"))


class Force:
    """A police force: where it is, the names that find it, and how to reach it.

    Attributes:
        word: the first word of its domain, as in kent.police.uk.
        names: every name that finds it, folded for comparison.
    """

    def __init__(self, fields: dict[str, str]) -> None:
        self.name = fields["name"]
        self.domain = fields["domain"]
        self.word = self.domain.partition(".")[0]
        self.nations = listed(fields["nation"])
        self.area = fields["area"]
        named = (self.name, self.domain, self.word, self.area, fields.get("places", ""))
        self.names = [_without_ignored(name) for name in _plain(",".join(named)).split(",")]
        self.contact = Contact(fields | {"web": f"www.{self.domain}", "covers": self.area})


class Area:
    def __init__(self, forces: list[Force], nations: list[str]) -> None:
        self.forces = forces
        self.nations = nations

    def covered_by(self, contact: Contact) -> bool:
        if contact.local:
            return any(force.word in contact.local for force in self.forces)
        return not contact.covers or any(nation in contact.covers for nation in self.nations)


def read_forces() -> list[Force]:
    """Every police force: England and Wales by name, then Scotland, Northern Ireland, railways."""
    return [Force(fields) for fields in read_blocks("forces.txt")]


def find_area(name: str, forces: list[Force]) -> Area | None:
    """What a name stands for: a force, its address, a county, city, town or nation.

    A whole name wins over the start of one, and that over the start of a later word in one, so
    "York" is not all of Yorkshire. A name that fits several forces gives them all.
    """
    wanted = _folded(name)
    if not wanted:
        return None
    nations = {nation: [_folded(nation)] for nation in UK}
    nations["Wales"].append("cymru")
    for fits in (_whole, _start, _word):
        found = [force for force in forces if fits(wanted, force.names)]
        within = [nation for nation, names in nations.items() if fits(wanted, names)]
        if found or within:
            # England has 39 forces: there the page names only the finder.
            small = [nation for nation in within if nation != "England"]
            found += [f for f in forces if f.nations[0] in small and f not in found]
            covered = {nation for force in found for nation in force.nations} | set(within)
            return Area(found, [nation for nation in UK if nation in covered])
    return None


def no_such_area(name: str, forces: list[Force]) -> str:
    from difflib import get_close_matches

    shown = {_folded(place): place for force in forces for place in listed(force.area)}
    shown |= {_folded(nation): nation for nation in UK}
    near = [shown[match] for match in get_close_matches(_folded(name), shown)]
    maybe = f" Perhaps you meant {' or '.join(near)}." if near else ""
    return f"No area is known here as '{name}'.{maybe}\n{_AREA_ADVICE}"


def _folded(name: str) -> str:
    """A name for comparing: no case, accents or punctuation, and no word that every force has."""
    if not name.isascii():
        import unicodedata

        letters = unicodedata.normalize("NFKD", name.replace("\u2019", "'"))
        name = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _without_ignored(_plain(name).replace(",", " "))


def _plain(names: str) -> str:
    return names.lower().translate(_PUNCTUATION)


def _without_ignored(name: str) -> str:
    return " ".join([word for word in name.split() if word not in _IGNORED])


def _whole(wanted: str, names: list[str]) -> bool:
    return wanted in names


def _start(wanted: str, names: list[str]) -> bool:
    return any(name.startswith(wanted) for name in names)


def _word(wanted: str, names: list[str]) -> bool:
    return any(f" {wanted}" in name for name in names)
