/**
 * The grid of numbers: saves a row when it is left, says what became of it, and keeps what was typed whatever happens.
 * Without this script the grid is one form with one button; the server's rules are the same for both.
 */

const form = document.querySelector("form[data-entry]");
const settings = JSON.parse(document.getElementById("entry-settings").textContent);
const summary = document.getElementById("save-state");
const RETRY_AFTER = 10000;
const PATIENCE = 20000;

const boxesOf = (row) => [...row.element.querySelectorAll("[data-box]")];
const whyOf = (row) => row.why.querySelector("input");
const rightOf = (row) => row.right.querySelector("input");

/** What the row holds, by input: to know whether anything is unsaved, and what the person had on the screen then. */
const contentOf = (row) => new Map([...row.element.querySelectorAll("input")].map((one) => [one, one.value]));

const rows = [...form.querySelectorAll("tr[data-row]")].map((element) => {
  const why = element.nextElementSibling;
  const row = { element, why, right: why.nextElementSibling, label: element.dataset.label, waiting: false, failed: false };
  row.saved = contentOf(row);
  row.settled = [element.querySelector("[data-state]").textContent, ""];
  return row;
});

const isDirty = (row) => boxesOf(row).some((box) => box.value.trim() !== row.saved.get(box).trim());
const rowOf = (node) => rows.find((row) => [row.element, row.why, row.right].some((part) => part.contains(node)));

/* What a row comes to, worked out as the server does */

const PLAIN = /^[-+]?(\d+(\.\d*)?|\.\d+)$/;
const THOUSANDS = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/;

/** A number as typed; null for nothing and for what the server refuses, such as 12,5. */
function readNumber(text) {
  const bare = text.replace(/\s/g, "").replace(/%$/, "");
  return PLAIN.test(bare) || THOUSANDS.test(bare) ? Number(bare.replaceAll(",", "")) : null;
}

const grouped = (number) => number.toLocaleString("en-GB", { maximumFractionDigits: 4 });
const oneDecimal = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

function sumUp(row) {
  const cells = [...row.element.querySelectorAll("[data-cell]")];
  const read = (kind) => cells.map((cell) => form.elements[`${kind}-${cell.dataset.cell}`]).map((box) => box && readNumber(box.value));
  const numerators = read("n");
  const total = row.element.querySelector("[data-total]");
  const share = row.element.querySelector("[data-share]");
  const denominators = share ? read("d") : [];
  const complete = cells.length > 0 && ![...numerators, ...denominators].includes(null);
  const add = (numbers) => Math.round(numbers.reduce((sum, number) => sum + number, 0) * 10000) / 10000;
  const n = complete ? add(numerators) : null;
  const d = complete && share ? add(denominators) : null;
  if (total) total.textContent = !complete ? "" : share ? `${grouped(n)} of ${grouped(d)}` : grouped(n);
  if (share) {
    const factor = settings.kind === "percentage" ? 100 : settings.per;
    share.textContent = d ? ((factor * n) / d).toLocaleString("en-GB", oneDecimal) : "";
  }
}

/* What became of a row, in words */

function say(row, text, state) {
  row.element.querySelector("[data-state]").textContent = text;
  row.element.dataset.saved = state;
  const unsaved = rows.filter((one) => isDirty(one) || one.failed).length;
  summary.textContent = unsaved ? `${unsaved} ${unsaved === 1 ? "row is" : "rows are"} not saved yet.` : "Everything is saved.";
}

function showError(id, message) {
  const box = document.getElementById(id);
  const place = document.getElementById(`${id}-error`);
  if (!box || !place) return;
  place.textContent = message || "";
  place.hidden = !message;
  box.classList.toggle("nhsuk-input--error", Boolean(message));
  if (message) {
    box.setAttribute("aria-describedby", place.id);
    box.setAttribute("aria-invalid", "true");
  } else {
    box.removeAttribute("aria-describedby");
    box.removeAttribute("aria-invalid");
  }
}

/** Shows or hides what is asked below the row; who stood in what goes is put back into the row. */
function ask(row, why, right) {
  for (const [part, asked] of [[row.why, why], [row.right, right]]) {
    if (!asked && part.contains(document.activeElement)) boxesOf(row)[0].focus();
    part.hidden = !asked;
  }
}

/** Where nobody typed into the box of the reason, what is stored is put there, so that it is not cleared unseen. */
function showReason(row, answer, sent) {
  const box = document.getElementById(`reason-${row.element.dataset.row}`);
  const was = row.element.querySelector("[data-reason-was]");
  const untouched = box.value.trim() === (sent ? sent.get(box) : was.value).trim();
  if (untouched) box.value = answer.reason.was;
  if (untouched || sent) {
    was.value = answer.reason.was;
    row.saved.set(box, was.value).set(was, was.value);
  }
  showError(box.id, answer.reason.error);
}

