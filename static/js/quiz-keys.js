// Single keys at a question, and the sheet that lists them. Not while something is typed, never
// with Ctrl, Alt or Meta, and not for who switched them off there (WCAG 2.1.4).

import { current } from "./forms.js";
import { toggleStrike } from "./marks.js";

const KEYS = [
  ["A to H, or 1 to 8", "choose an option", "form label.option > input[name=answer]:is([type=radio], [type=checkbox])"],
  ["Enter", "check the answer, or go on", "#take .savebar .btn-primary"],
  ["S", "how sure you are: guess, fairly sure, certain", "form [name=sureness]"],
  ["F", "flag the question, or take the flag away", "[data-flagging]"],
  ["X", "strike out the option in focus; or X, then its letter", ".strike"],
  ["E", "open the explanation", "#take .basis"],
  ["R", "report a problem", "#take details.report"],
  ["T", "say the time left", "[data-clock]"],
  ["?", "show this list"],
];
const TYPED = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";
const OFF = "quiz-keys";
let striking = false;

const inputs = () => [...(current()?.querySelectorAll("label.option > input[name=answer]:is([type=radio], [type=checkbox])") ?? [])];

// The places of a diagram are options too, but none of them has a button to be struck out.
const isStrikable = (label) => label.nextElementSibling?.matches(".strike") ?? false;

function choose(index) {
  const input = inputs()[index];
  if (!input) return false;
  const label = input.closest("label");
  if (striking) toggleStrike(label);
  else {
    input.focus();
    input.click();
  }
  striking = false;
  return true;
}

function strikeFocused() {
  const label = document.activeElement?.closest?.("label.option")
    ?? document.activeElement?.closest?.(".strike")?.previousElementSibling;
  if (label && isStrikable(label)) toggleStrike(label);
  else striking = inputs().some((input) => isStrikable(input.closest("label")));
}

function sureness() {
  const words = [...(current()?.querySelectorAll("[name=sureness]") ?? [])];
  if (!words.length) return;
  const next = words[(words.findIndex((one) => one.checked) + 1) % words.length];
  next.focus();
  next.click();
}

function explain() {
  for (const fold of document.querySelectorAll(".question .options + .fold")) fold.open = true;
  const goal = document.querySelector(".question .basis");
  goal?.setAttribute("tabindex", "-1");
  goal?.focus();
}

function onwards() {
  const button = current() ? current().querySelector(".savebar .btn-primary") : document.querySelector("#take .savebar .btn-primary");
  button?.click();
}

function report() {
  const fold = document.querySelector("#take details.report");
  if (!fold) return;
  fold.open = true;
  fold.querySelector("summary").focus();
}

function sheet() {
  let dialog = document.getElementById("keys");
  if (!dialog) {
    dialog = Object.assign(document.createElement("dialog"), { id: "keys", className: "keys-sheet" });
    dialog.setAttribute("aria-labelledby", "keys-title");
    dialog.innerHTML = `<h2 id="keys-title">Keys at a question</h2><dl class="keys"></dl>
      <label class="check"><input type="checkbox"> Use single keys</label>
      <form method="dialog"><button class="btn btn-primary">Close</button></form>`;
    const box = dialog.querySelector("input");
    box.checked = localStorage.getItem(OFF) !== "off";
    box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "on" : "off"));
    document.body.append(dialog);
  }
  // A key that needs what is not on the page is not listed.
  const there = KEYS.filter(([, , needs]) => !needs || document.querySelector(needs));
  const rows = there.map(([key, does]) => `<dt><kbd>${key}</kbd></dt><dd>${does}</dd>`);
  dialog.querySelector("dl").innerHTML = rows.join("");
  dialog.showModal();
}

const time = () => document.dispatchEvent(new CustomEvent("ledger:time"));
const flag = () => current()?.querySelector("[data-flagging]")?.click();
const ACTS = { s: sureness, f: flag, x: strikeFocused, r: report, t: time, enter: onwards };

document.addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  if (ctrlKey || metaKey || altKey || event.defaultPrevented || event.repeat) return;
  if (target.closest?.(TYPED) || document.querySelector("dialog[open]")) return;
  if (!document.querySelector("#take")) return;
  if (localStorage.getItem(OFF) === "off") return;
  const pressed = key.toLowerCase();
  // On a link or a button Enter is theirs; in a field of the form it sends the form by itself.
  if (pressed === "enter" && target.closest?.("a, button, summary, input")) return;
  if (pressed === "?") sheet();
  else if (pressed === "e" && document.querySelector("#take .basis")) explain();
  else if (/^[a-h]$/.test(pressed) && choose(pressed.charCodeAt(0) - 97)) { /* chosen */ }
  else if (/^[1-8]$/.test(pressed) && choose(Number(pressed) - 1)) { /* chosen */ }
  else if (ACTS[pressed]) ACTS[pressed]();
  else return;
  event.preventDefault();
});

for (const opener of document.querySelectorAll("[data-keys]")) {
  opener.hidden = false;
  opener.addEventListener("click", sheet);
}
