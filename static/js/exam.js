// A question of a mock exam: no link leaves before what was chosen is on its way, and
// nothing can be changed when the time is over. The saving itself is that of every question.

import { flush } from "./outbox.js";

const form = () => document.querySelector("form.question[data-mode=exam]");

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-leave]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await flush();
  location.assign(link.href);
});

document.addEventListener("exam:over", async () => {
  await flush();
  for (const field of form()?.elements ?? []) field.disabled = true;
});
