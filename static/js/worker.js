// The service worker: hashed files from the cache, lessons from the network and else from
// the cache, and a page of our own where neither can. Everything else it leaves alone:
// the admin, accounts, attempts, whatever is sent, whatever is swapped in.

const PAGES = "pages";
const MOST = 5;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const PRIVATE = /^\/(admin|accounts?)(\/|$)/;
const shell = `shell-${[...self.SHELL.join()].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) | 0, 7)}`;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(shell).then((cache) => cache.addAll(self.SHELL)));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("shell-") && name !== shell;
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

// Only what the server marks: a whole page without a cookie. Opened last, kept last.
async function keep(path, answer) {
  if (!answer.ok || answer.redirected || answer.headers.get("X-Keep") !== "lesson") return;
  const pages = await caches.open(PAGES);
  // A copy says that it is one: who is named in it may not be who is here.
  const html = (await answer.text()).replace("<html ", "<html data-kept ");
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  headers.delete("Vary"); // one copy of a page, replaced at once: never a moment without it
  await pages.put(path, new Response(html, { headers }));
  const kept = await pages.keys();
  await Promise.all(kept.slice(0, -MOST).map((old) => pages.delete(old, { ignoreVary: true })));
}

async function page(event, path) {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(keep(path, answer.clone()));
    return answer;
  } catch {
    const pages = await caches.open(PAGES);
    return (await pages.match(path, { ignoreVary: true }))
      ?? (await caches.match("/offline/", { ignoreVary: true })) ?? Response.error();
  }
}

async function file(request, path) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept && HASHED.test(path)) return kept;
  try {
    return await fetch(request);
  } catch {
    return kept ?? Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin !== self.location.origin) return;
  if (method !== "GET") {
    // Signing in or out: what was kept belongs to whoever was here before.
    if (PRIVATE.test(pathname)) event.waitUntil(caches.delete(PAGES));
  } else if (pathname.startsWith("/static/")) event.respondWith(file(event.request, pathname));
  else if (mode === "navigate" && !PRIVATE.test(pathname)) event.respondWith(page(event, pathname));
});

self.addEventListener("message", ({ data }) => {
  if (data?.keep) fetch(data.keep).then((answer) => keep(data.keep, answer)).catch(() => {});
});
