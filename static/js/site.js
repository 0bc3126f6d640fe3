// What every page needs beyond HTML: where the focus goes after a swap, what is
// said aloud, what is shown when a request fails. Listeners are delegated, so
// parts swapped in later need no setup.

const byId = (id) => document.getElementById(id);

export function cookie(name) {
  const pair = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
}

function first(root, selector) {
  return root.matches(selector) ? root : root.querySelector(selector);
}

let saying;

export function say(text) {
  const status = byId("status");
  if (!status) return;
  // Emptied first: the same words twice would be silent the second time.
  status.textContent = "";
  clearTimeout(saying);
  saying = setTimeout(() => { status.textContent = text; }, 60);
}

function refuse(text) {
  const alert = byId("alert");
  if (!alert) return;
  const notice = document.createElement("p");
  notice.className = "notice notice-bad";
  notice.textContent = text;
  alert.replaceChildren(notice);
  notice.scrollIntoView({ block: "nearest" });
}

function setOnce(form, disabled) {
  const buttons = [...form.elements].filter((element) => element.type === "submit");
  for (const button of buttons) button.disabled = disabled;
}

// Signing in or the first answer of a guest makes a new CSRF token; the forms
// of this page still hold the old one.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = cookie("csrftoken");
  if (token && detail.parameters.csrfmiddlewaretoken) {
    detail.parameters.csrfmiddlewaretoken = token;
  }
});

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  detail.target?.setAttribute("aria-busy", "true");
  if (detail.elt?.matches("form[data-once]")) setOnce(detail.elt, true);
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  detail.target?.removeAttribute("aria-busy");
  if (detail.successful) byId("alert")?.replaceChildren();
  if (detail.elt?.matches("form[data-once]")) setOnce(detail.elt, false);
});

// One of the two, never both: moving the focus already makes a reader speak.
// One swap may settle several parts, so the focus silences what was to be said.
let focused = 0;

document.addEventListener("htmx:afterSettle", ({ target, timeStamp }) => {
  // What is refused first: the field with its words, or the words by themselves.
  const refused = first(target, "[aria-invalid=true]") ?? first(target, "#answer-error");
  // A lab is still being changed while its verdict changes with it.
  const told = () => first(target, "[data-focus]") ?? first(target, ".verdict:not(.lab-verdict > *)");
  const goal = refused ?? told();
  if (goal) {
    if (goal.tabIndex < 0 && !goal.hasAttribute("tabindex")) goal.tabIndex = -1;
    goal.focus({ preventScroll: true });
    goal.scrollIntoView({ block: "nearest" });
    first(target, "#answer-error")?.scrollIntoView({ block: "center" });
    focused = timeStamp;
    say("");
    return;
  }
  const spoken = first(target, "[data-announce]");
  if (spoken && timeStamp - focused > 100) say(spoken.dataset.announce || spoken.textContent.trim());
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;

const KEPT = "Your choice is still here; try again.";

const REASONS = {
  403: "this page is older than your sign-in. Reload it and try again.",
  404: "it is no longer there. Reload the page.",
  429: "too many tries in a short time. Wait a minute, then try again.",
};

function failed({ detail }, reason) {
  if (detail.elt?.matches("form[data-kept]")) return; // it waits in the outbox
  const verb = detail.requestConfig?.verb ?? "get";
  refuse(`${verb === "get" ? "Not loaded" : "Not saved"}: ${reason}`);
}

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => failed(event, `the connection failed. ${KEPT}`));
}

document.addEventListener("htmx:responseError", (event) => {
  failed(event, REASONS[event.detail.xhr.status] ?? `the server could not answer. ${KEPT}`);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  // After this event, so that the pressed button's own value is still sent. Not where
  // htmx sends: its request may have failed by then, and the button would stay disabled.
  if (form.matches("form[data-once]:not([hx-post])")) setTimeout(() => setOnce(form, true));
});

// A page from the back-forward cache comes back as it was left: disabled.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) setOnce(form, false);
});

// "/" leads to the search: into its field, or to its page. Not while something is
// typed, and not for who switched it off there (WCAG 2.1.4).
const TYPED = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";

document.addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  if (key !== "/" || ctrlKey || metaKey || altKey || target.closest?.(TYPED)) return;
  if (localStorage.getItem("slash") === "off") return;
  event.preventDefault();
  const field = byId("search-field");
  if (!field) byId("search-link")?.click();
  field?.focus();
  field?.select();
});

// A lesson is to be read: what keeps it for later comes when the page has settled.
const bring = () => import(document.querySelector("[data-shell]").dataset.shell).catch(() => {});
if (!location.pathname.startsWith("/learn/")) bring();
else window.addEventListener("load", () => setTimeout(bring, 2000));
