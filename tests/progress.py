"""What is shown while tests run: each file as it is done, how many tests it has, how long they took, and the long ones by name."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import pytest

GROUP = re.compile(r"@[\w/]+$")
"""What xdist puts behind the name of a test: its group."""
LONG_S = 5.0
"""Seconds from which a test is named."""


class Progress:
    """A line for each file in place of a dot for each test; failures are told at once, by name."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.expected: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.long: defaultdict[str, list[str]] = defaultdict(list)
        self.took: defaultdict[str, float] = defaultdict(float)
        self.slow: set[str] = set()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._expect(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: list[str]) -> None:
        if not self.expected:
            self._expect(ids)

    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str] | None:
        if report.when == "call" and report.passed:
            return "passed", "", "PASSED"
        if report.failed:
            return ("failed" if report.when == "call" else "error"), "", "FAILED"
        return ("skipped", "", "SKIPPED") if report.skipped and not hasattr(report, "wasxfail") else None

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = GROUP.sub("", report.nodeid)
        file = name.partition("::")[0]
        self.took[name] += report.duration
        self.seconds[file] += report.duration
        if "slow" in report.keywords:
            self.slow.add(file)
        if report.failed:
            self._write(f"FAILED {name}", red=True)
        if report.when == "teardown":
            if self.took[name] >= LONG_S:
                self.long[file].append(f"    {self.took[name]:6.1f} s  {name.partition('::')[2]}")
            self.done[file] += 1
            if self.done[file] == self.expected[file]:
                slow = "  slow" if file in self.slow else ""
                self._write(f"{file:45} {self.done[file]:5}  {self.seconds[file]:6.1f} s{slow}")
                for line in self.long[file]:
                    self._write(line)

    def _expect(self, ids: Iterable[str]) -> None:
        self.expected.update(one.partition("::")[0] for one in ids)

    def _write(self, line: str, **how: bool) -> None:
        reporter = self.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.ensure_newline()
            reporter.write_line(line, **how)
