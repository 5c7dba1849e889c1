"""tests/scenarios/*.json, told by phones through the bindings against a real server process. The
same files are told in other languages; tests/scenarios/README.md says what they mean."""

import contextlib
import gc
import json
import sys
import unittest
from unittest import mock

from phone import Phone, holds
from shop import REPOSITORY, SCENARIOS, Shop, shop_of


class Stage:
    """A shop, its phones, and what steps have kept."""

    def __init__(self):
        self.shop = Shop()
        self.phones = {}
        self.kept = {}

    def close(self):
        try:
            for phone in self.phones.values():
                phone.close()
        finally:
            self.shop.close()

    def resolve(self, value):
        """The step with kept values in place of their names."""
        if isinstance(value, dict):
            return {name: self.resolve(member) for name, member in value.items()}
        if isinstance(value, str) and value.startswith("$"):
            return self.kept[value[1:]]
        return value

    def play(self, step):
        if "till" in step:
            return self.till(step)
        if "phone" in step:
            return self.phone(step)
        if "kitchen" in step:
            order = [step["order"]] if "order" in step else []
            self.shop.kitchen(step["kitchen"], step["do"], *order)
        elif step.get("server") == "stop":
            self.shop.stop()
        elif step.get("server") == "start":
            self.shop.start()
            for phone in self.phones.values():
                phone.engine.network_changed()
        elif step.get("server") == "mail":
            self.kept[step["save"]] = self.shop.mailed_code(step["to"])
        elif "check" in step:
            self.shop.check()
        else:
            raise AssertionError("nobody can do this")
        return {}

    def phone(self, step):
        name = step["phone"]
        if step["do"] == "open":
            self.phones[name] = Phone(name, self.shop, self.kept)
        return self.phones[name].play(step)

    def till(self, step):
        if step["do"] == "refund":
            words = [f"--piece={line}" for line in step.get("pieces", [])]
            if "amount" in step:
                words.append(f"--amount={step['amount']}")
            return self.shop.register(step["till"], "refund", step["receipt"], *words)
        words = ["scan", "--shop", shop_of(step["till"]), "--code", step["code"]]
        words += ["--transaction", step["transaction"], "--pay", step["pay"]]
        for item in step["items"]:
            words += ["--item", item]
        answer = self.shop.register(step["till"], *words)
        if "code" in answer:
            return answer
        receipt = answer["receipt"]
        if "save" in step:
            self.kept[step["save"]] = receipt["id"]
        return {
            "total": receipt["total"],
            "earned": receipt["earning"]["dough"],
            "paid": {tender["kind"]: tender["amount"] for tender in receipt["tenders"]},
            "receipt": receipt["id"],
        }


class Scenarios(unittest.TestCase):
    """A test for each file."""

    maxDiff = None

    def setUp(self):
        """What is left open is a failure: test.sh makes such warnings errors, which go here."""
        lost = []
        hook = mock.patch("sys.unraisablehook", lambda it: lost.append(repr(it.exc_value)))
        hook.start()
        self.addCleanup(self.assertEqual, lost, [])
        self.addCleanup(hook.stop)
        self.addCleanup(gc.collect)

    def tell(self, path):
        with contextlib.closing(Stage()) as stage:
            try:
                stage.shop.open()
                for number, step in enumerate(json.loads(path.read_text())["steps"], 1):
                    self.tell_step(stage, step, f"{path.relative_to(REPOSITORY)}, step {number}")
            except Exception:
                print(f"\nThe server said: {stage.shop.complaints() or 'nothing'}", file=sys.stderr)
                raise

    def tell_step(self, stage, step, where):
        try:
            step = stage.resolve(step)
            found = stage.play(step)
        except Exception as error:
            raise AssertionError(f"{where}: {json.dumps(step)}\nfailed: {error!r}") from error
        if not holds(found, step.get("expect", {})):
            self.fail(f"{where}: {json.dumps(step)}\nfound {json.dumps(found)}")


def add_tests():
    files = sorted(SCENARIOS.glob("*.json"))
    assert files, f"{SCENARIOS} holds no scenarios"
    for path in files:
        setattr(Scenarios, f"test_{path.stem}", lambda self, path=path: self.tell(path))


add_tests()

if __name__ == "__main__":
    unittest.main()