/** Puts the server's answer into the row: what is stored now, what is wrong, and what is asked. `sent`: if it is saved. */
function show(row, answer, sent) {
  const within = row.element.contains(document.activeElement) || document.activeElement === document.body;
  for (const cell of answer.cells) {
    const was = form.elements[`was-${cell.key}`];
    if (was) was.value = cell.was;
    for (const kind of ["n", "d", "s"]) showError(`${kind}-${cell.key}`, cell.errors[kind]);
  }
  if (sent) row.saved = new Map([...contentOf(row)].map(([one, value]) => [one, one.type === "hidden" ? value : sent.get(one)]));
  showReason(row, answer, sent);
  const [opens, asks] = [answer.why.asked && row.why.hidden, answer.right.asked !== "" && row.right.hidden];
  // Asking why is not yet a mistake; leaving it unanswered is.
  showError(whyOf(row).id, opens ? "" : answer.why.error);
  row.why.querySelector("[data-before]").textContent = answer.why.before;
  if (sent) whyOf(row).value = "";
  const right = rightOf(row);
  right.value = answer.right.asked;
  right.checked = answer.right.ticked;
  right.toggleAttribute("aria-describedby", answer.right.about !== "");
  if (answer.right.about) right.setAttribute("aria-describedby", answer.right.about);
  row.right.querySelector("[data-words]").textContent = answer.right.words;
  ask(row, answer.why.asked, answer.right.asked !== "");
  if (within && (opens || asks)) (opens ? whyOf(row) : right).focus();
}

/** A row that holds again what is saved: nothing is wrong with it and nothing is asked. */
function settle(row) {
  for (const [one, value] of row.saved) if (one.type === "hidden") one.value = value;
  for (const box of [...boxesOf(row), whyOf(row)]) showError(box.id, "");
  whyOf(row).value = "";
  rightOf(row).checked = false;
  ask(row, false, false);
  say(row, ...row.settled);
}

function showChart(answer) {
  const picture = document.querySelector("[data-entry-picture]");
  picture.replaceChildren(document.importNode(new DOMParser().parseFromString(answer.chart.svg, "image/svg+xml").documentElement, true));
  document.querySelector("[data-entry-sentence]").textContent = answer.chart.sentence;
  document.getElementById("entry-due").textContent = answer.due || "Nothing is due. You can still correct what is here.";
}

/* Saving */

function bodyOf(row) {
  const body = new FormData();
  for (const field of [...row.element.querySelectorAll("input"), whyOf(row)]) body.append(field.name, field.value);
  if (rightOf(row).checked) body.append(rightOf(row).name, rightOf(row).value);
  body.append("row", row.element.dataset.row);
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  return body;
}

class SignedOut extends Error {}

const post = (row) =>
  fetch(form.dataset.entry, { method: "POST", body: bodyOf(row), headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });

/** After signing in again in another tab this page's token is old: take a new one from a fresh copy of it. */
async function renewToken() {
  const response = await fetch(window.location.href, { signal: AbortSignal.timeout(PATIENCE) });
  if (response.redirected || !response.ok) throw new SignedOut();
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const token = fresh.querySelector("form[data-entry] input[name=csrfmiddlewaretoken]");
  if (!token) throw new SignedOut();
  form.elements.csrfmiddlewaretoken.value = token.value;
}

async function send(row) {
  let response = await post(row);
  if (response.status === 403 || response.redirected) {
    await renewToken();
    response = await post(row);
  }
  if (response.redirected || response.status === 403) throw new SignedOut();
  if (response.status !== 422 && !response.ok) throw new Error(`status ${response.status}`);
  return { stored: response.ok, answer: await response.json() };
}

/** What a row that is refused waits for. */
function wantedBy(answer) {
  if (answer.why.error) return "say why it changed";
  return answer.right.asked && !answer.right.ticked ? "is it right?" : "see the mistake";
}

async function save(row) {
  const sent = contentOf(row);
  row.failed = false;
  say(row, "Saving…", "working");
  try {
    const { stored, answer } = await send(row);
    if (stored) {
      show(row, answer, sent);
      row.settled = [`Saved ${answer.at}`, "saved"];
      showChart(answer);
      row.element.classList.toggle("entry-row--focus", false);
      say(row, ...row.settled);
    } else if (!isDirty(row)) {
      settle(row);
    } else {
      show(row, answer, null);
      say(row, `Not saved: ${wantedBy(answer)}`, "refused");
    }
  } catch (error) {
    row.failed = true;
    if (error instanceof SignedOut) say(row, "Not saved: you are signed out. Sign in in another tab; what you typed stays here.", "failed");
    else say(row, "Not saved: no connection. What you typed stays here; we try again.", "failed");
  }
}

