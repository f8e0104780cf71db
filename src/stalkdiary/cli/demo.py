import typer
def demo(c: typer.Context) -> None: "x"
