// A question of a mock exam: whether what is on the screen is saved, in words; strikes
// kept at once; nothing lost by a link; frozen when the time is over.

let opened = performance.now();
let dirty = false;

const form = () => document.querySelector("form.question[data-mode=exam]");

function state(text) {
  const line = form()?.querySelector("[data-saved]");
  if (line) line.textContent = text;
}

function fill() {
  const field = form()?.elements.seconds;
  if (field) field.value = Math.round((performance.now() - opened) / 1000);
}

// Resolves to whether it is safe to go on. `keepalive`: the page may close meanwhile.
async function save() {
  fill();
  const options = { method: "POST", body: new FormData(form()), keepalive: true };
  const answer = await fetch(form().action, { ...options, headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) {
    state("Not saved: the connection failed. Your choice is still here; try again.");
    return false;
  }
  const told = answer.headers.get("X-Seconds-Left");
  if (told) document.dispatchEvent(new CustomEvent("exam:left", { detail: Number(told) }));
  dirty = false;
  state(["saved", "duplicate"].includes((await answer.json()).state) ? "✓ Saved" : "Not counted: the time was over");
  return true;
}

async function keepMarks() {
  const marks = new FormData();
  const all = new FormData(form());
  for (const option of all.getAll("struck")) marks.append("struck", option);
  marks.append("csrfmiddlewaretoken", all.get("csrfmiddlewaretoken"));
  const headers = { Accept: "application/json" };
  const answer = await fetch(form().dataset.marks, { method: "POST", body: marks, headers }).catch(() => null);
  if (!answer?.ok) state("The strike is not saved: the connection failed.");
}

document.addEventListener("change", ({ target }) => {
  if (!form()?.contains(target)) return;
  if (target.name === "struck") return keepMarks();
  dirty = true;
  state("Changed, not saved yet");
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-leave]");
  if (!link || !dirty || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (await save()) location.assign(link.href);
});

// Before htmx reads the form.
document.addEventListener("submit", fill, true);

document.addEventListener("htmx:afterSettle", () => {
  opened = performance.now();
  dirty = false;
});

document.addEventListener("exam:over", async () => {
  if (!form()) return;
  if (dirty) await save();
  for (const field of form()?.elements ?? []) field.disabled = true;
});
