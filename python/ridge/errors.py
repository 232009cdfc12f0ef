"""What goes wrong, as exceptions."""

from __future__ import annotations

from typing import Any, Sequence


class Error(Exception):
    """An input was refused, as by the command line: `str(error)` is its message.

    Attributes:
        diagnostics: What was said, the error first; each has `kind`, `place`
            ("FILE:LINE:COLUMN"), `file`, `line`, `column`, `text` and `notes`.
    """

    def __init__(self, diagnostics: Sequence[Any]):
        self.diagnostics = list(diagnostics)
        super().__init__("\n".join(str(one) for one in self.diagnostics))


class CheckFailed(Error):
    """A run's executed values are not the model's.

    Attributes:
        run: The run with all its numbers; `run.check.detail` names the element.
    """

    def __init__(self, message: str, run: Any):
        super().__init__([message])
        self.run = run
