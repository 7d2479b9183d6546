"""The events of a server in a file, so that they outlive it: a line each."""

import os


class PublishedLog:
    def __init__(self, path: str) -> None:
        self._path = path
        self._file = None
        self.lines: list[str] = []
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                self.lines = file.read().splitlines()

    def append(self, line: str) -> None:
        """What was appended is there after a SIGKILL too: the kernel has it."""
        if self._file is None:
            self._file = open(self._path, "a", encoding="utf-8")
        self._file.write(line + "\n")
        self._file.flush()
        self.lines.append(line)
