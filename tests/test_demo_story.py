"""The fictional material of `stalkdiary demo`: complete, consistent, and nobody real in it."""

import email
import email.policy
import json
import re
import wave
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import stalkdiary

FOLDER = Path(stalkdiary.__file__).parent / "data" / "demo"
STORY: dict[str, Any] = json.loads((FOLDER / "story.json").read_text(encoding="utf-8"))
INCIDENTS: list[dict[str, Any]] = STORY["incidents"]
CHAT = FOLDER / "WhatsApp Chat with Alex.txt"
LETTER = FOLDER / "letter-11-october.pdf"
STREET = FOLDER / "street-at-dusk.jpg"

SLUGS = {
    *("unwanted-contact", "calls-messages", "following-watching", "gifts-letters", "damage"),
    *("threats", "associates", "break-in", "family-friends", "threats-children"),
    *("identity-theft", "loitering", "monitoring", "publishing", "assault", "self-harm-threats"),
    *("pets", "false-reports", "proxies", "order-breach", "other"),
}
CHANNELS = {
    *("phone call", "text message", "WhatsApp", "e-mail", "Instagram", "in person", "letter"),
    *("parcel", "other"),
}
# The options of `add`, `action` and `attach --physical`.
INCIDENT_TEXT = {
    *("what", "when", "until", "noticed", "where", "person", "channel", "felt", "appearance"),
    *("vehicle", "response", "police_ref", "breach"),
}
INCIDENT_LISTS = {"types", "witnesses", "attach"}
ACTION_KEYS = {
    "told-to-stop": {"kind", "when", "what"},
    "helpline": {"kind", "when", "what"},
    "security": {"kind", "when", "what"},
    "other": {"kind", "when", "what"},
    "police": {"kind", "when", "what", "force", "reference", "officer", "promised", "due"},
    "order": {
        *("kind", "when", "what", "order_kind", "court", "granted", "expires", "conditions"),
    },
}
PERSON_KEYS = {
    *("key", "name", "role", "relationship", "aliases", "numbers", "handles", "vehicles", "notes"),
}
PHYSICAL_KEYS = {"incident", "description", "found_at", "kept_at", "handled_by", "packed"}

# How a time may be written, by the precision that it stands for.
FORMS = {
    "exact": re.compile(r"(\d{4}-\d\d-\d\d)T\d\d:\d\d"),
    "about": re.compile(r"(\d{4}-\d\d-\d\d) about \d\d:\d\d"),
    "part of day": re.compile(r"(\d{4}-\d\d-\d\d) (?:morning|afternoon|evening)"),
    "day": re.compile(r"(\d{4}-\d\d-\d\d)"),
    "month": re.compile(r"(\d{4}-\d\d)"),
    "unknown": re.compile(r"not sure"),
}
CLOCK = re.compile(r"\d\d:\d\d")

# Ofcom keeps these for drama: nobody can have them.
DRAMA_NUMBER = re.compile(r"(?:07700900|02079460)\d{3}")
NUMBER_LIKE = re.compile(r"(?<![\d.\-/:])(?:\+44|0)[\d ()]{8,}\d")
ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
LINK = re.compile(r"(?i)(?:https?://|www\.)([\w.-]+)")
RESERVED_DOMAIN = re.compile(r"(?:[\w-]+\.)*example\.(?:com|org)")
# Networks that are kept for documentation (RFC 5737).
NETWORK_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
DOCUMENTATION_NETWORK = re.compile(r"(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+")
PLATE = re.compile(r"\b[A-Z]{2}\d\d [A-Z]{3}\b")

CHAT_HEADER = re.compile(r"(\d\d)/(\d\d)/(\d{4}), (\d\d):(\d\d) - (?:(Alex|Rosie): )?(.*)")


def strings(value: object) -> list[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in inner for text in strings(item)]


def precision(when: str) -> str:
    """The form that a time is written in; an error when it is none of them."""
    for name, form in FORMS.items():
        if found := form.fullmatch(when):
            for day in found.groups():
                date.fromisoformat(day if name != "month" else f"{day}-01")
            if name == "exact":
                datetime.fromisoformat(when)
            return name
    raise AssertionError(f"not one of the strict forms: {when!r}")


def texts() -> dict[str, str]:
    """Every text of the folder as a reader sees it, by file name."""
    mail = email.message_from_bytes(
        (FOLDER / "email-17-august.eml").read_bytes(), policy=email.policy.default
    )
    names = ("README.txt", CHAT.name, "email-17-august.eml")
    found = {name: (FOLDER / name).read_text(encoding="utf-8") for name in names}
    return found | {"story.json": "\n".join(strings(STORY)), "mail body": mail.get_content()}


