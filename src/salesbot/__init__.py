"""salesbot gives a sales team its operating rhythm inside Slack."""

import sys

if "rich" not in sys.modules:
    # structlog takes rich along where it is installed (typer brings it, for its help): 3 MB, for tracebacks that show
    # what every variable holds, which ours never do. None is Python's word for a module that is not to be found.
    sys.modules["rich"] = None  # type: ignore[assignment]  # as the import system itself has it
    import structlog  # noqa: F401  it must come while rich is away

    del sys.modules["rich"]
