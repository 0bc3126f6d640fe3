// On every page: the worker that keeps lessons, what waits from an earlier page, and the
// end of everything kept when somebody else is here.

const PAGES = "pages";
// A copy that the worker kept may name somebody else.
const copied = "kept" in document.documentElement.dataset;
const side = () => (copied ? undefined : document.getElementById("side")?.dataset);
const safe = self.isSecureContext && "serviceWorker" in navigator && "caches" in self;

// Lessons show who read them, packets hold a person's set: both go with the person.
async function forget() {
  sessionStorage.removeItem("saved");
  await caches.delete(PAGES);
  await (await import("./store.js")).forgetPackets();
}

// A guest's first answer brings a name along.
function remember() {
  const name = side()?.who;
  if (name) localStorage.setItem("who", name);
}

document.addEventListener("htmx:afterSettle", remember);

async function register() {
  const { who, was } = side() ?? {};
  const known = localStorage.getItem("who");
  if (who && known && known !== who && known !== was) await forget();
  remember();
  await navigator.serviceWorker.register("/sw.js");
  const { active } = await navigator.serviceWorker.ready;
  // A page may come without the worker that has taken it over since: it did not see it pass.
  const seen = performance.getEntriesByType("navigation")[0]?.workerStart > 0;
  if (!seen && location.pathname.startsWith("/learn/")) active?.postMessage({ keep: location.pathname });
}

async function tellReady() {
  const place = document.querySelector("[data-ready-offline]");
  if (!place) return;
  const lessons = await caches.open(PAGES).then((pages) => pages.keys());
  const [packet] = await (await import("./store.js")).packets();
  const [n, q] = [lessons.length, packet?.slots.length ?? 0];
  if (!n && !q) return;
  const parts = [n && `${n} lesson${n === 1 ? "" : "s"}`, q && `${q} question${q === 1 ? "" : "s"}`];
  place.textContent = `Ready offline: ${parts.filter(Boolean).join(", ")}`;
  place.hidden = false;
}

// Answers that an earlier page could not send are sent from any page.
async function resume() {
  const known = await indexedDB.databases?.() ?? [{ name: "ledger" }];
  if (!known.some(({ name }) => name === "ledger")) return;
  const { all } = await import("./store.js");
  if (!(await all()).length) return;
  await import("./strip.js");
  (await import("./outbox.js")).flush();
}

if (safe) register().catch(() => {}).then(tellReady);
if ("indexedDB" in self) resume().catch(() => {});
