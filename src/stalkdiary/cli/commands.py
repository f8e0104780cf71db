"""What commands there are, known without loading one: docs/decisions/0024-lazy-commands.md."""

COMMANDS = {
    "open": ("open", "open_", "Type the passphrase once, then commands alone."),
    "init": ("init", "init", "Start a diary."),
    "diaries": (
        "diaries",
        "diaries",
        "The diaries in the usual folder: name, last change, passphrase or none.",
    ),
    "add": ("add", "add", "Record an incident."),
    "list": (
        "listing",
        "list_incidents",
        "The incidents, newest first on a terminal, oldest first elsewhere.",
    ),
    "show": ("show", "show", "One incident whole, with history, messages and exhibits."),
    "search": ("search", "search", "Find words in what you wrote and in imported messages."),
    "messages": (
        "messages",
        "messages",
        "A conversation from imports, like a chat: theirs to the left, yours to the right.",
    ),
    "mark": ("mark", "mark", "Mark messages of an incident that the report is to show."),
    "amend": ("amend", "amend", "Record what you know now about an incident."),
    "withdraw": ("withdraw", "withdraw", "Mark an incident as withdrawn."),
    "attach": ("attach", "attach", "Keep files, or record a thing, as exhibits of an incident."),
    "exhibits": ("exhibits", "exhibits", "The exhibits, with sizes and SHA-256."),
    "extract": ("extract", "extract", "Write a byte-identical copy of an exhibit."),
    "action": (
        "action",
        "action",
        "What you did: told them to stop, police, an order; and what came of it.",
    ),
    "due": ("due", "due", "What was promised to you and is due or late, and when orders end."),
    "people": ("people", "people", "Who is who: the stalker, witnesses, family."),
    "sheet": (
        "sheet",
        "sheet",
        "A blank page to print and fill in by hand, or a table for a phone.",
    ),
    "import": ("importing", "import_exports", "Read exports of messages, calls and mails."),
    "summary": ("summary", "summary", "Counts by type, time, person and channel."),
    "report": ("report", "report", "Make the document for the police."),
    "bundle": (
        "bundle",
        "bundle",
        (
            "Make a folder or zip file that anybody can check, with ordinary tools "
            "and without a diary."
        ),
    ),
    "verify": ("verify", "verify", "Check that everything is as it was written, step by step."),
    "timestamp": (
        "timestamp",
        "timestamp",
        "Have an authority sign that the diary existed by now.",
    ),
    "backup": ("backup", "backup", "Copy the diary to another place, and read the copy back."),
    "passphrase": ("passphrase", "passphrase", "Set, change or remove the passphrase."),
    "recovery-code": (
        "recovery_code",
        "recovery_code",
        "Show the code for a forgotten passphrase.",
    ),
    "help-contacts": (
        "contacts",
        "help_contacts",
        "Help lines: emergency, stalking, domestic abuse.",
    ),
    "guide": ("guide", "guide", "Advice on safety, evidence, reporting, your device."),
    "demo": ("demo", "demo", "See the program at work on a made-up case."),
}
"""By name: the module of this package, its function, and the first sentence of the function's help.

In the order in which the help lists them.
"""
