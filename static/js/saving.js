// What is answered goes into the outbox first. Marked at the end: at every change.
// Told at once: with "Check answer", whose request carries the same ids, so that it counts once.

import { uuid } from "./database.js";
import { all } from "./store.js";
import { announce, flush, isMine, keep, sendNow, settled } from "./outbox.js";
import { FORM, atEnd, bodyOf, current, field, fill, isTouched, mark, recall, remember, urlOf } from "./forms.js";
import { start } from "./seconds.js";
import { checkOffline, keepPacketOf } from "./packet.js";
import { busy, next } from "./onwards.js";

let storing = null;
let latest = null; // the row of the form at hand that the server may not have
let timer;

function rowOf(form, client_id) {
  const base = Number(form.elements.revision?.value || 1) - 1;
  return { kind: "answer", url: urlOf(form), mode: form.dataset.mode, client_id, base, body: bodyOf(form) };
}

async function store(form, client_id) {
  const row = await keep(rowOf(form, client_id));
  form.dataset.kept = "";
  latest = row;
  return row;
}

async function changed(form, wait) {
  clearTimeout(timer);
  mark(form, "Not kept yet");
  await (storing = store(form, uuid()));
  mark(form, "Waiting"); // from here on a reload loses nothing
  await announce();
  clearTimeout(timer);
  timer = setTimeout(flush, wait);
}

for (const name of ["input", "change"]) {
  document.addEventListener(name, ({ target }) => {
    const form = target.closest?.(FORM);
    const typed = target.matches?.("textarea, input:not([type=radio], [type=checkbox])");
    // A text tells of each letter as "input", a choice of itself as "change".
    if (!form || !atEnd(form.dataset) || !target.name || (typed ? "input" : "change") !== name) return;
    changed(form, typed ? 400 : 0);
  });
}

// Check answer: kept first, then sent as ever.
document.addEventListener("htmx:confirm", (event) => {
  const form = event.target;
  if (!form.matches?.(FORM)) return;
  event.preventDefault();
  if (atEnd(form.dataset)) { next(form, storing); return; }
  if (busy.has(form)) return;
  busy.add(form);
  store(form, form.elements.client_id.value).then(({ device, sequence, body }) => {
    field(form, "device", device);
    field(form, "sequence", sequence);
    field(form, "seconds", body.seconds);
  }).catch(() => {}).then(() => event.detail.issueRequest(true));
});

// The form may have been swapped out by now: `detail.elt` is then what was around it.
document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig: { elt }, xhr } }) => {
  if (!elt.matches?.(FORM)) return;
  busy.delete(elt);
  const row = latest;
  if (!row || row.url !== urlOf(elt)) return;
  latest = null;
  if (xhr.status === 422) settled(row, { state: "again" });
  else if (!row.body.answer) settled(row, { state: "again" }).then(() => mark(elt, "Choose an answer first."));
  else if (xhr.status === 409 || (xhr.status >= 200 && xhr.status < 300)) settled(row, { state: "told" });
  else {
    mark(elt, "Waiting");
    if (!xhr.status) checkOffline(elt, row);
    flush();
  }
});

document.addEventListener("ledger:receipt", ({ detail: { row, receipt, foreign } }) => {
  if (latest?.sequence === row.sequence) latest = null;
  const form = current();
  if (row.kind !== "answer" || !form || urlOf(form) !== row.url || ["told", "again"].includes(receipt.state)) return;
  if (foreign && atEnd(form.dataset)) return; // another tab's: this one shows what it shows
  delete form.dataset.refused;
  if (receipt.state === "refused") {
    form.dataset.refused = "1";
    mark(form, `Not saved: ${receipt.message}`);
  } else if (atEnd(form.dataset)) {
    form.elements.revision.value = receipt.revision + 1;
    const { message, state } = receipt;
    if (["saved", "duplicate"].includes(state)) remember(row.url, row.body, receipt.revision);
    mark(form, latest ? "Waiting" : state === "late" ? message : `✓ Saved${message ? `. ${message}` : ""}`);
  } else if (receipt.url && !busy.has(form)) htmx.ajax("GET", receipt.url, { target: "#take", swap: "outerHTML" });
});

// A form comes into sight: what it lost on the way is put back.
async function prepare() {
  const form = current();
  if (!form || form.dataset.ready) return;
  form.dataset.ready = "1";
  start(form);
  if (atEnd(form.dataset)) form.autocomplete = "off"; // a browser puts back what may be older
  const save = form.querySelector("[data-save]");
  if (save) save.textContent = "Next";
  keepPacketOf(form);
  // Chosen before this script was there.
  if (atEnd(form.dataset) && isTouched(form)) { changed(form, 0); return; }
  const rows = await all().catch(() => []);
  const row = rows.find((one) => one.kind === "answer" && one.url === urlOf(form) && isMine(one));
  if (!row) { recall(form); return; }
  fill(form, row.body);
  mark(form, row.refused ? `Not saved: ${row.refused}` : "Waiting");
}

window.addEventListener("pagehide", () => { if (latest && atEnd(latest)) sendNow(latest); });
document.addEventListener("visibilitychange", () => { if (document.hidden && latest) flush(); });
document.addEventListener("htmx:afterSettle", prepare);
window.addEventListener("pageshow", () => { prepare(); flush(); });
prepare();
