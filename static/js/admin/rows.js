// Tables of rows: add, remove, move. Without this file the
// empty rows of the page are what there is. The names of the inputs carry the
// place (`options-0-text`), so every change renames what follows.

function button(label, act, text) {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.act = act;
  made.textContent = text;
  made.title = label;
  return made;
}

function renumber(box) {
  const { singular } = box.dataset;
  const list = [...box.querySelectorAll("ol > li")];
  list.forEach((row, index) => {
    const number = index + 1;
    row.querySelector(".rows-number").textContent = number;
    for (const field of row.querySelectorAll("[name]")) {
      field.name = field.name.replace(/-\d+-/, `-${index}-`);
      field.ariaLabel = field.ariaLabel?.replace(/\d+:/, `${number}:`) ?? null;
    }
    for (const made of row.querySelectorAll("[data-act]")) {
      made.setAttribute("aria-label", `${made.title} ${singular} ${number}`);
    }
    row.querySelector('[data-act="up"]').disabled = index === 0;
    row.querySelector('[data-act="down"]').disabled = index === list.length - 1;
  });
  box.querySelector('[data-act="add"]').disabled = list.length >= Number(box.dataset.most);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function dress(row) {
  const tools = document.createElement("span");
  tools.className = "rows-tools";
  tools.append(button("Move up", "up", "↑"), button("Move down", "down", "↓"), button("Remove", "remove", "×"));
  row.append(tools);
  return row;
}

function add(box, after = null) {
  const list = box.querySelector("ol");
  if (list.children.length >= Number(box.dataset.most)) return null;
  const blank = box.querySelector("template").content.firstElementChild;
  const row = dress(document.importNode(blank, true));
  if (after) after.after(row);
  else list.append(row);
  return row;
}

function firstField(row) {
  return row.querySelector("textarea, input:not([type=hidden], [type=checkbox])");
}

function move(box, row, act) {
  const other = act === "up" ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (act === "up") other.before(row);
  else other.after(row);
  renumber(box);
}

function remove(box, row) {
  const near = row.nextElementSibling ?? row.previousElementSibling ?? add(box, row);
  row.remove();
  renumber(box);
  firstField(near).focus();
}

function keys(event, box, row) {
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    move(box, row, event.key === "ArrowUp" ? "up" : "down");
    event.target.focus();
  }
  const tick = row.querySelector("[type=checkbox]");
  if (event.ctrlKey && event.key === "Enter" && tick) {
    event.preventDefault();
    tick.checked = !tick.checked;
    tick.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function wire(box) {
  box.querySelectorAll("ol > li").forEach(dress);
  box.append(button(`Add ${box.dataset.singular}`, "add", `Add ${box.dataset.singular}`));
  box.addEventListener("click", ({ target }) => {
    const { act } = target.dataset;
    const row = target.closest("li");
    if (act === "add") firstField(add(box)).focus();
    if (act === "up" || act === "down") {
      move(box, row, act);
      (target.disabled ? firstField(row) : target).focus();
    }
    if (act === "remove") remove(box, row);
    else if (act === "add") renumber(box);
  });
  box.addEventListener("keydown", (event) => {
    const row = event.target.closest("li");
    if (row) keys(event, box, row);
  });
  renumber(box);
}

for (const box of document.querySelectorAll("[data-rows]")) wire(box);
