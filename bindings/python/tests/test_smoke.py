"""The library from Python: objects, records, typed errors, callbacks, asynchronous calls."""

import asyncio
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

import dough_ffi as dough

# Nothing listens there.
NOWHERE = "http://127.0.0.1:9"
WAIT = 10


class Homes(dough.Observer):
    """Keeps what it is told."""

    def __init__(self):
        self.told = queue.Queue()

    def changed(self, update):
        self.told.put(update.home)


class Throwing(dough.Observer):
    def changed(self, update):
        raise RuntimeError("no")


class BrokenKeys(dough.DeviceKeys):
    """A key store that throws what nobody expects."""

    def pay_public_key(self):
        raise RuntimeError("the key store is on fire")

    def api_public_key(self):
        raise RuntimeError("the key store is on fire")

    def sign_with_pay_key(self, message):
        raise RuntimeError("the key store is on fire")

    def sign_with_api_key(self, message):
        raise RuntimeError("the key store is on fire")


class Frozen(dough.Clock):
    def now_millis(self):
        return 1_781_586_000_000


class Lines(dough.LogSink):
    def __init__(self):
        self.lines = queue.Queue()

    def log(self, level, line):
        self.lines.put((level, line))


class Offline(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.config = dough.Config(
            store=str(Path(folder.name) / "dough.db"),
            server=NOWHERE,
            language=dough.Language.NL,
            app_version="1.0.0",
        )
        self.log = Lines()
        self.phone = dough.Dough.open(
            self.config, dough.software_keys(bytes([7] * 32)), clock=Frozen(), log=self.log
        )
        self.addCleanup(self.phone.shutdown)

    def test_reads_work_without_a_network(self):
        home = self.phone.home()
        self.assertIsNone(home.wallet)
        self.assertEqual((home.dough_available, home.eur_available), (0, 0))
        self.assertEqual(home.outbox, 1, "the wallet is asked for")
        self.assertEqual(self.phone.history(), [])
        self.assertIsNone(self.phone.catalogue())
        self.assertIn(f"server: {NOWHERE}", self.phone.diagnostics())
        self.assertEqual(dough.library_version(), "0.1.0")

    def test_what_is_wanted_is_stored(self):
        intent = self.phone.intent(self.phone.top_up(2000, True))
        self.assertEqual((intent.kind, intent.state), ("top_up", dough.IntentState.QUEUED))
        self.assertEqual(intent.created_at, 1_781_586_000_000)
        self.assertEqual(self.phone.home().outbox, 2)

    def test_errors_have_a_kind_and_a_code(self):
        with self.assertRaises(dough.DoughError.Refused) as refused:
            self.phone.top_up(0, True)
        self.assertEqual(refused.exception.code, "amount_invalid")
        with self.assertRaises(dough.DoughError.Refused) as refused:
            self.phone.order("not an id")
        self.assertEqual(refused.exception.code, "malformed_request")
        with self.assertRaises(dough.DoughError.Offline) as offline:
            self.phone.pay_code(dough.PayRequest(earn=True))
        self.assertEqual(offline.exception.code, "wallet_not_open")
        self.phone.pause()
        with self.assertRaises(dough.DoughError.Locked):
            self.phone.home()
        self.phone.resume()
        self.phone.home()

    def test_after_shutdown_every_call_is_locked_and_nothing_crashes(self):
        homes = Homes()
        subscription = self.phone.observe(dough.Topic.HOME(), homes)
        self.phone.shutdown()
        self.phone.shutdown()
        for call in (
            self.phone.home,
            self.phone.history,
            lambda: self.phone.top_up(500, True),
            lambda: self.phone.pay_code(dough.PayRequest(earn=True)),
            lambda: self.phone.refresh_code(1),
            self.phone.resume,
            lambda: asyncio.run(asyncio.wait_for(self.phone.sync(), WAIT)),
        ):
            with self.assertRaises(dough.DoughError.Locked):
                call()
        self.phone.network_changed()
        self.phone.pause()
        subscription.cancel()
        self.assertIn("core: ", self.phone.diagnostics())

    def test_calls_from_many_threads_are_all_answered(self):
        wanted = queue.Queue()

        def work():
            for n in range(25):
                wanted.put(self.phone.top_up(500 + n, True))
                self.phone.home()
                self.phone.history()
                self.phone.observe(dough.Topic.HOME(), Homes()).cancel()

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len({wanted.get_nowait() for _ in range(200)}), 200)
        self.assertEqual(self.phone.home().outbox, 201)

    def test_waiting_for_the_server_ends_with_an_error(self):
        with self.assertRaises(dough.DoughError.Offline):
            asyncio.run(asyncio.wait_for(self.phone.sync(), WAIT))
        self.assertIsNotNone(self.phone.home().offline_since)
        self.assertIn("outbox", self.log.lines.get(timeout=WAIT)[1])

    def test_an_observer_is_told_the_value_and_each_change_until_it_is_cancelled(self):
        homes = Homes()
        throwing = self.phone.observe(dough.Topic.HOME(), Throwing())
        subscription = self.phone.observe(dough.Topic.HOME(), homes)
        first = homes.told.get(timeout=WAIT)
        self.assertEqual(first.outbox, 1)
        self.phone.top_up(500, True)
        while homes.told.get(timeout=WAIT).outbox != 2:
            pass
        subscription.cancel()
        throwing.cancel()

    def test_a_key_store_that_throws_is_an_error_and_no_crash(self):
        with self.assertRaises(dough.DoughError.Internal) as broken:
            dough.Dough.open(self.config, BrokenKeys())
        self.assertEqual(broken.exception.code, "key_store_failed")
        self.assertIn("on fire", broken.exception.detail)
        with self.assertRaises(dough.KeyStoreError.Failed):
            dough.software_keys(b"short")


class Stale(unittest.TestCase):
    def test_a_module_that_does_not_fit_the_library_is_not_imported(self):
        module = Path(dough.__file__)
        with tempfile.TemporaryDirectory() as folder:
            for library in module.parent.glob("libdough_ffi.*"):
                os.symlink(library, Path(folder) / library.name)
            shutil.copy(module, folder)
            self.imports(folder)
            # As if a method looked different to the module than to the library.
            text, patched = re.subn(
                r"(checksum_method_dough_home\(\) != )(\d+)", r"\g<1>1\g<2>", module.read_text()
            )
            self.assertEqual(patched, 1)
            (Path(folder) / module.name).write_text(text)
            with self.assertRaises(subprocess.CalledProcessError) as stale:
                self.imports(folder)
            self.assertIn("checksum mismatch", stale.exception.stderr)

    def imports(self, folder):
        """Imports the module of a folder in a process of its own."""
        command = [sys.executable, "-B", "-c", "import dough_ffi"]
        paths = {**os.environ, "PYTHONPATH": folder}
        subprocess.run(command, env=paths, check=True, capture_output=True, encoding="utf-8")


if __name__ == "__main__":
    unittest.main()
