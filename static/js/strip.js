// One quiet line while answers wait, and one when they have arrived.

import { isMine } from "./outbox.js";
import { say } from "./site.js";

let shown = "";
let sent = 0;
let lost = 0;
let hiding;

function show(text, spoken = text) {
  const strip = document.getElementById("strip");
  if (!strip || text === shown) return;
  // Said when it comes and when it goes, not at every number in between.
  if (spoken.split("(")[0] !== shown.split("(")[0]) say(spoken);
  shown = text;
  strip.textContent = text;
  strip.hidden = !text;
}

document.addEventListener("ledger:receipt", ({ detail: { row, receipt } }) => {
  if (row.kind !== "answer" || !isMine(row)) return;
  if (receipt.state === "refused") lost += 1;
  else sent += 1;
});

// `owed`: the last page said that answers wait, so the one that sends them says so too.
document.addEventListener("ledger:outbox", ({ detail: { rows, down } }) => {
  const waiting = rows.filter(({ kind }) => kind === "answer").length;
  if (down) {
    clearTimeout(hiding);
    if (waiting) localStorage.setItem("owed", "1");
    const kept = rows.some(({ loose }) => loose) ? "Answers are kept only while this page is open" : "Answers are kept in this browser";
    show(`${down} ${kept}${waiting ? ` (${waiting} waiting)` : ""}.`);
  } else if (!waiting && (shown || localStorage.getItem("owed"))) {
    if (sent + lost) {
      show(`${sent} sent, ${lost} lost`);
      localStorage.removeItem("owed");
    }
    sent = lost = 0;
    clearTimeout(hiding);
    hiding = setTimeout(() => show(""), shown.includes("sent") ? 6000 : 0);
  } else if (!shown && !waiting) sent = lost = 0;
});
