// The question editor: shows what belongs to the kind, saves with Ctrl+S, warns
// before typed words are left behind. The server looks at none of this.

const form = document.getElementById("question_form");
const kind = form?.querySelector("[name=kind]");

// {kind: names of its own fields}
const SHOWN = JSON.parse(kind?.dataset.shown ?? "{}");
const ALL = [...new Set(Object.values(SHOWN).flat())];

function rowOf(name) {
  return form.querySelector(`.fieldBox.field-${name}`) ?? form.querySelector(`.form-row.field-${name}`);
}

function showKind() {
  const shown = SHOWN[kind.value] ?? ["options"];
  for (const name of ALL) {
    const row = rowOf(name);
    if (row) row.hidden = !shown.includes(name);
  }
  // A line of several fields goes when all of them went.
  for (const line of form.querySelectorAll(".form-row:has(.fieldBox)")) {
    line.hidden = !line.querySelector(".fieldBox:not([hidden])");
  }
}

function cookie(name) {
  const pair = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
}

let dirty = false;
let leaving = false;

if (kind) {
  document.querySelector("[data-keys]")?.removeAttribute("hidden");
  // Django's double list hangs a name on a plain span, where no reader looks for one.
  window.addEventListener("load", () => {
    for (const hint of form.querySelectorAll(".help-tooltip")) hint.setAttribute("role", "img");
  });
  kind.addEventListener("change", showKind);
  showKind();
  form.addEventListener("input", (event) => { if (event.isTrusted) dirty = true; });
  form.addEventListener("submit", (event) => {
    leaving = event.submitter?.formTarget !== "_blank";
    // Who signed in again in another tab has a new token; this form holds the old one.
    const token = cookie("csrftoken");
    if (token) form.elements.csrfmiddlewaretoken.value = token;
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty && !leaving) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[name=_continue]"));
    }
  });
}
