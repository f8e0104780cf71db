"""The page in a browser: nothing is fetched; it can be searched, printed and used by everybody.

The accessibility rules are those of axe-core, which npm fetches for the tests; it does not ship.
"""

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

Browser = Any
Open = Callable[..., Browser]

HERE = Path(__file__).parent
HOSTILE = (
    "</script><script>document.title = 'run'</script></style><style>*{display:none}</style>"
    "<img src='https://example.org/x.png' onerror=\"document.title = 'run'\">"
    "<iframe src='https://example.org'></iframe><base href='https://example.org/'>"
    "<a href=\"javascript:document.title = 'run'\">link</a> Zoë"
)
CHAT = {
    "name": "Alex",
    "type": "personal_chat",
    "id": 4444444444,
    "messages": [
        {
            "id": number,
            "type": "message",
            "date": f"2026-11-10T21:{number:02}:00",
            "date_unixtime": str(1794346200 + 60 * number),
            "from": "Alex",
            "from_id": "user4444444444",
            "text": f"{HOSTILE} {number}",
        }
        for number in range(5)
    ],
}
"""An export of Telegram."""
INCIDENTS = 43
"""Of the demo, its chat, one that wants to be markup, and the export."""
A4 = (595, 842)
"""Points."""
SHOWN = "[...document.querySelectorAll('#chronology article:not([hidden])')].map(e => e.id)"


def made_by(*arguments: object) -> None:
    """Runs the program to a good end."""
    command = [sys.executable, "-m", "stalkdiary", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the demo's diary, with one more incident that wants to be markup."""
    folder = tmp_path_factory.mktemp("report")
    diary, page = folder / "demo" / "diary.db", folder / "report.html"
    made_by("demo", folder / "demo")
    made_by(
        *("--diary", diary, "add", "--what", HOSTILE, "--where", HOSTILE),
        *("--when", "2026-11-15", "--person", HOSTILE),
    )
    chat = folder / "result.json"
    chat.write_text(json.dumps(CHAT), encoding="utf-8")
    made_by("--diary", diary, "import", chat, "--from", "Alex", "--person", "Alex Dunmore")
    made_by("--diary", diary, "report", "--for", HOSTILE, "-o", page)
    return page


@pytest.fixture
def opened(browser: Browser, report: Path) -> Open:
    """Opens the report."""

    def open_report(**how: Any) -> Browser:
        browser.open(report, **how)
        return browser

    return open_report


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The accessibility checker, in the version of package-lock.json."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm on this machine to fetch axe-core with")
    folder = tmp_path_factory.mktemp("axe")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    quiet = ("--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund")
    fetched = subprocess.run(
        [npm, "ci", *quiet], cwd=folder, check=False, capture_output=True, timeout=600
    )
    if fetched.returncode:
        pytest.skip(f"npm could not fetch axe-core: {fetched.stderr.decode()[-200:]}")
    source = folder / "node_modules" / "axe-core" / "axe.min.js"
    return source.read_text(encoding="utf-8")


def found(browser: Browser) -> list[str]:
    """The incidents that are shown, in their order."""
    shown: list[str] = browser.run(SHOWN)
    return shown


def test_every_message_stands_in_the_annex_with_nothing_of_it_run(opened: Open) -> None:
    page = opened()
    texts = "[...document.querySelectorAll('#messages .messages li .said')].map(e => e.textContent)"
    said = page.run(texts)
    assert [each for each in said if HOSTILE[:20] in each] == [f"{HOSTILE} {n}" for n in range(5)]
    assert page.run("document.title") == "Record of incidents"


def test_every_picture_has_a_name_and_words(opened: Open) -> None:
    page = opened()
    named = """[...document.querySelectorAll('svg[role=img]')].map(e =>
        [e.ariaLabelledByElements?.[0]?.textContent ??
            document.getElementById(e.getAttribute('aria-labelledby')).textContent,
         document.getElementById(e.getAttribute('aria-describedby')).textContent.length > 20])"""
    pictures = page.run(named)
    assert len(pictures) == 3
    assert all(name and words for name, words in pictures)


def choose(browser: Browser, name: str, value: str) -> None:
    """Fills in one field of the search, as a person would."""
    browser.run(
        f"(() => {{ const field = document.getElementById({json.dumps(name)});"
        f"field.value = {json.dumps(value)};"
        "field.dispatchEvent(new Event('input')); field.dispatchEvent(new Event('change')); })()"
    )


def test_the_console_is_empty_and_nothing_is_fetched(opened: Open, report: Path) -> None:
    """No error, no violation of the policy, no request but for the page and the pictures in it."""
    browser = opened()
    assert browser.trouble == []
    asked = [each for each in browser.asked if not each.startswith("data:image/jpeg;base64,")]
    assert asked == [report.as_uri()]