def test_the_keys_are_those_of_the_options() -> None:
    assert STORY["case"] == {"initials": "RM", "timezone": "Europe/London"}
    for incident in INCIDENTS:
        assert incident.keys() <= INCIDENT_TEXT | INCIDENT_LISTS | {"times", "written"}
        assert {"what", "when", "types"} <= incident.keys()
        assert all(isinstance(incident[key], str) for key in incident.keys() & INCIDENT_TEXT)
        assert all(isinstance(incident[key], list) for key in incident.keys() & INCIDENT_LISTS)
        assert isinstance(incident.get("times", 1), int)
        assert incident.get("times", 1) >= 1
    for action in STORY["actions"]:
        assert action.keys() <= ACTION_KEYS[action["kind"]] | {"written"}
    for person in STORY["people"]:
        assert person.keys() <= PERSON_KEYS | {"written"}
        assert person["role"] in {"stalker", "witness", "family", "police", "other"}
    for item in STORY["physical"]:
        assert item.keys() == PHYSICAL_KEYS | {"written"}


def test_every_attached_file_exists_and_every_file_is_used() -> None:
    attached = [name for incident in INCIDENTS for name in incident.get("attach", [])]
    imported = [item["file"] for item in STORY["imports"]]
    assert len(attached) == len(set(attached))
    assert imported == [CHAT.name]
    present = {path.name for path in FOLDER.iterdir()}
    sent = [name for item in STORY["imports"] for name in item["with"]]
    assert present == {*attached, *imported, *sent, "README.txt", "story.json"}


def test_every_file_is_named_in_the_readme() -> None:
    readme = texts()["README.txt"]
    for path in FOLDER.iterdir():
        assert path.name == "README.txt" or f"\n{path.name}  " in readme


def test_the_folder_is_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 600_000
    assert (FOLDER / "voicemail-12-july.wav").stat().st_size < 60_000


def test_behaviours_and_channels_are_known_and_many() -> None:
    used = {slug for incident in INCIDENTS for slug in incident["types"]}
    assert used <= SLUGS
    assert len(used) >= 12
    assert {i["channel"] for i in INCIDENTS if "channel" in i} <= CHANNELS


def test_times_are_strict_and_of_every_precision() -> None:
    assert {precision(incident["when"]) for incident in INCIDENTS} == FORMS.keys()
    for incident in INCIDENTS:
        if "noticed" in incident:
            assert precision(incident["noticed"]) == "exact"
        if "until" in incident:
            assert CLOCK.fullmatch(incident["until"])
            assert precision(incident["when"]) in {"exact", "about"}
            assert incident["until"] > incident["when"][-5:]
    for action in STORY["actions"]:
        precision(action["when"])
        assert all(
            precision(action[k]) == "day" for k in ("due", "granted", "expires") if k in action
        )
    for amendment in STORY["amendments"]:
        precision(amendment["changes"].get("when", "not sure"))


def test_the_rate_rises_over_seven_months() -> None:
    months = [i["when"][:7] for i in INCIDENTS if i["when"] != "not sure"]
    assert months == sorted(months)
    assert (months[0], months[-1]) == ("2026-04", "2026-11")
    full = [months.count(f"2026-{month:02}") for month in range(4, 11)]
    assert full == sorted(full)
    assert max(i["when"] for i in INCIDENTS if i["when"] != "not sure") < "2026-11-16"


def test_people_keys_resolve() -> None:
    keys = [person["key"] for person in STORY["people"]]
    assert len(keys) == len(set(keys))
    named = [i["person"] for i in INCIDENTS if "person" in i]
    named += [a["changes"]["person"] for a in STORY["amendments"] if "person" in a["changes"]]
    named += [item["person"] for item in STORY["imports"]]
    assert set(named) <= set(keys)
    assert [p["key"] for p in STORY["people"] if p["role"] == "stalker"] == ["alex"]


def test_later_entries_point_at_incidents() -> None:
    for kind in ("amendments", "withdrawals", "physical"):
        assert STORY[kind]
        assert all(1 <= item["incident"] <= len(INCIDENTS) for item in STORY[kind])
    assert all(item["why"] for item in STORY["amendments"] + STORY["withdrawals"])
    for amendment in STORY["amendments"]:
        assert amendment["changes"]
        assert amendment["changes"].keys() <= INCIDENT_TEXT | INCIDENT_LISTS
    assert "parcel" in INCIDENTS[STORY["withdrawals"][0]["incident"] - 1]["what"]


def test_everything_is_written_when_it_could_be() -> None:
    """Nothing is written before it happened, most of it soon after, and in the order of numbers."""
    for kind in ("people", "incidents", "imports", "physical", "actions", "amendments"):
        written = [datetime.fromisoformat(each["written"]) for each in STORY[kind]]
        if kind in {"incidents", "actions"}:
            assert written == sorted(written)
    for part in (*INCIDENTS, *STORY["actions"]):
        happened = part.get("noticed", part["when"])[:10]
        assert part["written"] > happened or happened == "not sure"
    exact = [i for i in INCIDENTS if "noticed" not in i and precision(i["when"]) == "exact"]
    assert all(i["written"][:10] == i["when"][:10] for i in exact)


