"""A shop as a process of its own: made by `dough init`, run by `dough serve`, and its tills and
kitchen, all through the `dough` command."""

import json
import os
import re
import select
import signal
import subprocess
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
SCENARIOS = REPOSITORY / "tests" / "scenarios"
# How long anything may take that is waited for, in seconds.
PATIENCE = 10
# A command signs in with a slow hash, and a test machine may be busy.
COMMAND_PATIENCE = 60


class Shop:
    """A shop that runs. The command is the one at DOUGH_BIN; test.sh builds it."""

    def __init__(self):
        self.binary = os.environ["DOUGH_BIN"]
        self.folder = tempfile.TemporaryDirectory(prefix="dough-")
        self.directory = self.path("shop")
        self.log = Path(self.path("server.log"))
        self.url = "http://127.0.0.1:0"
        self.server = None
        self.enrolled = set()
        self.password = None

    def open(self):
        said = self.printed("init", self.directory, "--files", str(SCENARIOS / "shop"))
        line = next(line for line in said.splitlines() if line.startswith("password"))
        self.password = line.split()[1]
        self.start()

    def close(self):
        """Ends whatever still runs, and forgets everything."""
        if self.server is not None:
            self.server.kill()
            self.gone()
        self.folder.cleanup()

    def path(self, name):
        return str(Path(self.folder.name) / name)

    def start(self):
        """Runs the server, on the port that it had before."""
        address = self.url[len("http://") :]
        words = ["serve", self.directory, "--payment", "test", "--listen", address]
        words += ["--mail", f"folder:{self.path('mail')}", "--mail-from", "dough@example.com"]
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [self.binary, *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, "RUST_LOG": "warn"},
            )
        readable, _, _ = select.select([self.server.stdout], [], [], PATIENCE)
        line = self.server.stdout.readline().decode() if readable else ""
        self.url = line.strip().rpartition(" ")[2]
        assert self.url.startswith("http://"), f"the server said: {line!r}"

    def mailed_code(self, to):
        """The six digits of the newest mail to an address, as soon as there is one."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            mails = sorted(Path(self.path("mail")).glob("*.eml"), reverse=True)
            texts = [mail.read_bytes().decode() for mail in mails]
            for head, _, text in (text.partition("\r\n\r\n") for text in texts):
                code = re.search(r"(?<!\d)\d{6}(?!\d)", text)
                if to in head and code:
                    return code.group()
            time.sleep(0.05)
        raise AssertionError(f"no mail came to {to}")

    def stop(self):
        """Ends the server as a service manager does, and waits until it has gone."""
        self.server.send_signal(signal.SIGTERM)
        code = self.gone()
        assert code == 0, f"the server ended with {code}"

    def gone(self):
        code = self.server.wait(timeout=PATIENCE)
        self.server.stdout.close()
        self.server = None
        return code

    def complaints(self):
        """What the server wrote to stderr."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def check(self):
        self.printed("check", self.directory)

    def register(self, till, *words):
        """A till's command, answered in JSON. A till is enrolled when it is used first."""
        key = self.path(f"{till}.jwk")
        if till not in self.enrolled:
            self.enrolled.add(till)
            self.printed("paycode", "key", "--out", key)
            enrol = ["enrol", "--shop", shop_of(till), "--password", self.password]
            self.till_says(key, enrol)
        return self.till_says(key, words)

    def till_says(self, key, words):
        said = self.run("register", "--json", "--server", self.url, "--key", key, *words)
        assert said.stdout, f"dough register {words[0]}: {said.stderr}"
        return json.loads(said.stdout)

    def kitchen(self, shop, *words):
        """A command of the kitchen, signed in as the owner."""
        signed_in = ["--server", self.url, "--shop", shop, "--password", self.password]
        self.printed("kitchen", *signed_in, *words)

    def printed(self, *words):
        """What a command that must work printed."""
        said = self.run(*words)
        assert said.returncode == 0, f"dough {words[0]}: {said.stdout}{said.stderr}"
        return said.stdout

    def run(self, *words):
        return subprocess.run(
            [self.binary, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=COMMAND_PATIENCE,
        )


def shop_of(till):
    """`centre-2` is the second till of `centre`."""
    return till.partition("-")[0]