def test_what_the_person_wrote_is_text(opened: Open) -> None:
    browser = opened()
    assert browser.run("document.title") == "Record of incidents"
    ours = "img[src^='data:image/jpeg;base64,'], article a[href^='#plate-']"
    foreign = f":is(img, iframe, base, article a, article script):not({ours})"
    assert browser.run(f"document.querySelectorAll({json.dumps(foreign)}).length") == 0
    assert HOSTILE in browser.run("document.querySelector('#chronology').textContent")


def test_the_policy_holds_should_markup_get_in(opened: Open) -> None:
    browser = opened()
    browser.run(f"document.body.insertAdjacentHTML('beforeend', {json.dumps(HOSTILE)})")
    browser.run("new Promise(done => setTimeout(done, 200))")
    assert browser.run("document.title") == "Record of incidents"
    assert not [each for each in browser.asked if each.startswith("http")]
    assert len(browser.trouble) >= 3


def test_words_are_found_whatever_their_capitals_and_marks(opened: Open) -> None:
    browser = opened()
    every = found(browser)
    assert len(every) == INCIDENTS
    choose(browser, "words", "ZOE Manager")
    assert found(browser) == ["incident-5"]
    assert (
        browser.run("document.getElementById('found').textContent")
        == f"1 of {INCIDENTS} incidents is shown."
    )
    browser.run("document.getElementById('show-all').click()")
    assert found(browser) == every
    assert browser.run("document.activeElement.id") == "words"


def test_a_kind_is_found(opened: Open) -> None:
    browser = opened()
    options = browser.run(
        "[...document.getElementById('kind').options].map(e => [e.text, e.value])"
    )
    choose(browser, "kind", dict(options)["Breaking an order or bail conditions"])
    assert found(browser) == [f"incident-{number}" for number in (24, 25, 26, 27)]


def test_the_order_can_be_changed_and_changed_back(opened: Open) -> None:
    browser = opened()
    happened = found(browser)
    choose(browser, "order", "latest")
    latest = found(browser)
    assert latest[0] == "incident-43"
    assert latest == happened[::-1]
    # One whose time is not known stands where it was written down, in each order.
    assert happened[happened.index("incident-16") - 1] == "incident-37"
    assert latest[latest.index("incident-22") - 1] == "incident-42"
    choose(browser, "order", "written")
    numbers = [int(each.removeprefix("incident-")) for each in found(browser)]
    assert numbers == sorted(numbers)
    choose(browser, "order", "happened")
    assert found(browser) == happened


def test_a_link_shows_the_incident_that_a_search_put_aside(opened: Open) -> None:
    browser = opened()
    choose(browser, "words", "no incident has these words")
    assert found(browser) == []
    browser.run("document.querySelector('#exhibits a[href=\"#incident-2\"]').click()")
    assert len(found(browser)) == INCIDENTS
    assert browser.run("document.querySelector(':target').id") == "incident-2"


def test_it_prints_whole_on_a4(opened: Open) -> None:
    """Also what a search has put aside; without the search and the contents."""
    browser = opened()
    choose(browser, "words", "no incident has these words")
    pages = PdfReader(io.BytesIO(browser.pdf())).pages
    assert {(round(p.mediabox.width), round(p.mediabox.height)) for p in pages} == {A4}
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for number in range(1, INCIDENTS + 1):
        assert f"Incident {number} " in text
    assert "Show all" not in text
    assert "Contents" not in text
    first, second = (page.extract_text() for page in pages[:2])
    assert "printed under Exhibits" in " ".join(first.split()), "the first page is one page"
    assert "1. The pattern" in second
    assert f"page 1 of {len(pages)}" in " ".join(pages[0].extract_text().split())


def test_it_is_read_without_script(opened: Open, browser: Browser) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        opened()
        assert len(found(browser)) == INCIDENTS
        assert browser.run("getComputedStyle(document.getElementById('find')).display") == "none"
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


@pytest.mark.parametrize("width", [320, 400, 800, 1400])
def test_the_page_is_never_wider_than_the_window(opened: Open, width: int) -> None:
    browser = opened(width=width)
    assert browser.run("document.documentElement.scrollWidth") <= width


def test_the_keyboard_skips_to_the_report(opened: Open) -> None:
    browser = opened()
    browser.press("Tab")
    assert browser.run("document.activeElement.className") == "skip"
    assert browser.run("document.activeElement.getBoundingClientRect().left") > 0
    browser.press("Enter")
    assert browser.run("document.activeElement.id") == "main"


@pytest.mark.parametrize(
    "how", [{}, {"width": 400}, {"dark": True}], ids=["wide", "narrow", "dark"]
)
def test_accessibility(opened: Open, axe: str, how: dict[str, Any]) -> None:
    """No rule is broken; what only a person can judge is not counted."""
    browser = opened(**how)
    browser.run(axe)
    broken = browser.run(
        "axe.run().then(result => result.violations.map("
        "each => [each.impact, each.id, each.nodes.map(node => node.html.slice(0, 120))]))"
    )
    assert broken == []
