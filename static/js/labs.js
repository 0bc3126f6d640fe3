// What every lab needs beyond its form: folds of the result that stay as they were,
// fields that tell a reader they are refused, a challenge to copy, the lab's own script
// where it is set into a lesson. Without this file the form and every link still work.

import { say } from "./site.js";

const form = () => document.getElementById("lab");
let open = [];

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "result") return;
  open = [...detail.target.querySelectorAll("details[open][id]")].map((fold) => fold.id);
});

function reopen() {
  for (const id of open.splice(0)) document.getElementById(id)?.setAttribute("open", "");
}

function tellRefused() {
  for (const error of form()?.querySelectorAll(".error[id]") ?? []) {
    const field = form().elements[error.id.replace(/-error$/, "")];
    if (field?.setAttribute) field.setAttribute("aria-invalid", error.textContent ? "true" : "false");
  }
}

// A refused field may stand in a fold: it is opened, so that its message can be read.
function showRefused() {
  for (const error of form()?.querySelectorAll("details:not([open]) .error[id]") ?? []) {
    if (error.textContent) error.closest("details").open = true;
  }
}

function offerCopy() {
  if (!navigator.clipboard) return;
  for (const link of document.querySelectorAll("[data-copy-link]")) link.hidden = false;
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-copy-link]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(link.href);
    link.textContent = "Copied: the question without its answer";
    say("Copied. Who opens it is asked first.");
  } catch {
    location.assign(link.href);
  }
});

const brought = new Set();

function bring() {
  const script = document.querySelector(".lab[data-script]")?.dataset.script;
  if (!script || brought.has(script)) return;
  brought.add(script);
  import(script).catch(() => brought.delete(script));
}

function settle() {
  bring();
  reopen();
  tellRefused();
  showRefused();
  offerCopy();
}

document.addEventListener("htmx:afterSettle", settle);
settle();
