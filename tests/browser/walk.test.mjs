// A walk through the demonstration: phone page, register page, pickup board.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launched, page, picture, scanned, PHONE, TABLET } from "./browser.mjs";
import { demo } from "./processes.mjs";

let shown, browser, counter, phone;

before(async () => {
  [shown, browser] = await Promise.all([demo(), launched()]);
  counter = await page(browser, TABLET);
  phone = await page(browser, PHONE);
  await counter.goto(shown.address("as brussels-staff"));
  await counter.waitForSelector("text=Brussels");
  await phone.goto(`${shown.address("the phones")}/friend`);
});

after(async () => {
  await browser?.close();
  await shown?.close();
});

test("the code on the phone's page is scanned at the register page, and the phone hears of it", async () => {
  await phone.click("text=Pay and collect");
  const code = await scanned(await phone.waitForSelector(".qr svg"));
  assert.equal(code, await phone.textContent("[data-code]"), "the picture is the code");
  await picture(phone, "phone-code");

  await counter.goto(shown.address("the register"));
  await counter.click("text=Sourdough loaf");
  await counter.click("text=Croissant");
  assert.equal(await counter.textContent("[data-total]"), "EUR 6.30");
  // As a wedge scanner does: the field has the focus, the text comes as keys, Enter ends it.
  await counter.keyboard.type(code);
  await picture(counter, "register");
  await counter.keyboard.press("Enter");
  await counter.waitForSelector("text=Booked at");
  assert.match(await counter.textContent(".sold"), /Total\s*EUR 6\.30/);
  await picture(counter, "register-booked");

  // Nobody reloads the phone's page.
  const told = await phone.waitForSelector(".notice.good");
  assert.match(await told.textContent(), /6\.30/);
  await picture(phone, "phone-paid");
});

test("an order shows on the board by itself, and its steps on the phone", async () => {
  await counter.goto(shown.address("the pickup board"));
  const before = await counter.locator("[data-order]").count();
  await phone.click("text=Pay in EUR 20");
  await phone.click("text=Order a croissant");
  await counter.waitForFunction(
    (count) => document.querySelectorAll("[data-order]").length > count, before,
  );
  const said = await phone.waitForSelector("[data-order]:has-text('the kitchen has it')");
  const code = (await said.textContent()).split(",")[0].trim();
  await picture(counter, "board");
  const id = await said.getAttribute("data-order");
  const order = counter.locator(`[data-order="${id}"]`);
  await order.getByRole("button", { name: "Ready" }).click();
  await phone.waitForSelector(`[data-order]:has-text('${code} is ready')`);
  await order.getByRole("button", { name: "Picked up" }).click();
  await phone.waitForSelector(`[data-order]:has-text('${code} was picked up')`);
  await order.waitFor({ state: "detached" });
});

test("the phones' list leads to each", async () => {
  const other = await page(browser, PHONE);
  await other.goto(shown.address("the phones"));
  await other.locator("li", { hasText: "inviter" }).getByRole("link").click();
  await other.waitForSelector("text=What happened");
  await picture(other, "phone");
});

test("the phone's page says that it is a demonstration, and takes no foreign form", async () => {
  assert.match(await phone.textContent(".demo"), /Demonstration/);
  const url = `${shown.address("the phones")}/friend/top-up`;
  const foreign = await fetch(url, { method: "POST", headers: { origin: "http://evil.example" } });
  assert.equal(foreign.status, 403);
});
