"""What commands there are, known without loading one: docs/decisions/0024-lazy-commands.md."""

_LINES = {
    "open": "Type the passphrase once, then commands alone.",
    "init": "Start a diary.",
    "diaries": "The diaries in the usual folder: name, last change, passphrase or none.",
    "add": "Record an incident.",
    "list": "The incidents, newest first on a terminal, oldest first elsewhere.",
    "show": "One incident whole, with history, messages and exhibits.",
    "search": "Find words in what you wrote and in imported messages.",
    "messages": "A conversation from imports, like a chat: theirs to the left, yours to the right.",
    "mark": "Mark messages of an incident that the report is to show.",
    "amend": "Record what you know now about an incident.",
    "withdraw": "Mark an incident as withdrawn.",
    "attach": "Keep files, or record a thing, as exhibits of an incident.",
    "exhibits": "The exhibits, with sizes and SHA-256.",
    "extract": "Write a byte-identical copy of an exhibit.",
    "action": "What you did: told them to stop, police, an order; and what came of it.",
    "due": "What was promised to you and is due or late, and when orders end.",
    "people": "Who is who: the stalker, witnesses, family.",
    "sheet": "A blank page to print and fill in by hand, or a table for a phone.",
    "import": "Read exports of messages, calls and mails.",
    "summary": "Counts by type, time, person and channel.",
    "report": "Make the document for the police.",
    "bundle": "Make a folder or zip file that anybody can check, with ordinary tools "
    "and without a diary.",
    "verify": "Check that everything is as it was written, step by step.",
    "timestamp": "Have an authority sign that the diary existed by now.",
    "backup": "Copy the diary to another place, and read the copy back.",
    "passphrase": "Set, change or remove the passphrase.",
    "recovery-code": "Show the code for a forgotten passphrase.",
    "help-contacts": "Help lines: emergency, stalking, domestic abuse.",
    "guide": "Advice on safety, evidence, reporting, your device.",
    "demo": "See the program at work on a made-up case.",
}
"""In the order in which the help lists them: the first sentence of the function's own help."""
_ELSEWHERE = {
    "open": ("open", "open_"),
    "list": ("listing", "list_incidents"),
    "import": ("importing", "import_exports"),
    "recovery-code": ("recovery_code", "recovery_code"),
    "help-contacts": ("contacts", "help_contacts"),
}
COMMANDS = {name: (*_ELSEWHERE.get(name, (name, name)), line) for name, line in _LINES.items()}
"""By name: the module of this package, its function, and the first sentence of its help."""
