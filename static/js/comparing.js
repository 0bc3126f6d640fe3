// What offline practice makes of an answer: refused as the server would refuse it, or compared.

const COMMA = /^[+-]?\d{1,15},\d{1,12}$/;
const NUMBER = /^[+-]?([1-9]\d{0,2}(?:[, ]\d{3}){1,4}|\d{0,15})(\.\d{1,12})?(e[+-]?\d{1,2})?$/i;
const MOST = 1e15;
const FINEST = 12;

// Digits after the point, when the exponent has moved it.
function decimals(plain) {
  const [, fraction = "", exponent = "0"] = plain.match(/^[^.e]*(?:\.(\d*?)0*)?(?:e(.*))?$/i);
  const whole = fraction ? "" : plain.match(/0*(?=e|\.|$)/i)[0];
  return fraction.length - whole.length - Number(exponent);
}

// The number that was typed, or why it cannot be read: as `number_in` of the server.
export function numberIn(text, unit) {
  let plain = text.trim().replace(/[\u00a0\u2009\u202f]/g, " ");
  if (!plain) return { refused: "Type a number first." };
  plain = plain.replace(/^\$/, "").replace(/^USD/, "").trim();
  if (unit && plain.toLowerCase().endsWith(unit.toLowerCase())) plain = plain.slice(0, -unit.length).trim();
  const match = plain.match(NUMBER);
  if (!match && COMMA.test(plain)) {
    return { refused: `Did you mean ${plain.replace(",", ".").replace(/^([+-]?)0+(?=\d)/, "$1")}? A comma parts thousands here, as in 1,500.` };
  }
  const digits = match?.[1] || match?.[2] ? plain.replace(/[, ]/g, "") : "";
  const number = Number(digits);
  const small = !match?.[3] || Math.abs(number) < MOST; // without an exponent the digits are counted
  if (digits && small && (number === 0 || decimals(digits) <= FINEST)) return { number };
  const said = [...text.trim()].slice(0, 40).join("");
  return { refused: `“${said}” is not a number this question reads. Type digits alone, for example 1234 or 0.5.` };
}

// Why the server would not take this answer, in its words; "" where it would.
export function refusalOf({ key, range, unit }, form, given) {
  if (range) return numberIn(given[0] ?? "", unit).refused ?? "";
  if (key) return given.length === key.length ? "" : `Choose ${key.length}: you have ${given.length}.`;
  const line = form.querySelector("[data-wanted]");
  if (line && given.length !== Number(line.dataset.wanted)) return `${line.firstChild.textContent.trim()}: you have ${given.length}.`;
  const left = [...form.querySelectorAll("select[name=answer]")].filter((one) => !one.value.split("=").at(-1)).length;
  return left ? `Choose a match for each: ${left} ${left === 1 ? "is" : "are"} left.` : "";
}

// "right", "partly", "wrong"; "" where only the server can tell.
export function verdictOn({ key, range, unit }, given) {
  if (range) {
    const { number } = numberIn(given[0] ?? "", unit);
    return number >= range[0] && number <= range[1] ? "right" : "wrong";
  }
  if (!key) return "";
  const hits = given.filter((id) => key.includes(id)).length;
  if (hits === key.length && hits === given.length) return "right";
  return hits && key.length > 1 ? "partly" : "wrong";
}
