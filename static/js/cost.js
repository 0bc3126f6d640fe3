// The cost lab: slider and number in step, links that set the memory. It may come with
// the page or be swapped into a lesson later.
// Without this file the form and every link still work.

const written = (memory) => Number(memory).toLocaleString("en-GB");

function operate(form) {
  const number = form.elements.memory;
  const slider = form.querySelector("#memory-slider");
  const { low, high, steps, snap } = Object.fromEntries(
    Object.entries(slider.dataset).map(([name, value]) => [name, Number(value)]),
  );

  // Each doubling of the memory is equally long on the slider, as on the chart.
  const toPosition = (memory) => Math.round(steps * Math.log2(memory / low));

  function toMemory(position) {
    const memory = Math.min(high, Math.round(low * 2 ** (position / steps)));
    const whole = Math.round(memory / snap) * snap;
    // A whole number of vCPUs lies between two positions: the nearer one means it.
    return whole > 0 && whole <= high && toPosition(whole) === Number(position) ? whole : memory;
  }

  function tell(memory) {
    slider.setAttribute("aria-valuetext", `${written(memory)} MB`);
  }

  function fromNumber() {
    const memory = Number(number.value.replace(/[, ]/g, ""));
    if (!(memory >= low && memory <= high)) return;
    slider.value = toPosition(memory);
    tell(memory);
  }

  slider.addEventListener("input", () => {
    const memory = toMemory(slider.value);
    number.value = written(memory);
    tell(memory);
  });

  number.addEventListener("input", fromNumber);

  // The links stand in the result, which is swapped: the lab around it stays.
  form.closest(".lab").addEventListener("click", (event) => {
    const link = event.target.closest("a[data-memory]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    number.value = written(link.dataset.memory);
    number.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // Own numbers begin with those of the preset left behind.
  form.addEventListener("change", ({ target }) => {
    const numbers = target.closest("[data-numbers]")?.dataset.numbers;
    if (!numbers) return;
    for (const [name, value] of Object.entries(JSON.parse(numbers))) {
      form.elements[name].value = value;
    }
  });

  // Moved before this file had come: the number follows, and with it the answer.
  if (slider.value !== slider.defaultValue && number.value === number.defaultValue) {
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  } else {
    fromNumber();
  }
}

let operated;

function operateOnce() {
  const form = document.getElementById("lab");
  if (!form || form === operated) return;
  operated = form;
  operate(form);
}

document.addEventListener("htmx:afterSettle", operateOnce);
operateOnce();
