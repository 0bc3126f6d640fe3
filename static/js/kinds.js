// What makes some kinds of questions handier: moving what is put in order, pointing at a
// diagram, wrapping a log. Each works without it: by selects, by radios, wrapped.

const say = (text) => {
  const status = document.getElementById("status");
  if (status) status.textContent = text;
};

// Order: the selects hold the places; the list follows them, and the buttons set them.

const placeOf = (row) => Number(row.querySelector("select").value.split("=")[1]);

function number(list) {
  [...list.children].forEach((row, index) => {
    const select = row.querySelector("select");
    select.selectedIndex = index;
  });
}

function told(list, row) {
  const place = [...list.children].indexOf(row) + 1;
  say(`${row.dataset.name}: moved to ${place} of ${list.children.length}`);
}

function put(row, index) {
  const list = row.parentElement;
  const others = [...list.children].filter((other) => other !== row);
  if (index < 0 || index > others.length) {
    say(`${row.dataset.name} is at ${index < 0 ? "the top" : "the bottom"} already`);
    return;
  }
  const focused = document.activeElement;
  list.insertBefore(row, others[index] ?? null);
  number(list);
  focused?.focus();  // a moved element loses it
  told(list, row);
  row.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
}

function prepareOrder(list) {
  const rows = [...list.children];
  const isOrder = () => new Set(rows.map(placeOf)).size === rows.length;
  // A browser that goes back gives each select what stood in that place, perhaps another row's:
  // then it is as it came. What the server gives back is shown even where it is no order.
  if (!isOrder()) for (const option of list.querySelectorAll("option[selected]")) option.selected = true;
  if (isOrder()) list.append(...rows.sort((a, b) => placeOf(a) - placeOf(b)));
  for (const moves of list.querySelectorAll("[data-moves]")) moves.hidden = false;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-move]");
  const row = button?.closest("li");
  if (row) put(row, [...row.parentElement.children].indexOf(row) + Number(button.dataset.move));
  const spot = target.closest?.("form [data-spot]");
  if (spot) point(spot);
  const wrap = target.closest?.("[data-wrap]");
  if (wrap) {
    const wraps = wrap.getAttribute("aria-pressed") !== "true";
    wrap.setAttribute("aria-pressed", wraps);
    wrap.closest("fieldset").toggleAttribute("data-nowrap", !wraps);
  }
});

// Before anybody reads the form: until the others have made room, two stand at one place.
document.addEventListener("change", (event) => {
  const row = event.target.matches("[data-order] select") && event.target.closest("li");
  if (!row || row === row.parentElement.children[placeOf(row) - 1]) return;
  event.stopPropagation(); // the row tells of itself where it has arrived
  put(row, placeOf(row) - 1);
}, { capture: true });

document.addEventListener("change", ({ target }) => {
  const places = target.closest?.("[data-hotspot]");
  if (places) mark(places);
});

// Hotspot: a click in the drawing picks the radio; the radio marks the drawing.

function point(spot) {
  const radios = [...spot.closest("[data-hotspot]").querySelectorAll("input[type=radio]")];
  radios.find((radio) => radio.value === spot.dataset.spot)?.click();
}

function mark(places) {
  const chosen = places.querySelector("input[type=radio]:checked")?.value;
  for (const part of places.querySelectorAll("[data-spot], [data-badge]")) {
    const own = (part.dataset.spot ?? part.dataset.badge) === chosen;
    if (own) part.dataset.state = "picked";
    else delete part.dataset.state;
  }
}

function prepare() {
  document.querySelectorAll("[data-order]").forEach(prepareOrder);
  document.querySelectorAll("[data-hotspot]").forEach(mark);
  for (const button of document.querySelectorAll("[data-wrap]")) button.hidden = false;
}

for (const name of ["htmx:afterSettle", "pageshow", "ledger:filled"]) window.addEventListener(name, prepare);
prepare();
