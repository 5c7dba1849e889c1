// What the pages do beyond plain forms: counting items, live parts, a word when the line is
// lost. Everything also works without it, but for the news.
"use strict";

const euros = (cents) => `EUR ${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;

function addUp(form) {
  let cents = 0;
  for (const choice of form.querySelectorAll("[data-price]")) {
    const count = Number(choice.querySelector("input").value) || 0;
    choice.classList.toggle("taken", count > 0);
    cents += count * Number(choice.dataset.price);
  }
  form.querySelector("[data-total]").value = euros(cents);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (!button) return;
  const input = button.closest("[data-price]").querySelector("input");
  const count = Math.min(100, Math.max(0, (Number(input.value) || 0) + Number(button.dataset.step)));
  input.value = count || "";
  addUp(button.form);
  // The next thing typed is the scanner's.
  button.form.elements.code.focus();
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-sale]");
  if (form) addUp(form);
});

// A scan replaces what stands in the field, whatever was there.
document.addEventListener("focusin", (event) => {
  if (event.target.matches("input.code")) event.target.select();
});

function say(sentence) {
  const line = document.getElementById("line");
  if (!line) return;
  line.textContent = sentence;
  line.hidden = sentence === "";
}

// The same attempt keeps its id, so sending it again is safe.
const lost =
  "No connection to the shop's server. What you typed is kept. Try again: nothing is booked twice.";
for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => say(lost));
}
document.addEventListener("htmx:beforeSwap", () => say(""));

let stream;
function listen() {
  const live = document.querySelector("[data-changes]");
  const wanted = live ? live.dataset.changes : undefined;
  if (stream && stream.wanted === wanted && stream.source.readyState !== EventSource.CLOSED) return;
  if (stream) stream.source.close();
  stream = undefined;
  if (!wanted) return;
  const source = new EventSource(wanted);
  stream = { source, wanted };
  let first = true;
  source.onopen = () => say("");
  source.onmessage = () => {
    // The first message is the state that the page already shows, unless the line was lost.
    if (!first) htmx.trigger("[data-changes]", "changed");
    first = false;
  };
  source.onerror = () => {
    first = false;
    say("The line is lost; what stands here may be old. It comes back by itself.");
  };
}
document.addEventListener("DOMContentLoaded", listen);
document.addEventListener("htmx:afterSettle", listen);
