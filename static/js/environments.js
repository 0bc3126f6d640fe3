// The environments lab: a cursor that walks along the picture. What has not begun is faded, and
// each box says what it held then. Without this file the whole picture is there.

const LASTS = 9000; // milliseconds for a whole run
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
let frame = 0; // while it glides
let timer = 0; // while it steps

function halt() {
  cancelAnimationFrame(frame);
  clearTimeout(timer);
  frame = timer = 0;
}

function written(time) {
  return `${Number(time.toFixed(time < 10 ? 2 : 1)).toLocaleString("en-GB")} s`;
}

function player(figure) {
  const bar = figure.querySelector("[data-play]");
  const button = bar.querySelector("button");
  const slider = bar.querySelector("input");
  const output = bar.querySelector(".meta");
  const end = Number(bar.dataset.end);
  const pictures = [...figure.querySelectorAll("svg.env")];
  const timed = [...figure.querySelectorAll("svg.env [data-t]")];
  const times = [...new Set(timed.map((one) => Number(one.dataset.t)))].sort((a, b) => a - b);

  function show(time) {
    for (const picture of pictures) {
      const { from, to } = picture.dataset;
      const x = Number(from) + (time / end) * (Number(to) - Number(from));
      const cursor = picture.querySelector(".env-cursor");
      cursor.setAttribute("transform", `translate(${x.toFixed(1)} 0)`);
      cursor.setAttribute("visibility", time < end ? "visible" : "hidden");
    }
    for (const one of timed) one.toggleAttribute("data-later", Number(one.dataset.t) > time);
    for (const box of figure.querySelectorAll("[data-box]")) {
      const begun = [...box.parentElement.querySelectorAll("[data-calls]:not([data-later])")];
      const told = time < end ? begun.at(-1)?.dataset.calls : box.dataset.box;
      box.textContent = told ?? "";
    }
    slider.value = Math.round((1000 * time) / end);
    slider.setAttribute("aria-valuetext", written(time));
    output.textContent = written(time);
  }

  const now = () => (slider.value / 1000) * end;

  function stop() {
    halt();
    button.textContent = "Play";
    button.setAttribute("aria-pressed", "false");
  }

  // From one event to the next where motion is not wanted, else smoothly.
  function step() {
    const next = times.find((time) => time > now() + end / 1000) ?? end;
    show(next);
    if (next < end) timer = setTimeout(step, 900);
    else stop();
  }

  function glide(before) {
    return (at) => {
      const time = Math.min(end, before.time + ((at - before.at) / LASTS) * end);
      show(time);
      if (time < end) frame = requestAnimationFrame(glide(before));
      else stop();
    };
  }

  function play() {
    const time = now() >= end * 0.999 ? 0 : now();
    button.textContent = "Pause";
    button.setAttribute("aria-pressed", "true");
    show(time);
    if (calm.matches) timer = setTimeout(step, 900);
    else frame = requestAnimationFrame((at) => glide({ at, time })(at));
  }

  button.addEventListener("click", () => (frame || timer ? stop() : play()));
  slider.addEventListener("input", (event) => {
    event.stopPropagation();
    stop();
    show(now());
  });
  bar.hidden = false;
}

let ready;

function operate() {
  const figure = document.getElementById("run");
  if (!figure || figure === ready) return;
  ready = figure;
  halt();
  player(figure);
}

document.addEventListener("htmx:afterSettle", operate);

operate();
