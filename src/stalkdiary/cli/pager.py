"""A pager for what is longer than the screen. It leaves nothing of it behind."""

from collections.abc import Callable

_HELP = "q ends and clears. Arrows, Space."


def page(text: str) -> None:
    """Shows `text`, whose lines fit the terminal, on the terminal's other screen until ``q``.

    Args:
        text: may hold the escape sequences that set colours and weight.

    Raises:
        KeyboardInterrupt: Ctrl-C.
    """
    from prompt_toolkit.application import Application
    from prompt_toolkit.formatted_text import ANSI
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.layout import FormattedTextControl, HSplit, Layout, Window

    lines = text.rstrip("\n").split("\n")
    keys = KeyBindings()
    top = 0

    def rows() -> int:
        return app.output.get_size().rows - 1

    def shown() -> ANSI:
        return ANSI("\n".join(lines[top : top + rows()]))

    def status() -> str:
        return f"{min(top + rows(), len(lines))}/{len(lines)} {_HELP}"

    def moves(by: Callable[[], int], *names: str) -> None:
        def move(_event: KeyPressEvent) -> None:
            nonlocal top
            top = max(0, min(top + by(), len(lines) - rows()))

        for name in names:
            keys.add(name)(move)

    moves(lambda: 1, "down", "j", "enter")
    moves(lambda: -1, "up", "k")
    moves(lambda: rows() - 1, "pagedown", " ", "f")
    moves(lambda: 1 - rows(), "pageup", "b")
    moves(lambda: len(lines), "end", "G")
    moves(lambda: -len(lines), "home", "g")

    @keys.add("q")
    def _(event: KeyPressEvent) -> None:
        event.app.exit()

    @keys.add("c-c")
    @keys.add("c-d")
    @keys.add("<sigint>")
    def _(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    body = Window(FormattedTextControl(shown), always_hide_cursor=True)
    foot = Window(FormattedTextControl(status), height=1, style="reverse")
    app: Application[None] = Application(
        Layout(HSplit([body, foot])), key_bindings=keys, full_screen=True
    )
    app.run()
