// The offline page: goes on with the kept set where the address asks for it, else lists
// what can be opened without a network.

import { flush, isMine } from "./outbox.js";
import { packets } from "./store.js";
import { showOffline } from "./packet.js";

function item(href, text, note) {
  const link = Object.assign(document.createElement("a"), { href, textContent: text });
  const meta = Object.assign(document.createElement("span"), { className: "meta", textContent: note });
  const entry = document.createElement("li");
  entry.append(link, " ", meta);
  return entry;
}

function list(name, entries) {
  const section = document.querySelector(`[data-kept-${name}]`);
  section.hidden = !entries.length;
  section.querySelector("ul").replaceChildren(...entries);
  return entries.length;
}

async function lessons() {
  const pages = await caches.open("pages");
  const read = async (request) => {
    const html = await (await pages.match(request, { ignoreVary: true })).text();
    const page = new DOMParser().parseFromString(html, "text/html");
    const { pathname } = new URL(request.url);
    return item(pathname, page.querySelector("h1")?.textContent ?? pathname, page.querySelector(".toc .meta")?.textContent ?? "");
  };
  return Promise.all((await pages.keys()).reverse().map(read));
}

async function show() {
  document.querySelector("[data-again]").href = location.href;
  const sets = (await packets().catch(() => [])).filter(isMine);
  const open = (packet) => packet.slots.find((slot) => !slot.answered) ?? packet.slots[0];
  const n = list("sets", sets.map((packet) => item(open(packet).url, packet.name, `${packet.slots.length} questions`)));
  const m = list("lessons", await lessons().catch(() => []));
  document.querySelector("[data-kept-nothing]").hidden = n + m > 0;
}

// Before anything is waited for: the network may come back in that moment. What waits goes
// first, so that the page itself comes with it.
const LONGEST = 5000; // ms
window.addEventListener("online", () => {
  Promise.race([flush(), new Promise((go) => setTimeout(go, LONGEST))]).finally(() => location.reload());
});
if (await showOffline(location.pathname)) document.getElementById("offline-list").hidden = true;
else await show();
flush();
