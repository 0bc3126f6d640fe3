// The reasons of a question from the kept set, with the verdict that this browser comes to.

import { verdictOn } from "./comparing.js";

export { refusalOf } from "./comparing.js";

const BEFORE = "This question was answered before, perhaps in another tab. That answer stands. ";

export function swap(html) {
  const take = document.getElementById("take");
  take.innerHTML = html; // made by our own templates
  htmx.process(take);
  htmx.trigger(take, "htmx:afterSettle");
  return take;
}

function lettersOf(form, given) {
  const labels = [...form.querySelectorAll("label.option")].filter((l) => given.includes(l.querySelector("input").value));
  // What is pointed at in a diagram has no letter.
  return labels.flatMap((label) => label.querySelector(".letter")?.lastChild.textContent.trim() ?? []).join(" and ");
}

export function tell({ packet, slot }, form, row, before = false) {
  const given = [row.body.answer ?? []].flat();
  const verdict = verdictOn(slot, given);
  const yours = lettersOf(form, given) || given.join(", ");
  const template = document.createElement("template");
  template.innerHTML = slot.told;
  const told = template.content;
  const head = told.querySelector("[data-verdict-here]");
  head.dataset.verdict = verdict;
  const words = verdict ? `${verdict === "right" ? "✓" : "✕"} ${slot.verdicts[verdict]}` : "The mark comes when you are online.";
  head.textContent = /^(right)?$/.test(verdict) || /answer is/.test(words) ? words : `${words} You chose ${yours}.`;
  told.querySelector("[data-copy]").textContent = `${before ? BEFORE : ""}Reason shown from your stored copy of ${packet.on}.`;
  told.querySelector("[data-saved]").textContent = "Waiting";
  for (const fold of told.querySelectorAll(".options + .fold")) fold.setAttribute("open", "");
  told.firstElementChild.dataset.told = slot.url;
  swap(told.firstElementChild.outerHTML);
}