def test_breaches_follow_the_order() -> None:
    (order,) = (action for action in STORY["actions"] if action["kind"] == "order")
    for incident in INCIDENTS:
        assert ("breach" in incident) == ("order-breach" in incident["types"])
        assert "breach" not in incident or incident["when"] > order["granted"]


def test_awkward_text_is_there() -> None:
    told = "\n".join(incident["what"] for incident in INCIDENTS)
    for awkward in ("<b>#see me*</b>", "\n\n", "🌹", "ă", "“", '"', "&", "\\", "{{", "£"):
        assert awkward in told


@pytest.mark.parametrize("name", sorted(texts()))
def test_nobody_real_can_be_reached(name: str) -> None:
    text = texts()[name]
    for found in NUMBER_LIKE.findall(text):
        digits = re.sub(r"\D", "", found.replace("+44", "0"))
        assert DRAMA_NUMBER.fullmatch(digits), found
    for domain in ADDRESS.findall(text) + LINK.findall(text):
        assert RESERVED_DOMAIN.fullmatch(domain), domain
    for address in NETWORK_ADDRESS.findall(text):
        assert DOCUMENTATION_NETWORK.fullmatch(address), address
    for plate in PLATE.findall(text):
        # "01" was never issued, and Q and I do not stand in the last three letters.
        assert plate[2:4] == "01"
        assert set(plate[5:]) & set("QI")


def test_every_number_and_address_of_a_person_is_checked() -> None:
    for person in STORY["people"]:
        for number in person["numbers"]:
            assert NUMBER_LIKE.fullmatch(number)
        for handle in person["handles"]:
            assert ADDRESS.fullmatch(handle) or re.fullmatch(r"@\w+_demo", handle)


def test_the_chat_has_the_form_of_an_android_export() -> None:
    raw = CHAT.read_bytes()
    assert b"\r" not in raw
    lines = raw.decode().removesuffix("\n").split("\n")
    headers = [found for line in lines if (found := CHAT_HEADER.fullmatch(line))]
    assert CHAT_HEADER.fullmatch(lines[0])
    assert 40 <= len(headers) <= 80
    assert len(headers) < len(lines), "at least one message of several lines"
    times = [
        datetime(int(y), int(m), int(d), int(hour), int(minute))  # noqa: DTZ001 - as exported
        for d, m, y, hour, minute, _, _ in (found.groups() for found in headers)
    ]
    assert times == sorted(times)
    senders = [found[6] for found in headers]
    assert (senders.count("Alex"), senders.count("Rosie"), senders.count(None)) == (52, 2, 2)
    bodies = [found[7] for found in headers]
    assert "end-to-end encrypted" in bodies[0]
    for body in ("<Media omitted>", "Missed voice call", "null", "This message was deleted"):
        assert body in bodies


def test_the_mail_has_its_headers() -> None:
    raw = (FOLDER / "email-17-august.eml").read_bytes()
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert not mail.defects
    assert len(mail.get_all("Received", [])) == 3
    assert mail["Date"].datetime.isoformat() == "2026-08-17T06:12:44+01:00"
    assert mail["Message-ID"]
    assert "Café" in mail.get_content()


def test_files_are_what_their_names_say() -> None:
    starts = {
        ".jpg": b"\xff\xd8\xff",
        ".png": b"\x89PNG\r\n\x1a\n",
        ".pdf": b"%PDF-",
        ".wav": b"RIFF",
        ".opus": b"OggS",
    }
    for path in FOLDER.iterdir():
        if path.suffix in starts:
            assert path.read_bytes().startswith(starts[path.suffix])
    with wave.open(str(FOLDER / "voicemail-12-july.wav")) as sound:
        assert 2 < sound.getnframes() / sound.getframerate() < 10
    assert re.findall(rb"/Count (\d+)", LETTER.read_bytes()) == [b"1"], "one page"


def test_the_street_picture_says_when_and_with_what_it_was_taken() -> None:
    head = STREET.read_bytes()[:4096]
    for value in (b"2026:09:09 19:52:10\0", b"+01:00\0", b"Fictional\0", b"Demo camera\0"):
        assert value in head
    # 56° 0' 0" and 3° 0' 0": a point in the North Sea, nobody's home.
    for degrees in (56, 3):
        triple = b"".join(n.to_bytes(4, "big") for n in (degrees, 1, 0, 1, 0, 100))
        assert triple in head
    assert b"N\0\0\0" in head
    assert b"E\0\0\0" in head


def test_only_the_street_picture_names_a_place() -> None:
    gps_tag = b"\x88\x25\x00\x04"
    for path in FOLDER.glob("*.jpg"):
        assert (gps_tag in path.read_bytes()[:4096]) == (path == STREET)
