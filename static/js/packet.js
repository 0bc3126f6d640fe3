// A set without a network: the current one is kept. In practice it has its reasons, the browser
// compares, and the answer goes into the outbox. When it is sent, the server's verdict stands.
// A set that is marked at its end has none: it only goes on to its next question.

import { all, keepPacket, packets, tellOf } from "./store.js";
import { announce, isMine, settled, who } from "./outbox.js";
import { current, mark, putBack } from "./forms.js";
import { say } from "./site.js";

const PLACE = /^\/attempts\/([0-9a-f-]{36})\/(\d+)\/$/;

// Only who has a packet needs it, and by then it is here: without a network it cannot come.
const telling = () => import("./telling.js");

export async function keepPacketOf(form) {
  const [, attempt] = new URL(form.action).pathname.match(PLACE) ?? [];
  if (!attempt || !["practice", "deferred", "review"].includes(form.dataset.mode) || navigator.connection?.saveData) return;
  telling().catch(() => {});
  const [kept] = await packets().catch(() => []);
  // A review grows: what was missed comes back at its end.
  const whole = kept?.slots.some(({ url }) => url === new URL(form.action).pathname);
  if (!navigator.onLine || (whole && kept.attempt === attempt && kept.who === who())) return;
  const answer = await fetch(`/attempts/${attempt}/packet/`).catch(() => null);
  if (answer?.ok) await keepPacket({ ...await answer.json(), who: who() }).catch(() => {});
}

export async function packetAt(path) {
  const [, attempt, position] = path.match(PLACE) ?? [];
  const packet = (await packets().catch(() => [])).find((one) => one.attempt === attempt && isMine(one));
  return packet && { packet, slot: packet.slots.find((one) => one.position === Number(position)) };
}

// Where another tab was told the key first, that answer stands: the server will say the same.
export async function checkOffline(form, row) {
  const found = await packetAt(row.url);
  const given = [row.body.answer ?? []].flat().filter(Boolean);
  if (found?.slot) {
    const { refusalOf, tell } = await telling();
    const refusal = refusalOf(found.slot, form, given);
    if (!refusal) {
      const stands = await tellOf(row).catch(() => row);
      tell(found, form, stands, stands.sequence !== row.sequence);
    } else {
      await settled(row, { state: "again" });
      mark(form, refusal);
      say(refusal);
    }
  }
  announce();
}

// The question of this address from the kept set; or, if it was answered offline, its reasons.
export async function showOffline(path) {
  const found = await packetAt(path);
  if (!found?.slot) return false;
  const { swap, tell } = await telling();
  const take = swap(found.slot.question);
  document.title = `Question ${found.slot.position} of ${found.packet.count} · ${found.packet.name} · Lambda Ledger`;
  const row = (await all()).find((one) => one.url === path && isMine(one) && one.kind === "answer");
  if (row && found.slot.told) tell(found, take, row);
  else if (!row && found.slot.said) putBack(current(), found.slot); // saved since it was kept
  return true;
}

async function onwards(path) {
  const { packet, slot } = await packetAt(path);
  const done = new Set((await all()).filter(isMine).map(({ url }) => url));
  const open = packet.slots.filter((one) => !one.answered && !done.has(one.url));
  const next = open.find((one) => one.position > slot.position) ?? open[0];
  if (!next) { location.assign(`/attempts/${packet.attempt}/`); return; }
  history.pushState({}, "", next.url);
  await showOffline(next.url);
}

document.addEventListener("click", ({ target }) => {
  const told = target.closest?.("[data-offline-next]")?.closest("[data-told]");
  if (told) onwards(told.dataset.told);
});

// "Next" or "Skip" without a network: the kept set goes on.
document.addEventListener("htmx:sendError", async ({ detail: { elt, requestConfig } }) => {
  if (requestConfig.verb !== "get" || elt.matches("form")) return;
  if (await showOffline(requestConfig.path)) history.pushState({}, "", requestConfig.path);
});

document.addEventListener("ledger:receipt", ({ detail: { row, receipt } }) => {
  const place = document.querySelector(`[data-told="${row.url}"] [data-saved]`);
  if (place) place.textContent = receipt.state === "refused" ? `Not saved: ${receipt.message}` : "✓ Saved";
});
