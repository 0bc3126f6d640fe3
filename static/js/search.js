// The search page: arrows through the results, and the switch of the "/" key.

const field = document.getElementById("search-field");
const results = () => [field, ...document.querySelectorAll(".found a")];

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const at = results().indexOf(event.target);
  if (!step || at < 0 || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const goal = results()[at + step];
  if (!goal) return;
  event.preventDefault();
  goal.focus();
});

// A key without Ctrl gets in the way of who dictates: it can be switched off.
const keys = document.getElementById("search-keys");
const box = keys.querySelector("input");
box.checked = localStorage.getItem("slash") !== "off";
box.addEventListener("change", () => localStorage.setItem("slash", box.checked ? "on" : "off"));
keys.hidden = false;
