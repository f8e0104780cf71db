"""`help-contacts`, as the list of commands shows it.

The entry point answers it before this package is loaded; see __main__.py. It is registered so that
help and completion know it, and answered from the same words where an option stood in its way.
"""

import sys

import typer

from stalkdiary.help_contacts import answer

EXAMPLES = ("stalkdiary help-contacts --area Sussex",)


def help_contacts(context: typer.Context) -> None:
    """Help lines: emergency, stalking, domestic abuse."""
    text, code = answer(context.args, plain=context.obj.plain)
    print(text, end="", file=sys.stderr if code else sys.stdout)
    raise SystemExit(code)
