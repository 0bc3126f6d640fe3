// What a question's form holds: read, put back, and told about in words.

import { seconds } from "./seconds.js";

export const FORM = "form.question[data-mode]";
const OURS = ["csrfmiddlewaretoken", "client_id", "revision", "seconds", "device", "sequence", "flag"];

export const current = () => document.querySelector(FORM);
export const atEnd = ({ mode }) => ["deferred", "exam"].includes(mode);
export const urlOf = (form) => new URL(form.action).pathname;

export function field(form, name, value) {
  const input = form.querySelector(`[name=${name}]`) ?? document.createElement("input");
  if (!input.parentElement) form.append(Object.assign(input, { type: "hidden", name }));
  input.value = value;
}

export function mark(form, text) {
  const place = form?.querySelector("[data-saved]");
  if (place) place.textContent = text;
}

export function bodyOf(form) {
  const body = { seconds: seconds() };
  for (const [name, value] of new FormData(form)) {
    if (!OURS.includes(name)) body[name] = name in body ? [body[name], value].flat() : value;
  }
  return body;
}

export function fill(form, body) {
  const texts = [body.answer ?? []].flat();
  const given = [...texts];
  for (const input of form.querySelectorAll("[name=answer]")) {
    if (/radio|checkbox/.test(input.type)) input.checked = given.includes(input.value);
    else if (input.options) input.value = [...input.options].find((o) => o.value && given.includes(o.value))?.value ?? "";
    else input.value = texts.shift() ?? "";
  }
  for (const input of form.querySelectorAll("[name=sureness]")) input.checked = input.value === body.sureness;
  form.dispatchEvent(new CustomEvent("ledger:filled", { bubbles: true }));
}

// What the server has, where the page does not show it.
export function putBack(form, { said, revision }) {
  fill(form, said);
  form.elements.revision.value = revision + 1;
  mark(form, "✓ Saved");
}

// A page that is read anew in that moment may have been written before the answer was: what was
// saved last in this tab is shown all the same, unless the page knows of a newer answer.
export const remember = (url, said, revision) => {
  sessionStorage.setItem("saved", JSON.stringify({ url, said, revision }));
};

export function recall(form) {
  const last = JSON.parse(sessionStorage.getItem("saved"));
  const missed = last?.url === urlOf(form) && last.revision >= Number(form.elements.revision?.value);
  if (missed && atEnd(form.dataset)) putBack(form, last);
}

// Whether something in it is another than the page came with.
export function isTouched(form) {
  return [...form.elements].some((element) => {
    if (element.matches("[type=radio], [type=checkbox]")) return element.checked !== element.defaultChecked;
    if (!element.options) return element.type !== "hidden" && "defaultValue" in element && element.value !== element.defaultValue;
    const came = [...element.options].find((option) => option.defaultSelected) ?? element.options[0];
    return element.value !== came?.value;
  });
}
