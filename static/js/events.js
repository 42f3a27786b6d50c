/**
 * Rare events: asks why a stored one changed as soon as it does, where a reason is needed. Without this script the page
 * asks after saving.
 */

const form = document.querySelector("form[data-events]");

/** Whether a box holds something else than when the page was opened. */
const differs = (box) => (box.type === "checkbox" ? box.checked !== box.defaultChecked : box.value.trim() !== box.defaultValue);

function ask(row) {
  const why = row.querySelector("[data-why]");
  const boxes = [...row.querySelectorAll("input:not([type=hidden])")].filter((box) => !why.contains(box));
  const answered = why.querySelector("input").defaultValue !== "" || why.querySelector(".entry-error") !== null;
  why.hidden = !answered && !boxes.some(differs);
}

for (const row of form.querySelectorAll("[data-asks]")) {
  row.addEventListener("input", () => ask(row));
  ask(row);
}
