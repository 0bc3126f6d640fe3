// Active seconds on the question at hand: by the monotonic clock, while the tab can be seen.

let form;
let spent = 0;
let since = null;

function turn() {
  if (since !== null) spent += performance.now() - since;
  since = document.hidden ? null : performance.now();
}

export function start(next) {
  if (next === form) return;
  [form, spent, since] = [next, 0, document.hidden ? null : performance.now()];
}

export function seconds() {
  turn();
  return Math.round(spent / 1000);
}

document.addEventListener("visibilitychange", turn);
