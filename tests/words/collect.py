"""Every sentence that the program shows to people, in one document: docs/wording.md.

Run from the project's folder: ``python tests/words/collect.py``. It reads the source, so nothing
can be left out by forgetting: whatever string is more than a name or a piece of code is listed
under the file it stands in, in the order in which it stands there.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "stalkdiary"
DOCUMENT = ROOT / "docs" / "wording.md"

# Where people meet the words, in the order in which a reviewer should.
PARTS = {
    "Commands: questions, answers, help": "cli",
    "Reports": "reports",
    "Errors and receipts that several commands share": ".",
    "The door to a diary": "diary",
    "What is made, copied, checked and imported": "usecases",
    "Times, kinds of behaviour, names": "model",
    "The diary file, backups": "store",
    "Bundles and timestamps": "handover",
    "Imports": "importing",
    "Reading exports": "importers",
}
_PAGES = ("stalking", "safety", "evidence", "reporting", "device", "diary")
_HEAD = """\
# Every sentence that the program shows

For somebody who wants to review the words: a specialist service, an officer, a translator. \
`python tests/words/collect.py` makes this page from the source, and a test fails when it is not \
up to date, so that nothing is missing. What stands between braces is filled in by the program. \
How we write, and what we never say: [voice.md](voice.md).

The first three parts, {first:,} words, take {minutes} minutes at 200 words a minute. The rest, \
{rest:,} words, is what goes wrong with files, disks and exports. A hint names a command as \
*stalkdiary*; on the screen it has the name that was typed. Labels to print have a few words of \
their own, in `reports/templates/labels.typ`.
"""
# What only looks like a sentence: SQL, patterns, formats, style sheets, calls of other programs.
_CODE = re.compile(
    r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|BEGIN|DROP|WITH|ATTACH|AND |FROM |WHERE|ORDER"
    r"|JOIN|LEFT|GROUP|VALUES|UNION|ALTER|RETURNING|ON )\b|\\[swdbAZ]|\(\?|^[#.@^]|[<>]=?\s*$|;\s*$"
    r"|^[\w-]+:\s|\bvar\(--|^--|^%|^\s*#set|^import |%[YmdHMS]|default-src|sha256-|=\"|\{\{"
)
_WORDS_A_MINUTE = 200
_WORD = re.compile(r"[A-Za-z][a-z']+")


def sentences(source: str) -> Iterator[str]:
    """The strings of a module that people may read, each once, without its docstrings."""
    tree = ast.parse(source)
    helps = {id(help_text) for node in ast.walk(tree) if (help_text := _help_of(node))}
    passed_over = set(map(id, _not_shown(tree))) - helps
    texts = [node for node in ast.walk(tree) if isinstance(node, (ast.Constant, ast.JoinedStr))]
    shown = [each for each in texts if id(each) not in passed_over]
    shown.sort(key=lambda node: (node.lineno, node.col_offset))
    yield from dict.fromkeys(filter(_is_shown, map(_text, shown)))


def _help_of(node: ast.AST) -> ast.expr | None:
    """The docstring of `node` where it is the help of a command."""
    if not isinstance(node, ast.FunctionDef) or not node.args.args:
        return None
    first, docstring = node.args.args[0].annotation, node.body[0]
    if first is None or ast.unparse(first) != "typer.Context":
        return None
    return docstring.value if ast.get_docstring(node) and isinstance(docstring, ast.Expr) else None


def _not_shown(tree: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, the inside of f-strings, patterns, SQL, annotations and examples of commands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield from (part for part in ast.walk(node) if part is not node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXAMPLES":
            yield from ast.walk(node)
        elif isinstance(node, (ast.arg, ast.AnnAssign, ast.FunctionDef)):
            where = node.returns if isinstance(node, ast.FunctionDef) else node.annotation
            yield from _names_of_types(where)
        elif isinstance(node, ast.Call) and _called(node.func) in _CODE_CALLS:
            yield from ast.walk(node)
            yield node


_CODE_CALLS = {"compile", "execute", "executemany", "fullmatch", "match"}


def _names_of_types(annotation: ast.AST | None) -> Iterator[ast.AST]:
    """The strings that stand for types; what is Annotated has texts of its own."""
    if annotation is not None and "Annotated" not in ast.unparse(annotation):
        yield from ast.walk(annotation)


def _called(function: ast.AST) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _text(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        else:
            parts.append("{…}")
    return "".join(parts)


def _is_shown(text: str) -> bool:
    """Two words or more, or one that begins like a heading, and nothing of code in it."""
    words = _WORD.findall(text)
    if _CODE.search(text) or not words:
        return False
    if len(words) > 1 and " " in text.strip():
        return True
    return bool(re.fullmatch(r"[A-Z][a-z]+[.?:]?", text.strip()))


def document() -> str:
    """The whole page."""
    pages = [("Advice pages, as `guide` shows them", list(_advice()))]
    lines = [("Help lines and kinds of behaviour", list(_data()))]
    commands, *others = [(title, list(_of_part(folder))) for title, folder in PARTS.items()]
    first, rest = [commands, *pages, *lines], others
    minutes = -(-_count(first) // _WORDS_A_MINUTE)
    head = _HEAD.format(first=_count(first), rest=_count(rest), minutes=minutes)
    body = ["\n".join([f"\n## {title}\n", *lines]) for title, lines in (*first, *rest)]
    return "\n".join([head, *body]) + "\n"


def _of_part(folder: str) -> Iterator[str]:
    files = (PACKAGE / folder).glob("*.py" if folder == "." else "**/*.py")
    for path in sorted(files):
        found = list(sentences(path.read_text(encoding="utf-8")))
        if found:
            yield f"\n**{path.relative_to(PACKAGE).as_posix()}**\n"
            yield from (f"- {_on_one_line(text)}" for text in found)


def _advice() -> Iterator[str]:
    for name in _PAGES:
        text = (PACKAGE / "data" / "guide" / f"{name}.txt").read_text(encoding="utf-8")
        yield f"\n**guide {name}**\n\n" + re.sub(r"^# (.*)$", r"*\1*", text, flags=re.MULTILINE)


def _data() -> Iterator[str]:
    for line in (PACKAGE / "data" / "contacts.txt").read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(": ")
        if key in {"name", "for", "notes"}:
            yield f"- {'' if key == 'name' else key + ': '}{value}"
    yield ""
    for line in (PACKAGE / "data" / "behaviours.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield f"- {line.split(chr(9))[1]}"


def _on_one_line(text: str) -> str:
    return " ".join(text.split()).replace("`", "'").replace("<", "\\<")


def _count(parts: list[tuple[str, list[str]]]) -> int:
    return sum(len(line.split()) for _, lines in parts for line in lines)


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
