// "Next" where marks come at the end: what was chosen is sent first, then the page goes on.

import { flush, waiting } from "./outbox.js";
import { mark } from "./forms.js";
import { say } from "./site.js";
import { showOffline } from "./packet.js";

export const busy = new WeakSet(); // forms that are on their way

const STAY = "Not saved yet, and this browser can keep nothing. Stay on this page and try again.";

async function leave(form) {
  const url = form.dataset.next;
  if (form.dataset.refused || !form.isConnected) return; // it is said at its place
  if ((await waiting()).some(({ loose }) => loose)) {
    mark(form, STAY);
    say(STAY);
  } else if (!navigator.onLine) {
    if (await showOffline(url)) history.pushState({}, "", url);
    else mark(form, "Waiting. Go on when you are online again.");
  } else if (!/\/\d+\/$/.test(url)) location.assign(url);
  else await htmx.ajax("GET", url, { target: "#take", swap: "outerHTML" })?.catch?.(() => {});
}

export async function next(form, storing) {
  if (busy.has(form)) return;
  busy.add(form);
  await storing?.catch(() => {});
  await flush();
  await leave(form);
  busy.delete(form);
}
