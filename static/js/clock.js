// The clock of a mock exam: silent, counted from the server's seconds by a monotonic
// clock. Nobody's wall clock is asked, and each response of the server sets it anew.

import "./exam-end.js";

const status = document.getElementById("status");
const MARKS = [600, 300, 60];

let [left, since, spoken] = [0, 0, Infinity];
let timer;

const clock = () => document.querySelector("[data-clock]");
const remaining = () => left - (performance.now() - since) / 1000;

function words(seconds) {
  if (seconds <= 0) return "Time is over";
  if (seconds > 120) return `${Math.ceil(seconds / 60)} min left`;
  const whole = Math.ceil(seconds);
  return `${whole} second${whole === 1 ? "" : "s"} left`;
}

function say(text) {
  status.textContent = "";
  setTimeout(() => { status.textContent = text; }, 60);
}

// At half time, 10, 5 and 1 minute, once each, and never two at a time.
function milestone(seconds) {
  const total = Number(clock().dataset.total);
  const marks = [total / 2, ...MARKS].filter((mark) => mark < total && mark < spoken);
  const passed = marks.filter((mark) => seconds <= mark);
  if (!passed.length) return;
  spoken = Math.min(...passed);
  say(spoken === total / 2 ? `Half of the time is over, ${words(seconds)}.` : `${words(seconds)}.`);
}

function over() {
  clearInterval(timer);
  document.dispatchEvent(new CustomEvent("exam:over"));
}

function tick() {
  if (!clock()) return clearInterval(timer);
  const seconds = remaining();
  const face = clock().querySelector("[data-time]");
  if (face.textContent !== words(seconds)) face.textContent = words(seconds);
  if (seconds <= 0) over();
  else milestone(seconds);
}

function set(seconds) {
  left = seconds;
  since = performance.now();
}

function show() {
  const hidden = localStorage.getItem("clock") === "hidden";
  clock().querySelector("[data-clock-keys]").hidden = false;
  clock().querySelector(".exam-time").hidden = hidden;
  const pace = document.querySelector("[data-pace]");
  if (pace) pace.hidden = hidden;
  clock().querySelector("[data-hide]").setAttribute("aria-pressed", hidden);
}

function begin() {
  if (!clock()) return;
  set(Number(clock().dataset.left));
  // What lies behind already is not said again on every page.
  const total = Number(clock().dataset.total);
  const behind = [total / 2, ...MARKS].filter((mark) => left < mark - 2);
  if (spoken === Infinity) spoken = Math.min(Infinity, ...behind);
  show();
  clearInterval(timer);
  timer = setInterval(tick, 1000);
  tick();
}

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-say]")) return say(words(remaining()));
  if (!target.closest("[data-hide]")) return;
  localStorage.setItem("clock", localStorage.getItem("clock") === "hidden" ? "shown" : "hidden");
  show();
});

document.addEventListener("ledger:time", () => { if (clock()) say(words(remaining())); }); // key T

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const told = detail.xhr?.getResponseHeader("X-Seconds-Left");
  if (told) set(+told);
});
document.addEventListener("exam:left", ({ detail }) => set(detail)); // saved without htmx
document.addEventListener("htmx:afterSettle", begin);

document.addEventListener("visibilitychange", async () => {
  if (document.hidden || !clock()) return;
  const answer = await fetch(clock().dataset.url, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) set((await answer.json()).left);
});

begin();
