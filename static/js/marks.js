// A learner's own marks on a question: flag, struck options, a note. They go through the
// outbox too; of each the last word counts.
import { all } from "./store.js";
import { announce, flush, isMine, keep } from "./outbox.js";
import { say } from "./site.js";
import { current } from "./forms.js";

let timer;
const notes = new Map(); // typed on this page, by address: the reasons may come before they are saved

async function save(form, body, wait = 0) {
  if (!form.dataset.marks) return; // only offered yet: there is no row to mark
  await keep({ kind: "marks", url: form.dataset.marks, body }).catch(() => {});
  announce();
  clearTimeout(timer);
  timer = setTimeout(flush, wait);
}

function button(className, text, spoken = "") {
  const made = Object.assign(document.createElement("button"), { type: "button", className });
  const words = Object.assign(document.createElement("span"), { textContent: text });
  const rest = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: spoken });
  made.append(words, ...(spoken ? [rest] : []));
  return made;
}

const pressed = (one) => one.getAttribute("aria-pressed") === "true";

function press(one, on, words) {
  one.setAttribute("aria-pressed", on);
  one.firstElementChild.textContent = words;
}

// "Save and flag" becomes a switch: what is answered is saved already.
function prepareFlag(form, marks) {
  const old = form.querySelector("[data-flag]");
  if (!old) return;
  const flag = button("btn flag", "");
  flag.dataset.flagging = "";
  press(flag, marks.flagged === "1", marks.flagged === "1" ? "Flagged" : "Flag");
  old.remove();
  form.querySelector("[data-save]").before(flag); // as it is seen: Enter presses no switch
  flag.addEventListener("click", () => {
    const on = !pressed(flag);
    press(flag, on, on ? "Flagged" : "Flag");
    save(form, { flagged: on ? "1" : "0" });
  });
}

export function strike(label, on) {
  const one = label.nextElementSibling;
  label.classList.toggle("struck", on);
  press(one, on, on ? "Struck out" : "Strike out");
}

export function toggleStrike(label) {
  const form = label.closest("form");
  const on = !label.classList.contains("struck");
  strike(label, on);
  say(label.nextElementSibling.textContent);
  const struck = [...form.querySelectorAll(".struck > input")].map(({ value }) => value);
  save(form, { struck: struck.length ? struck : "" });
}

function prepareStrikes(form, marks) {
  for (const label of form.querySelectorAll("fieldset.options > label.option")) {
    const letter = label.querySelector(".letter")?.lastChild.textContent.trim();
    if (!letter) continue;
    label.after(button("strike", "Strike out", ` option ${letter}`));
    label.parentElement.classList.add("can-strike");
    strike(label, marks.struck.includes(label.querySelector("input").value));
    label.nextElementSibling.addEventListener("click", () => toggleStrike(label));
    // Chosen after all: then it is struck out no more.
    label.querySelector("input").addEventListener("change", ({ target }) => {
      if (target.checked && label.classList.contains("struck")) toggleStrike(label);
    });
  }
}

function prepareNote(form, marks) {
  if (!form.dataset.marks) return;
  const fold = Object.assign(document.createElement("details"), { className: "fold note" });
  const summary = Object.assign(document.createElement("summary"), { textContent: "Note to self" });
  const text = Object.assign(document.createElement("textarea"), { rows: 3, maxLength: 2000, value: marks.note });
  text.setAttribute("aria-label", "Note to self");
  fold.open = Boolean(marks.note);
  fold.append(summary, text);
  form.querySelector(".savebar").before(fold);
  text.addEventListener("input", () => {
    notes.set(form.dataset.marks, text.value);
    save(form, { note: text.value }, 400);
  });
}

async function showNote(place) {
  const url = place.dataset.noteOf;
  const row = (await all()).find((one) => one.url === url && isMine(one));
  const words = place.querySelector("[data-note]");
  words.textContent = notes.get(url) ?? row?.body.note ?? words.textContent;
  place.hidden = !words.textContent.trim();
}

async function prepare() {
  document.querySelectorAll("[data-note-of]").forEach(showNote);
  const form = current();
  if (!form || form.dataset.marked) return;
  form.dataset.marked = "1";
  const { flagged = "0", struck = "", note = "", marks: url } = form.dataset;
  const rows = url ? await all().catch(() => []) : [];
  const unsent = rows.find((row) => row.url === url && isMine(row))?.body ?? {};
  const marks = { flagged, struck: struck.split(" "), note, ...unsent };
  marks.struck = [marks.struck].flat();
  prepareFlag(form, marks);
  prepareStrikes(form, marks);
  prepareNote(form, marks);
}

document.addEventListener("htmx:afterSettle", prepare);
prepare();
