// The way of an answer to the server: kept first, sent in order, one at a time, until a
// receipt says what became of it. Survives a reload; rows of another account are left alone.

import { uuid } from "./database.js";
import { add, all, refuse, settle } from "./store.js";
import { cookie } from "./site.js";

const STEPS = [1, 2, 5, 15, 60]; // seconds
const GONE = { 400: "reload the page.", 404: "it is no longer there.", 410: "it was withdrawn." };
const CHANGED = { 409: "this question has changed. Reload the page.", 422: "reload the page." };
const REFUSED = { ...GONE, ...CHANGED };
const AWAY = 302; // a redirect shows no status: nobody took the answer, perhaps one is signed out
const DOWN = { 404: "Somebody else is signed in.", [AWAY]: "You seem to be signed out." };
const tab = uuid();
const seen = new Map(); // the revision of each question that this tab knows of
const others = "BroadcastChannel" in self ? new BroadcastChannel("ledger") : null;
let sending = null;
let asked = false;
let failures = 0;
let timer;
let down = "";

// The page for offline names nobody, a kept copy perhaps somebody else: the last page that
// came from the server tells who is here.
const copied = "kept" in document.documentElement.dataset;
const side = () => (copied ? null : document.getElementById("side"))?.dataset ?? {};
export const who = () => side().who ?? localStorage.getItem("who") ?? "";
export const isMine = (row) => row.who === who() || (side().was ?? "").split(" ").includes(row.who);
export const waiting = async () => (await all()).filter((row) => isMine(row) && !row.refused);

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(`ledger:${name}`, { detail }));
}

export async function announce() {
  tell("outbox", { rows: await waiting(), down });
}

function post(row, keepalive = false) {
  const { body, client_id, device, sequence, kind, url } = row;
  const base = Math.max(row.base, row.tab === tab ? seen.get(url) ?? 0 : 0);
  const fields = new URLSearchParams();
  const said = { client_id, revision: base + 1, device, sequence };
  for (const [name, value] of Object.entries({ ...body, ...(kind === "answer" ? said : {}) })) {
    for (const one of [value].flat()) fields.append(name, one);
  }
  const headers = { Accept: "application/json", "X-CSRFToken": cookie("csrftoken") };
  const signal = keepalive ? undefined : AbortSignal.timeout(20_000);
  return fetch(url, { method: "POST", body: fields, headers, keepalive, signal, redirect: "manual" });
}

// Whoever is signed in now, as the server sees it: this page may be older than that.
async function isOurs(row) {
  const html = await (await fetch("/contested/", { cache: "no-store" })).text();
  const [, now, was] = html.match(/data-who="([^"]*)"(?: data-was="([^"]*)")?/) ?? [];
  return row.who === now || row.who === was;
}

// A receipt, or an error with the status where it may go better later.
async function deliver(row) {
  let answer = await post(row);
  if (answer.status === 403) { // signing in renews the token; without one, any page brings it
    if (!cookie("csrftoken")) await fetch("/contested/", { method: "HEAD", cache: "no-store" });
    answer = await post(row);
  }
  const json = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (json && (answer.ok || answer.status === 422)) return answer.json();
  const status = answer.type === "opaqueredirect" ? AWAY : answer.status;
  const message = REFUSED[status];
  if (message && (status !== 404 || await isOurs(row))) return { state: "refused", message };
  throw Object.assign(new Error("not taken"), { status });
}

function note({ row, receipt }, foreign = false) {
  if (row.tab === tab && receipt.revision) seen.set(row.url, receipt.revision);
  tell("receipt", { row, receipt, foreign });
}

async function take(row, receipt) {
  if (receipt.state === "refused") await refuse(row, receipt.message || REFUSED[400]);
  else await settle(row, receipt);
  note({ row, receipt });
  others?.postMessage({ row, receipt });
}

// True if all is sent. A row that fails by itself holds up no other question.
async function drain() {
  const held = new Set();
  for (;;) {
    const row = (await waiting()).find(({ sequence }) => !held.has(sequence));
    if (!row) return held.size === 0;
    try {
      await take(row, await deliver(row));
      if (!held.size) down = "";
    } catch ({ status }) {
      down = DOWN[status] ?? (status ? "The server cannot answer now." : "Offline.");
      held.add(row.sequence);
      if (!status || status === 429) return false;
    }
    await announce();
  }
}

async function run() {
  let done;
  do {
    asked = false;
    done = await (navigator.locks?.request("outbox", drain) ?? drain());
  } while (asked);
  sending = null;
  failures = done ? 0 : failures + 1;
  clearTimeout(timer);
  if (done) down = "";
  else timer = setTimeout(flush, 1000 * STEPS[Math.min(failures, STEPS.length) - 1]);
  await announce();
  return done;
}

export function flush() {
  asked = true;
  sending ??= run().catch(() => { sending = null; return false; });
  return sending;
}

export const keep = (row) => add({ who: who(), tab, base: 0, ...row });
export const sendNow = (row) => { post(row, true).catch(() => {}); };
export const settled = (row, receipt) => take(row, receipt).then(announce);

others?.addEventListener("message", ({ data }) => {
  note(data, data.row.tab !== tab);
  announce();
});
window.addEventListener("online", flush);
window.addEventListener("offline", () => { down = "Offline."; announce(); });
