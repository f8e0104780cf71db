import typer
def report(c: typer.Context) -> None: "x"