// One row at a time, in the order they were left.
let line = Promise.resolve();

function enqueue(row) {
  if (row.waiting) return;
  row.waiting = true;
  line = line.then(async () => {
    row.waiting = false;
    if (isDirty(row) || row.failed) await save(row);
  });
}

function retry() {
  rows.filter((row) => row.failed).forEach(enqueue);
}

/* Moving and pasting */

/** The row's places from left to right; null where a group is not reported, so that a pasted block keeps its columns. */
function placesOf(row) {
  const places = [];
  for (const cell of row.element.children) {
    const closed = Number(cell.dataset.closed || 0);
    const box = cell.querySelector("[data-box]");
    if (closed) places.push(...Array(closed).fill(null));
    else if (box) places.push(box);
  }
  return places;
}

function move(from, by) {
  const row = rowOf(from);
  const column = placesOf(row).indexOf(from);
  for (let at = rows.indexOf(row) + by; rows[at]; at += by) {
    const box = placesOf(rows[at])[column];
    if (box) {
      box.focus();
      box.select();
      return;
    }
  }
  if (by > 0 && isDirty(row)) enqueue(row);
}

function onKey(event) {
  const box = event.target;
  if (!box.matches("input") || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Enter") {
    event.preventDefault();
    if (box.matches("[data-box]")) move(box, event.shiftKey ? -1 : 1);
    else enqueue(rowOf(box));
  } else if (box.matches("[data-box]") && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    move(box, event.key === "ArrowDown" ? 1 : -1);
  }
}

function onPaste(event) {
  const box = event.target;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!box.matches("[data-box]") || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const block = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((one) => one.split("\t"));
  // A line of headings copied along is no line of numbers: it would push every number one period on.
  while (block.length > 1 && !block[0].some((cell) => readNumber(cell) !== null)) block.shift();
  const start = rows.indexOf(rowOf(box));
  const column = placesOf(rows[start]).indexOf(box);
  const filled = block.map((cells, at) => rows[start + at] && fill(rows[start + at], column, cells)).filter(Boolean);
  filled.forEach(sumUp);
  filled.forEach((row) => (isDirty(row) || row.failed ? enqueue(row) : settle(row)));
  const left = block.length - filled.length;
  if (left) say(rows[start], `${left} pasted ${left === 1 ? "line did" : "lines did"} not fit on this page.`, "refused");
}

function fill(row, column, cells) {
  const places = placesOf(row);
  cells.forEach((value, at) => {
    const box = places[column + at];
    if (box) box.value = value.trim();
  });
  return row;
}

/* A table wider than its place */

/** Says that there is more to the side, where there is, and shades the edge until it is reached. */
function showMore() {
  const scroll = form.querySelector(".entry-scroll");
  const hidden = scroll.scrollWidth - scroll.clientWidth;
  form.querySelector("[data-more]").hidden = hidden < 2;
  form.querySelector("[data-wide]").classList.toggle("entry-wide--more", hidden - scroll.scrollLeft > 1);
}

/* Listening */

function onLeave(event) {
  const row = rowOf(event.target);
  if (!row || (event.relatedTarget && rowOf(event.relatedTarget) === row)) return;
  if (isDirty(row)) enqueue(row);
}

function onInput(event) {
  const row = rowOf(event.target);
  // With a reason still to be given, the tick waits for it.
  if (row && event.target === rightOf(row) && event.target.checked && (row.why.hidden || whyOf(row).value.trim())) enqueue(row);
  if (!row || !event.target.matches("[data-box]")) return;
  sumUp(row);
  if (isDirty(row)) say(row, "Not saved yet", "typing");
  else if (!row.failed) settle(row);
}

form.addEventListener("focusout", onLeave);
form.addEventListener("input", onInput);
form.addEventListener("keydown", onKey);
form.addEventListener("paste", onPaste);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  rows.filter((row) => isDirty(row) || row.failed).forEach(enqueue);
  line.then(() => say(rows[0], rows[0].element.querySelector("[data-state]").textContent, rows[0].element.dataset.saved ?? ""));
});
form.querySelector(".entry-scroll").addEventListener("scroll", showMore, { passive: true });
new ResizeObserver(showMore).observe(form.querySelector(".entry-table"));
window.addEventListener("resize", showMore);
window.addEventListener("online", retry);
window.setInterval(retry, RETRY_AFTER);
window.addEventListener("beforeunload", (event) => {
  if (rows.some((row) => isDirty(row) || row.failed || row.waiting)) event.preventDefault();
});

const first = settings.focus && rows.find((row) => row.element.dataset.row === settings.focus);
if (first && !document.querySelector(".nhsuk-error-summary")) {
  const places = placesOf(first).filter(Boolean);
  (places.find((box) => box.value === "") ?? places[0])?.focus({ preventScroll: false });
}
