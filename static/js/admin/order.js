// The order of a quiz: two buttons beside the place of each question. The number
// stays and counts, so the page works without this file.

const group = document.getElementById("items-group");

function rows() {
  return [...group.querySelectorAll("tr.form-row:not(.empty-form)")];
}

function place(row) {
  return row.querySelector("input[name$=-position]");
}

function isEmpty(row) {
  return !row.querySelector("input[name$=-question]").value.trim();
}

function renumber() {
  const all = rows();
  let number = 0;
  all.forEach((row, index) => {
    if (!isEmpty(row)) place(row).value = ++number;
    const [up, down] = row.querySelectorAll("[data-act]");
    up.disabled = index === 0;
    down.disabled = index === all.length - 1;
    const name = row.querySelector("input[name$=-question]").value || `question ${index + 1}`;
    up.ariaLabel = `Move ${name} up`;
    down.ariaLabel = `Move ${name} down`;
  });
}

function move(row, act) {
  const all = rows();
  const other = all[all.indexOf(row) + (act === "up" ? -1 : 1)];
  if (!other) return;
  if (act === "up") other.before(row);
  else other.after(row);
  renumber();
}

function dress(row) {
  if (row.querySelector("[data-act]")) return;
  for (const [act, text] of [["up", "↑"], ["down", "↓"]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.act = act;
    button.textContent = text;
    place(row).after(button);
    if (act === "down") row.querySelector("[data-act=up]").after(button);
  }
}

if (group) {
  rows().forEach(dress);
  renumber();
  document.addEventListener("formset:added", ({ target }) => {
    dress(target);
    renumber();
  });
  group.addEventListener("click", ({ target }) => {
    const { act } = target.dataset;
    if (!act) return;
    move(target.closest("tr"), act);
    if (target.disabled) place(target.closest("tr")).focus();
    else target.focus();
  });
  group.addEventListener("change", ({ target }) => {
    if (target.name.endsWith("-question")) renumber();
  });
}
