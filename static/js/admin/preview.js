// The question beside the form, as its learner sees it: 300 ms after the last
// keystroke the whole form goes to the server, which renders the learner's own
// template. The card stands in a shadow root with the site's stylesheet: neither
// does the admin's style reach it, nor its style the admin, and the security
// policy needs no frame for it.

const pane = document.querySelector("[data-preview]");
const WAIT = 300;

let latest, timer;

function stage() {
  const root = pane.querySelector("[data-card]").attachShadow({ mode: "open" });
  const sheet = Object.assign(document.createElement("link"), {
    rel: "stylesheet", href: pane.dataset.sheet,
  });
  // A body of its own, so that the sheet's rules for `body` hold in here.
  const body = document.createElement("body");
  root.append(sheet, body);
  return body;
}

function start() {
  const form = document.getElementById(pane.dataset.form);
  const notes = pane.querySelector("[data-notes]");
  const numbers = pane.querySelector("[data-numbers]");
  const narrow = pane.querySelector("[data-narrow]");
  const card = stage();
  let answers = null;
  let last = null;

  function say(words) {
    notes.textContent = words;
  }

  // What looks the same stays: the option just picked in it, the fold just opened.
  function show(html) {
    const words = html.replace(/<input type="hidden"[^>]*>/g, "");
    if (words === last) return;
    last = words;
    card.innerHTML = html;
  }

  async function refresh() {
    latest?.abort();
    latest = new AbortController();
    const data = new FormData(form);
    // Django's double list marks what was chosen only when the form is sent.
    for (const { name, options } of form.querySelectorAll(".selector-chosen select")) {
      data.delete(name);
      for (const { value } of options) data.append(name, value);
    }
    if (answers) data.set("preview_state", "answered");
    for (const value of answers ?? []) data.append("preview_answer", value);
    pane.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(pane.dataset.preview, {
        method: "POST", body: data, signal: latest.signal, headers: { Accept: "application/json" },
      });
      if (response.redirected || response.status === 403) {
        say("You are signed out. What you typed is still here: sign in in another tab, then go on.");
      } else if (!response.ok) {
        say("The preview failed. What you typed is still here.");
      } else {
        const shown = await response.json();
        notes.innerHTML = shown.notes;
        show(shown.html);
        pane.classList.toggle("preview-incomplete", !shown.complete);
        numbers.hidden = data.get("kind") !== "parameterised";
      }
      pane.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name === "AbortError") return;
      say("The connection failed. What you typed is still here; the preview tries again as you type.");
      pane.removeAttribute("aria-busy");
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(refresh, WAIT);
  }

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  for (const type of ["click", "dblclick", "keyup"]) {
    form.querySelector(".selector")?.addEventListener(type, soon);
  }
  pane.addEventListener("change", () => {
    answers = null;
    refresh();
  });

  // The author may answer it, as a learner would; nothing of that is kept.
  card.addEventListener("submit", (event) => {
    event.preventDefault();
    answers = new FormData(event.target).getAll("answer");
    for (const radio of pane.querySelectorAll("[name=preview_state]")) radio.checked = false;
    refresh();
  });
  card.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link) link.target = "_blank";
  });

  numbers.addEventListener("click", () => {
    const seed = pane.querySelector("[name=preview_seed]");
    seed.value = Number(seed.value) + 1;
    refresh();
  });
  narrow.addEventListener("click", () => {
    const on = pane.classList.toggle("preview-narrow");
    narrow.setAttribute("aria-pressed", String(on));
  });

  pane.hidden = false;
  refresh();
}

if (pane) start();
