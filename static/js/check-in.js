/**
 * The door of a learning set: shows only whom the letters typed so far fit; Enter checks in who is left alone. Without
 * this script the search asks the server.
 */

const form = document.querySelector("[data-find-person]");
const list = document.querySelector("[data-people]");
const found = document.querySelector("[data-found]");

if (form && list) {
  const box = form.querySelector("input");
  const rows = () => [...list.querySelectorAll("[data-person-row]")];
  const shown = () => rows().filter((row) => !row.hidden);

  const narrow = () => {
    const words = box.value.trim().toLowerCase();
    for (const row of rows()) row.hidden = !row.dataset.personRow.includes(words);
    const many = shown().length;
    found.textContent = many === 1 ? "1 person found. Press Enter to check them in." : `${many} people found.`;
  };

  box.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const left = shown();
    const undo = left.length === 1 && left[0].querySelector("input[name=do]");
    if (left.length !== 1 || undo) return;
    left[0].querySelector("button").click();
    box.select();
  });
  // Whom a button was pressed for is replaced with it: the keyboard goes on where it was.
  list.addEventListener("htmx:afterSwap", () => {
    if (document.activeElement === document.body) box.focus();
  });
  box.focus();
}
