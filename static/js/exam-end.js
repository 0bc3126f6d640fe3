// The end of a mock exam's time, in words: what was saved counts, and what has not arrived is named.

import { waiting } from "./outbox.js";

const SAVED = "Time is over. The answers you saved count and are submitted.";
const GRACE = "Such an answer counts if it arrives within a minute after the end. Later it is kept for whoever teaches you, and does not count.";
const late = []; // rows that arrived after the end
let end = ""; // where the report is, once the time is over

const position = ({ url }) => Number(url.match(/^\/attempts\/[0-9a-f-]{36}\/(\d+)\/$/)?.[1]);
const isHere = ({ kind, mode, url }) => kind === "answer" && mode === "exam" && end.includes(url.split("/")[2]);

function named(rows) {
  const places = [...new Set(rows)].sort((a, b) => a - b);
  const last = places.pop();
  return places.length ? `questions ${places.join(", ")} and ${last}` : `question ${last}`;
}

function words(open) {
  const said = [SAVED];
  if (open.length) said.push(`Still waiting in this browser: ${named(open)}. ${GRACE}`);
  const missed = late.filter(isHere).map(position);
  if (missed.length) said.push(`Arrived after the end, so not counted: ${named(missed)}.`);
  return said.join(" ");
}

async function show() {
  if (!end) return;
  const open = (await waiting().catch(() => [])).filter(isHere).map(position);
  const [notice, link] = [document.createElement("p"), document.createElement("a")];
  notice.className = "notice notice-warn";
  link.href = end;
  link.textContent = "Go to the end";
  notice.append(`${words(open)} `, link);
  const place = document.getElementById("alert");
  if (place.textContent !== notice.textContent) place.replaceChildren(notice);
}

document.addEventListener("exam:over", () => {
  end = document.querySelector("[data-end]").dataset.end;
  show();
});
document.addEventListener("ledger:receipt", ({ detail: { row, receipt } }) => {
  if (receipt.state === "late") late.push(row);
});
document.addEventListener("ledger:outbox", show);
