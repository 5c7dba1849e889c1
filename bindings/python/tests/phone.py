"""A phone of a scenario: one wallet through the bindings. What it can do are the methods that begin
with `do_`; each takes a step and yields an object, as tests/scenarios/README.md says."""

import asyncio
import contextlib
import json
import os
import queue
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import dough_ffi as dough
from shop import PATIENCE


class News(dough.Observer):
    """Says that something has changed."""

    def __init__(self):
        self.told = queue.Queue()

    def changed(self, update):
        self.told.put(update)


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
        try:
            return action(step)
        except dough.DoughError.Refused as refused:
            return {"state": "refused", "code": refused.code}
        except dough.DoughError as failed:
            return {"state": "failed", "code": failed.code}

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
        subscription = self.engine.observe(dough.Topic.HOME(), news)
        try:
            while not holds(look(step), step["expect"]) and time.monotonic() < end:
                # What doesn't show on the first screen is looked for a little later too.
                with contextlib.suppress(queue.Empty):
                    news.told.get(timeout=0.2)
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
            "owed": home.dough_owed,
            "dots": home.dots,
            "surprises": home.surprises_ready,
            "eur": home.eur_available,
            "held": home.eur_held,
            "vouchers": home.vouchers,
            "unread": home.unread,
            "outbox": home.outbox,
            "access": home.access.name.lower(),
            "has_email": home.has_email,
            "may_spend": home.spends_from is None,
            "pickup": home.next_pickup and home.next_pickup.id,
            "offline": home.offline_since is not None,
        }

    def do_until(self, step):
        return self.until(step, self.do_home)

    def do_top_up(self, step):
        return self.settled(self.engine.top_up(step["cents"], step.get("even_so", True)))

    def do_queue_top_up(self, step):
        self.keep(step, self.engine.top_up(step["cents"], True))
        return {}

    def do_take_back(self, step):
        self.wait(self.engine.take_back(step["intent"]))
        return self.settled(step["intent"])

    def do_pause(self, _step):
        self.engine.pause()
        return {}

    def do_resume(self, _step):
        self.engine.resume()
        return {}

    def do_shut_down(self, _step):
        self.engine.shutdown()
        return {}

    def do_forget(self, step):
        self.engine.forget_everything(step.get("even_unsent", False))
        return {}

    def do_background(self, _step):
        return {"left": self.wait(self.engine.work_in_background(PATIENCE * 1000)).left}

    def do_outbox(self, _step):
        outbox = self.engine.outbox()
        return {
            "kinds": [intent.kind for intent in outbox],
            "advice": [intent.advice.name.lower() for intent in outbox],
        }

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
        quote = self.wait(self.engine.server_quote(step["shop"], lines_of(step), pickup_day()))
        order = self.place(step, quote.slots, quote.total)
        found = self.settled(order)
        trouble = self.engine.order(order).trouble
        return {**found, "alternatives": len(getattr(trouble, "alternatives", []))}

    def do_queue_order(self, step):
        slots = self.engine.slots(step["shop"], pickup_day(), lines_of(step)).slots
        self.place(step, slots, self.engine.quote(step["shop"], lines_of(step)).total)
        return {}

    def place(self, step, slots, total):
        pickup_at = step["at"] if "at" in step else slots[step["slot"]].pickup_at
        top_up = None
        if step.get("top_up"):
            top_up = self.engine.top_up(total - self.engine.home().eur_available, True)
        order = self.engine.place_order(
            dough.PlaceOrder(
                shop=step["shop"],
                lines=lines_of(step),
                pickup_at=pickup_at,
                total=step.get("total", total),
                pay=step.get("pay", True),
                after=top_up,
                redeem=self.engine.rewards()[0].number if step.get("redeem") else None,
            )
        )
        self.keep(step, order)
        self.keep(step, pickup_at, "remember_slot")
        return order

    do_send_order = do_order

    def do_edit_order(self, step):
        order, lines = self.engine.order(step["order"]), lines_of(step)
        slots = self.engine.edit_slots(order.id, pickup_day(), lines).slots
        pickup_at = order.pickup_at if step["slot"] < 0 else slots[step["slot"]].pickup_at
        quote = self.engine.edit_quote(order.id, lines, pickup_at)
        total = step.get("total", quote.total)
        found = self.settled(self.engine.edit_order(order.id, lines, pickup_at, total))
        return {**found, "due": quote.due}

    do_send_edit = do_edit_order

    def do_pay_order(self, step):
        return self.settled(self.engine.pay_order(step["order"]))

    def do_cancel_order(self, step):
        return self.settled(self.engine.cancel_order(step["order"]))

    def do_order_status(self, step):
        order = self.engine.order(step["order"])
        return {
            "status": order.status.name.lower(),
            "total": order.total,
            "due": order.due,
            "can_change": order.can_change,
        }

    def do_until_status(self, step):
        return self.until(step, self.do_order_status)

    def do_pay_code(self, step):
        voucher = self.engine.rewards()[0].number if step.get("voucher") else None
        code = self.engine.pay_code(
            dough.PayRequest(
                pay_max=step.get("max"), earn=step.get("earn", False), redeem=voucher
            )
        )
        return self.keep_code(step, code)

    def do_refresh_code(self, step):
        return self.keep_code(step, self.engine.refresh_code(step["session"]))

    def keep_code(self, step, code):
        self.keep(step, code.text)
        self.keep(step, code.session, "save_session")
        return {}

    def do_until_session(self, step):
        return self.until(step, self.session)

    def session(self, step):
        session = self.engine.pay_session(step["session"])
        total = session.receipt.total if session.receipt else None
        return {"text": session.text, "total": total}

    def do_open_surprise(self, _step):
        surprise = self.engine.surprises()[0].number
        found = self.settled(self.engine.open_surprise(surprise, False))
        return {**found, "verified": all(reveal.verified for reveal in self.engine.reveals())}

    def do_news(self, _step):
        news = self.engine.announcements()
        kinds = [type(it.kind).__name__.rpartition(".")[2].lower() for it in news]
        return {"kinds": kinds, "seen": [it.seen for it in news]}

    def do_look_at_news(self, _step):
        self.engine.announcements_seen()
        return {}

    def do_shop(self, step):
        self.wait(self.engine.refresh_shop(step["shop"]))
        today = self.engine.shop_today(step["shop"])
        return {"paused": today.paused_until is not None, "sold_out": len(today.sold_out)}

    def do_rewards(self, _step):
        return {"names": [reward.name for reward in self.engine.rewards()]}

    def do_offers(self, _step):
        offers = self.engine.reward_offers()
        return {
            "ids": [offer.id for offer in offers],
            "missing": [offer.missing for offer in offers],
        }

    def do_take_reward(self, step):
        return self.settled(self.engine.issue_reward(step["reward"]))

    def do_give_back(self, _step):
        return self.settled(self.engine.delete_reward(self.engine.rewards()[0].number))

    def do_history(self, _step):
        return {"texts": [entry.text for entry in self.engine.history(limit=5)]}

    def do_receipts(self, _step):
        receipts = self.engine.receipts()
        return {
            "totals": [receipt.total for receipt in receipts],
            "returned": [receipt.returned for receipt in receipts],
        }

    def do_profile(self, _step):
        profile = self.engine.profile()
        language = profile and profile.language
        return {
            "name": profile and profile.name,
            "language": language.name.lower() if language is not None else None,
            "email": profile and profile.email,
            "news": profile and profile.news,
            "research": profile and profile.research,
        }

    def do_until_profile(self, step):
        return self.until(step, self.do_profile)

    def do_set_profile(self, step):
        language = step.get("language")
        language = dough.Language[language.upper()] if language else None
        return self.settled(self.engine.set_profile(step.get("name"), language))

    def do_set_consents(self, step):
        return self.settled(self.engine.set_consents(step["news"], step["research"]))

    def do_set_email(self, step):
        return self.settled(self.engine.set_email(step["email"]))

    def do_confirm_email(self, step):
        return self.settled(self.engine.confirm_email(step["email"], step["code"]))

    def do_devices(self, _step):
        devices = self.engine.devices()
        held = [device for device in devices if device.spends_from is not None]
        return {"count": len(devices), "held": len(held)}

    def do_device_code(self, step):
        self.keep(step, self.wait(self.engine.device_code()).code)
        return {}

    def do_recovery_code(self, step):
        self.wait(self.engine.recovery_code(step["email"]))
        return {"state": "done"}

    def do_open_other_wallet(self, step):
        if "device_code" in step:
            proof = dough.Proof.DEVICE(code=step["device_code"])
        else:
            proof = dough.Proof.EMAIL(email=step["email"], code=step["code"])
        return self.settled(self.engine.open_other_wallet(proof, step.get("keep_others", False)))

    def do_revoke_other(self, _step):
        other = next(device for device in self.engine.devices() if not device.own)
        return self.settled(self.engine.revoke_device(other.id, False))

    def do_log_out(self, step):
        return self.settled(self.engine.log_out(step.get("give_up", False)))

    def do_erase(self, step):
        return self.settled(self.engine.erase_me(dough.BalanceEnd[step["balance"].upper()]))

    def do_export(self, _step):
        folder = Path(self.store + ".export")
        folder.mkdir(exist_ok=True)
        files = self.wait(self.engine.export_my_data(str(folder)))
        texts = [Path(file).read_text(encoding="utf-8") for file in (files.json, files.html)]
        profile = self.engine.profile()
        email = profile and profile.email
        return {
            "journal": len(json.loads(texts[0])["journal"]),
            "email": bool(email) and all(email in text for text in texts),
        }


def lines_of(step):
    return [dough.BasketLine(item=item, quantity=1, modifiers=[]) for item in step["items"]]


def pickup_day():
    """The day after tomorrow."""
    return (datetime.now(timezone.utc).date() + timedelta(days=2)).isoformat()


def holds(found, expected):
    """Whether what was found holds what is expected, member by member."""
    if not isinstance(expected, dict):
        # To Python, 1 equals True.
        return type(found) is type(expected) and found == expected
    return isinstance(found, dict) and all(
        name in found and holds(found[name], value) for name, value in expected.items()
    )
