// Headless Chromium, and reading a QR code from what it shows.
import { chromium } from "playwright-core";
import jsQR from "jsqr";
import { PNG } from "pngjs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { PATIENCE } from "./processes.mjs";

// The machine's own Chromium, without calls home.
const quiet = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export const TABLET = { width: 1180, height: 820 };
export const PHONE = { width: 412, height: 915 };

export async function launched() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: quiet });
}

/** A page in a context of its own: other cookies, another window size. */
export async function page(browser, viewport) {
  const context = await browser.newContext({ viewport });
  const opened = await context.newPage();
  opened.setDefaultTimeout(PATIENCE);
  opened.on("pageerror", (error) => {
    throw error;
  });
  return opened;
}

/** The text of the QR code in an element's picture. */
export async function scanned(element) {
  const picture = PNG.sync.read(await element.screenshot());
  const found = jsQR(new Uint8ClampedArray(picture.data), picture.width, picture.height);
  if (!found) throw new Error("the picture holds no QR code that can be read");
  return found.data;
}

/** Keeps a screenshot where DOUGH_PICTURES names a folder. */
export async function picture(shown, name) {
  const folder = process.env.DOUGH_PICTURES;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await shown.screenshot({ path: join(folder, `${name}.png`) });
}
