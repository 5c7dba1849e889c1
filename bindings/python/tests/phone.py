"""A phone of a scenario: one wallet through the bindings. What it can do are the methods that begin
with `do_`; each takes a step and yields an object, as tests/scenarios/README.md says."""

import asyncio
import os
import queue
import time
from datetime import datetime, timedelta, timezone

import dough_ffi as dough
from shop import PATIENCE


class News(dough.Observer):
    """Says that something has changed."""

    def __init__(self):
        self.told = queue.Queue()

    def home_changed(self, home):
        self.told.put(home)


class Phone:
    def __init__(self, name, shop, kept):
        self.shop = shop
        self.kept = kept
        self.keys = dough.software_keys(os.urandom(32))
        self.store = shop.path(f"{name}.phone")
        self.engine = self.opened()

    def opened(self):
        config = dough.Config(
            store=self.store,
            server=self.shop.url,
            language=dough.Language.EN,
            app_version="0.1.0",
        )
        return dough.Dough.open(config, self.keys)

    def close(self):
        self.engine.shutdown()

    def play(self, step):
        action = getattr(self, "do_" + step["do"], None)
        assert action, f"no phone can {step['do']}"
        return action(step)

    def keep(self, step, value, name="save"):
        if name in step:
            self.kept[step[name]] = value

    def wait(self, call):
        return asyncio.run(asyncio.wait_for(call, PATIENCE))

    def settled(self, intent):
        settled = self.wait(self.engine.settled(intent))
        return {"state": settled.state.name.lower(), "code": settled.code}

    def until(self, step, look):
        """What holds what is expected, as soon as it does; else what stands in the end."""
        news, end = News(), time.monotonic() + PATIENCE
        subscription = self.engine.observe(news)
        try:
            while not holds(look(step), step["expect"]):
                news.told.get(timeout=max(0, end - time.monotonic()))
        except queue.Empty:
            pass
        finally:
            subscription.cancel()
        return look(step)

    def do_open(self, _step):
        if self.shop.server is not None:
            # An attempt may fail; the engine tries again by itself.
            opened = {"expect": {"open": True}}
            found = self.until(opened, lambda _: {"open": self.engine.home().invite_code is not None})
            assert holds(found, opened["expect"]), "no wallet was opened"
        return {}

    def do_restart(self, _step):
        self.engine.shutdown()
        self.engine = self.opened()
        return {}

    def do_home(self, _step):
        home = self.engine.home()
        return {
            "dough": home.dough_available,
            "pending": home.dough_pending,
            "dots": home.dots,
            "surprises": home.surprises_ready,
            "eur": home.eur_available,
            "held": home.eur_held,
            "vouchers": home.vouchers,
            "outbox": home.outbox,
        }

    def do_until(self, step):
        return self.until(step, self.do_home)

    def do_top_up(self, step):
        return self.settled(self.engine.top_up(step["cents"]))

    def do_invitation(self, step):
        self.keep(step, self.engine.invite().code)
        return {}

    def do_accept(self, step):
        return self.settled(self.engine.accept_invite(step["invitation"]))

    def do_queue_accept(self, step):
        self.keep(step, self.engine.accept_invite(step["invitation"]))
        return {}

    def do_settled(self, step):
        return self.settled(step["intent"])

    def do_invites(self, _step):
        return {"invited": [invitation.state for invitation in self.engine.invites().invited]}

    def do_until_invited(self, step):
        return self.until(step, self.do_invites)

    def do_order(self, step):
        lines = [dough.BasketLine(item=item, quantity=1, modifiers=[]) for item in step["items"]]
        day = datetime.now(timezone.utc).date() + timedelta(days=2)
        quote = self.wait(self.engine.server_quote(step["shop"], lines, day.isoformat()))
        pickup_at = step["at"] if "at" in step else quote.slots[step["slot"]].pickup_at
        order = self.engine.place_order(
            dough.PlaceOrder(
                shop=step["shop"],
                lines=lines,
                pickup_at=pickup_at,
                total=step.get("total", quote.total),
                pay=step["pay"],
            )
        )
        found = self.settled(order)
        self.keep(step, order)
        self.keep(step, pickup_at, "remember_slot")
        return {**found, "alternatives": len(self.engine.order(order).alternatives)}

    def do_pay_order(self, step):
        return self.settled(self.engine.pay_order(step["order"]))

    def do_cancel_order(self, step):
        try:
            intent = self.engine.cancel_order(step["order"])
        except dough.DoughError.Refused as refused:
            return {"state": "refused", "code": refused.code}
        return self.settled(intent)

    def do_order_status(self, step):
        return {"status": self.engine.order(step["order"]).status.name.lower()}

    def do_until_status(self, step):
        return self.until(step, self.do_order_status)

    def do_pay_code(self, step):
        voucher = self.engine.rewards()[0].number if step.get("voucher") else None
        code = self.engine.pay_code(
            dough.PayRequest(
                pay_max=step.get("max"), earn=step.get("earn", False), redeem=voucher
            )
        )
        self.keep(step, code.text)
        return {}

    def do_open_surprise(self, _step):
        surprise = self.engine.surprises()[0].number
        found = self.settled(self.engine.open_surprise(surprise, False))
        return {**found, "verified": all(reveal.verified for reveal in self.engine.reveals())}

    def do_rewards(self, _step):
        return {"items": [voucher.item for voucher in self.engine.rewards()]}

    def do_history(self, _step):
        return {"kinds": [entry.kind for entry in self.engine.history(limit=5)]}


def holds(found, expected):
    """Whether what was found holds what is expected, member by member."""
    if not isinstance(expected, dict):
        # To Python, 1 equals True.
        return type(found) is type(expected) and found == expected
    return isinstance(found, dict) and all(
        name in found and holds(found[name], value) for name, value in expected.items()
    )
