// The `dough` command as processes of their own: the demonstration, or a shop with its phone.
import { spawn, execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const binary = process.env.DOUGH_BIN ?? "dough";
export const repository = new URL("../../", import.meta.url).pathname;
/** How long anything may take that is waited for, in milliseconds. */
export const PATIENCE = 20_000;

/** Starts a command and reads its lines until one fits. */
async function started(words, last) {
  const child = spawn(binary, words, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = [];
  const timer = setTimeout(() => child.kill(), 4 * PATIENCE);
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (last.test(line)) {
      clearTimeout(timer);
      child.stdout.resume();
      return { child, lines };
    }
  }
  throw new Error(`dough ${words[0]} ended early:\n${lines.join("\n")}`);
}

async function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}

/** The demonstration: its pages by name, and its sign-in links by account. */
export async function demo() {
  const words = ["demo", "--listen", "127.0.0.1:0", "--phones", "127.0.0.1:0"];
  const { child, lines } = await started(words, /Ctrl-C ends it/);
  const address = (name) => {
    const line = lines.find((it) => it.startsWith(`  ${name} `));
    return line.trim().split(/\s+/).at(-1);
  };
  return { address, close: () => ended(child) };
}

/** A shop made from the example bakery, its owner's password, and a phone with a balance. */
export async function shop() {
  const folder = await mkdtemp(join(tmpdir(), "dough-browser-"));
  const directory = join(folder, "shop");
  const made = await run(binary, ["init", directory, "--files", join(repository, "examples/bakery")]);
  const password = /^password\s+(\S+)/m.exec(made.stdout)[1];
  const store = join(folder, "phone.db");
  let address = "127.0.0.1:0";
  let child;
  const phone = (...words) =>
    run(binary, ["phone", "--server", `http://${address}`, "--store", store, ...words]);
  return {
    password,
    url: (path) => `http://${address}${path}`,
    async start() {
      const words = ["serve", directory, "--payment", "test", "--listen", address];
      const running = await started(words, /http:\/\//);
      child = running.child;
      address = running.lines.at(-1).split("http://")[1].trim();
    },
    stop: () => ended(child),
    topUp: (cents) => phone("top-up", String(cents), "--even-so"),
    /** The text of a code that pays up to so much. */
    async code(cents) {
      const said = await phone("code", "--max", String(cents));
      return said.stdout.trim().split("\n").at(-1).trim();
    },
    /** How many sales the journal holds, and what is left to spend, as the phone knows. */
    async sales() {
      await phone("home");
      const said = await phone("history");
      return said.stdout.split("\n").filter((line) => /EUR 6\.30/.test(line)).length;
    },
    check: () => run(binary, ["check", directory]),
    async close() {
      await ended(child);
      await rm(folder, { recursive: true });
    },
  };
}
