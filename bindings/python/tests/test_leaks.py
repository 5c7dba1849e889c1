"""Memory stays flat, however often the library is called and observed."""

import gc
import os
import tempfile
import time
import unittest
from pathlib import Path

import dough_ffi as dough
from test_smoke import NOWHERE

CALLS = 100_000
SUBSCRIPTIONS = 20_000
# What a flat run may still grow by, in KiB: the allocator's slack, far below a byte for each call.
SLACK = 4_096


def resident():
    """The process's resident memory in KiB."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


class Quiet(dough.Observer):
    def changed(self, update):
        pass


@unittest.skipUnless(Path("/proc/self/status").exists(), "asks Linux for the process's memory")
class Leaks(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        config = dough.Config(
            store=str(Path(self.folder.name) / "dough.db"),
            server=NOWHERE,
            language=dough.Language.EN,
            app_version="1.0.0",
        )
        self.phone = dough.Dough.open(config, dough.software_keys(os.urandom(32)))
        self.addCleanup(self.phone.shutdown)

    def grown(self, work):
        """How much memory a full run took beyond a warm-up of a tenth."""
        work(10)
        gc.collect()
        before = resident()
        work(1)
        gc.collect()
        return resident() - before

    def calls(self, part):
        began = time.monotonic()
        for _ in range(CALLS // part // 4):
            self.phone.home()
            self.phone.outbox()
            self.phone.orders()
            self.phone.history(limit=5)
        self.each = (time.monotonic() - began) / (CALLS // part)

    def subscriptions(self, part):
        for _ in range(SUBSCRIPTIONS // part):
            self.phone.observe(dough.Topic.HOME(), Quiet()).cancel()

    def test_calls_take_no_memory_with_them(self):
        grown = self.grown(self.calls)
        print(f"{CALLS} calls, {self.each * 1e6:.0f} us each: {grown} KiB", end=" ", flush=True)
        self.assertLess(grown, SLACK)

    def test_subscriptions_take_no_memory_with_them(self):
        grown = self.grown(self.subscriptions)
        print(f"{SUBSCRIPTIONS} subscriptions: {grown} KiB", end=" ", flush=True)
        self.assertLess(grown, SLACK)
