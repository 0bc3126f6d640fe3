// The live count of a question with several answers: "Choose two · 1 chosen".

function count(form) {
  const line = form?.querySelector("[data-wanted]");
  if (!line) return;
  const chosen = form.querySelectorAll("input[name=answer]:checked").length;
  const wanted = Number(line.dataset.wanted);
  const over = chosen > wanted ? `, the question asks for ${wanted}` : "";
  const told = line.dataset.word ? `${chosen} of ${wanted} ${line.dataset.word}` : `${chosen} chosen`;
  line.querySelector("[data-count]").textContent = ` · ${told}${over}`;
}

document.addEventListener("change", ({ target }) => {
  const form = target.closest("form.question");
  count(form);
  const line = form?.querySelector("[data-wanted]");
  const status = document.getElementById("status");
  if (line && status) status.textContent = line.textContent;
});

for (const name of ["htmx:afterSettle", "pageshow", "ledger:filled"]) {
  window.addEventListener(name, () => document.querySelectorAll("form.question").forEach(count));
}
document.querySelectorAll("form.question").forEach(count);
