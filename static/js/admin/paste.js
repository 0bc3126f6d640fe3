// k lines pasted into an empty row are k rows; their marks ("A.", "1)", "-") go.
// Rows are added through the button that `rows.js` made, so nothing is done twice.

const MARK = /^(?:[A-Ha-h1-8][.)]|[-*•])\s+/;

function firstField(row) {
  return row.querySelector("textarea, input:not([type=hidden], [type=checkbox])");
}

function isEmpty(row) {
  return [...row.querySelectorAll("textarea, input:not([type=hidden])")].every((field) =>
    field.type === "checkbox" ? !field.checked : !field.value.trim());
}

function rowAfter(box, row) {
  const next = row.nextElementSibling;
  if (next && isEmpty(next)) return next;
  const add = box.querySelector('[data-act="add"]');
  if (next || !add || add.disabled) return null;
  add.click();
  return row.nextElementSibling;
}

function paste(event, box) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const lines = text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
  const start = event.target.closest("li");
  if (lines.length < 2 || !start || event.target !== firstField(start) || !isEmpty(start)) return;
  event.preventDefault();
  let row = start;
  for (const line of lines) {
    firstField(row).value = line.replace(MARK, "");
    firstField(row).focus();
    row = rowAfter(box, row);
    if (!row) break;
  }
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const box of document.querySelectorAll("[data-rows]")) {
  box.addEventListener("paste", (event) => paste(event, box));
}
