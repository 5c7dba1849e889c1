// What goes wrong at a register page: a plain sentence each, nothing booked twice, nothing lost.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { launched, page, TABLET } from "./browser.mjs";
import { shop } from "./processes.mjs";

let bakery, browser, counter;
let booked = 0;

before(async () => {
  [bakery, browser] = await Promise.all([shop(), launched()]);
  await bakery.start();
  await bakery.topUp(25_000);
  counter = await page(browser, TABLET);
  await counter.goto(bakery.url("/"));
  await signIn();
  await counter.waitForSelector("text=Shops");
});

after(async () => {
  await browser?.close();
  await bakery?.check();
  await bakery?.close();
});

beforeEach(async () => {
  await counter.goto(bakery.url("/shops/brussels/register"));
});

async function signIn() {
  await counter.fill("[name=name]", "owner");
  await counter.fill("[name=password]", bakery.password);
  await counter.click("button:has-text('Sign in')");
}

async function pick() {
  await counter.click("text=Sourdough loaf");
  await counter.click("text=Croissant");
}

async function scan(text) {
  await counter.fill("[name=code]", text);
  await counter.keyboard.press("Enter");
}

/** The sentence of a refusal; what was picked must still be there. */
async function refusal() {
  const said = await counter.waitForSelector("main .notice.bad");
  assert.equal(await counter.inputValue("[name='count.croissant']"), "1", "the items are kept");
  assert.equal(await counter.textContent("[data-total]"), "EUR 6.30");
  return said.textContent();
}

async function isBooked() {
  await counter.waitForSelector("text=Booked at");
  booked += 1;
  return counter.getAttribute("[data-receipt]", "data-receipt");
}

/** As many sales as were booked, and not one more. */
async function nothingElse() {
  assert.equal(await bakery.sales(), booked);
}

test("half a code, a foreign code, another keyboard's layout, no code, no item", async () => {
  const code = await bakery.code(1_000);
  await pick();
  for (const [typed, said] of [
    [code.slice(0, 70), /part of the code/],
    [code.slice(0, 3), /part of the code/],
    ["https://example.org/menu", /isn't a code of our app/],
    [code.replace("BK1:", "BK&M"), /another keyboard/],
    ["", /Scan the customer's code first/],
  ]) {
    await scan(typed);
    await counter.waitForFunction((pattern) => {
      const notice = document.querySelector("main .notice.bad");
      return notice && new RegExp(pattern).test(notice.textContent);
    }, said.source);
    assert.match(await refusal(), said);
  }
  // Caps Lock turns a scanner's letters; the code is the same.
  await scan(code.toLowerCase());
  await isBooked();
  await counter.goto(bakery.url("/shops/brussels/register"));
  await scan(await bakery.code(1_000));
  const said = await counter.waitForSelector("main .notice.bad");
  assert.match(await said.textContent(), /Pick what is bought/);
  await nothingElse();
});

test("a code that was used, or that allows less, says what to do", async () => {
  const code = await bakery.code(1_000);
  await pick();
  await scan(code);
  await isBooked();
  await counter.click("text=Next customer");
  await pick();
  await scan(code);
  assert.match(await refusal(), /used for another sale/);
  await scan(await bakery.code(500));
  await counter.waitForSelector("text=The customer allowed up to EUR 5.00");
  await counter.click("text=EUR 5.00 from the balance, EUR 1.30 by card");
  await isBooked();
  await nothingElse();
});

test("a double click, and a form that is sent again by going back, book once", async () => {
  await pick();
  await counter.fill("[name=code]", await bakery.code(1_000));
  // Two presses before any answer, as plain forms of a browser without scripts.
  const body = await counter.evaluate(() => {
    const fields = new FormData(document.querySelector("[data-sale]"));
    return new URLSearchParams(fields).toString();
  });
  const receipts = await counter.evaluate(async (sent) => {
    const press = async () => {
      const answer = await fetch(location.pathname, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: sent,
      });
      return /data-receipt="([^"]+)"/.exec(await answer.text())[1];
    };
    const twice = await Promise.all([press(), press()]);
    return [...twice, await press()];
  }, body);
  assert.deepEqual(new Set(receipts).size, 1, "one receipt for all presses");
  await counter.dblclick("#book");
  assert.equal(await isBooked(), receipts[0], "the button gets the same answer");

  // Going back shows the old page; with other items it is another sale, and says so.
  await counter.setContent("");
  await counter.goto(bakery.url("/shops/brussels/register"));
  const other = await counter.evaluate(async (sent) => {
    const answer = await fetch(location.pathname, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: sent.replace("count.croissant=1", "count.croissant=2")
        .replace(/attempt=[^&]+/, `attempt=${crypto.randomUUID()}`),
    });
    return answer.text();
  }, body);
  assert.match(other, /The sale before is booked/);
  await nothingElse();
});

test("a sign-in that ran out keeps what was typed, and books nothing by itself", async () => {
  const code = await bakery.code(1_000);
  await pick();
  await counter.fill("[name=code]", code);
  await counter.context().clearCookies();
  await counter.click("#book");
  await counter.waitForSelector("text=Your sign-in ran out");
  await nothingElse();
  await signIn();
  await counter.waitForSelector("text=You are signed in again");
  assert.equal(await counter.inputValue("[name=code]"), code);
  assert.equal(await counter.inputValue("[name='count.croissant']"), "1");
  await nothingElse();
  await counter.click("#book");
  await isBooked();
  await nothingElse();
});

test("a lost line is said, nothing is lost, and trying again books once", async () => {
  const code = await bakery.code(1_000);
  await pick();
  await counter.fill("[name=code]", code);
  await bakery.stop();
  await counter.click("#book");
  await counter.waitForSelector("#line:has-text('No connection')");
  assert.equal(await counter.inputValue("[name='count.croissant']"), "1");
  assert.equal(await counter.inputValue("[name=code]"), code);
  await bakery.start();
  await counter.click("#book");
  await isBooked();
  await nothingElse();
});

test("an answer that is lost on its way is given again, and the sale is booked once", async () => {
  await pick();
  await counter.fill("[name=code]", await bakery.code(1_000));
  let cut = true;
  await counter.route("**/register", async (route) => {
    if (cut && route.request().method() === "POST") {
      cut = false;
      await route.fetch();
      await route.abort("connectionreset");
    } else {
      await route.continue();
    }
  });
  await counter.click("#book");
  await counter.waitForSelector("#line:has-text('No connection')");
  await counter.click("#book");
  await isBooked();
  await counter.unroute("**/register");
  await nothingElse();
});

test("the page works without a script", async () => {
  const context = await browser.newContext({ viewport: TABLET, javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(bakery.url("/shops/brussels/register"));
  await plain.fill("[name=name]", "owner");
  await plain.fill("[name=password]", bakery.password);
  await plain.click("button:has-text('Sign in')");
  await plain.fill("[name='count.sourdough-loaf']", "1");
  await plain.fill("[name='count.croissant']", "1");
  await plain.fill("[name=code]", await bakery.code(1_000));
  await plain.keyboard.press("Enter");
  await plain.waitForSelector("text=Booked at");
  booked += 1;
  await nothingElse();
  await context.close();
});
