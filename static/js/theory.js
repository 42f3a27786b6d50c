/**
 * The editor of a theory of change: sends its forms without loading the page anew, and adds keys and dragging.
 * Every edit is one of the forms that work without this script, so the server's answer is the same for all ways.
 */
import { listenToDragging } from "./theory-drag.js";
import { draftOf, dropDraft, forgetDraft, guardDrafts, keepDrafts, lostDrafts, markRows, putBack } from "./theory-drafts.js";

const status = document.querySelector("[data-theory-status]");
const bar = document.querySelector("[data-theory-bar]");
const token = bar.querySelector("input[name=csrfmiddlewaretoken]").value;

export const editor = () => document.querySelector("[data-theory-editor]");
export const rows = () => [...(editor()?.querySelectorAll("[data-box]") ?? [])];
const nameOf = (row) => row.querySelector("[data-name]");
const wordsOf = (row) => row.querySelector("[data-words]").textContent;
const rowOf = (node) => node.closest?.("[data-box]");

/** Says what was done, in the bar that stays in sight. */
export function say(text) {
  status.textContent = "";
  window.setTimeout(() => (status.textContent = text), 50);
}

/* Sending, one edit after another */

let line = Promise.resolve();

/** Sends an edit and puts the answer in place; `after` may move the focus elsewhere. */
export function send(body, after) {
  line = line.then(() => post(body, after)).catch(() => say("It may be saved, but cannot be shown. Load the page again."));
  return line;
}

async function post(body, after) {
  // Two texts of one box may stand in the editor's place by now.
  if (!editor()) return;
  if (!body.has("csrfmiddlewaretoken")) body.append("csrfmiddlewaretoken", token);
  let response;
  try {
    response = await fetch(editor().dataset.address, { method: "POST", body, headers: { "HX-Request": "true" } });
  } catch {
    say("Not saved: no connection. Try again.");
    return;
  }
  if (response.status === 409) {
    keepDrafts(editor());
    forgetDraft(body);
    show(await response.text());
    return;
  }
  if (response.redirected || ![200, 422].includes(response.status)) {
    say("Not saved. Load the page again.");
    return;
  }
  replace(await response.text(), after, response.ok ? body : null);
}

/** A whole page instead of this one: two texts of one box. */
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  document.getElementById("maincontent").replaceWith(document.importNode(page.getElementById("maincontent"), true));
  document.querySelector("#maincontent h1").setAttribute("tabindex", "-1");
  document.querySelector("#maincontent h1").focus();
}

/** saved: what was sent and is saved now, if anything was. */
function replace(html, after, saved) {
  const old = editor();
  keepDrafts(old);
  if (saved) forgetDraft(saved);
  const isOpen = old.querySelector("[data-theory-live]").open;
  const { scrollLeft, scrollTop } = picture();
  const fresh = document.importNode(new DOMParser().parseFromString(html, "text/html").querySelector("[data-theory-editor]"), true);
  bar.querySelector("[data-theory-tools]").replaceWith(fresh.querySelector("[data-theory-tools]"));
  old.replaceWith(fresh);
  fresh.querySelector("[data-theory-live]").open = isOpen;
  picture().scrollTo(scrollLeft, scrollTop);
  reveal(fresh.dataset.focus);
  const lost = lostDrafts(fresh).map((text) => `Not saved, since its box is gone: “${text}”`);
  putBack(fresh);
  if (fresh.dataset.said || lost.length) say([fresh.dataset.said, ...lost].filter(Boolean).join(". "));
  const mistake = fresh.querySelector(".nhsuk-error-summary");
  if (mistake) {
    mistake.setAttribute("tabindex", "-1");
    mistake.focus();
  } else if (!after || !after()) focusOn(fresh.dataset.focus);
}

const picture = () => editor().querySelector(".theory-live__picture");

/** Scrolls the picture so that a box is in it. */
function reveal(key) {
  const shape = key && picture().querySelector(`[data-node="${CSS.escape(key)}"]`);
  if (!shape) return;
  const [box, window_] = [shape.getBoundingClientRect(), picture().getBoundingClientRect()];
  if (box.top < window_.top || box.bottom > window_.bottom) {
    picture().scrollTop += (box.top + box.bottom - window_.top - window_.bottom) / 2;
  }
}

function focusOn(key, under) {
  const found = rows().filter((row) => row.dataset.box === key);
  const row = found.find((one) => one.dataset.under === under) ?? found[0];
  if (row) nameOf(row).focus();
}

function bodyOf(said) {
  const body = new FormData();
  for (const [name, value] of Object.entries(said)) body.append(name, value);
  return body;
}

const edit = (said, after) => send(bodyOf(said), after);

/* Forms and the panel */

function onSubmit(event) {
  const form = event.target;
  if (!form.closest("[data-theory-editor], [data-theory-bar]") || form.matches("[data-inline]")) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  if (form.closest("[data-theory-bar]")) {
    send(body, focusBar);
    return;
  }
  if (body.get("do") === "remove") {
    remove(form.closest("li").querySelector("[data-box]"), body);
    return;
  }
  const again = body.get("do") === "add" && body.has("panel") ? "add-text" : "";
  send(body, () => {
    const box = again && document.getElementById(again);
    if (!box) return false;
    box.closest("details").open = true;
    box.value = "";
    box.focus();
    return true;
  });
}

/** Stays at the buttons of the bar. */
function focusBar() {
  const found = [...bar.querySelectorAll("summary, [data-theory-tools] > div button")].find((one) => !one.disabled);
  found?.focus();
  return Boolean(found);
}

/** Opens a box's panel, or closes the one that is open. */
async function open(address, focus) {
  const response = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!response.ok || response.redirected) {
    window.location.assign(address);
    return;
  }
  replace(await response.text(), focus);
}

function focusPanel() {
  const panel = document.querySelector("[data-theory-panel]");
  panel?.focus();
  return Boolean(panel);
}

function onClick(event) {
  const away = event.target.closest?.("[data-drop]");
  if (away) {
    dropDraft(away.form);
    open(new URL(editor().querySelector("[aria-current]").getAttribute("href"), new URL(editor().dataset.address, window.location.href)).href.split("#")[0], focusPanel);
    return;
  }
  const link = event.target.closest?.("[data-name], [data-close]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (link.matches("[data-close]")) {
    const row = link.closest("li").querySelector("[data-box]");
    open(editor().dataset.address, () => (focusOn(row.dataset.box, row.dataset.under), true));
  } else if (link.getAttribute("aria-current")) open(editor().dataset.address, () => (focusOn(rowOf(link).dataset.box, rowOf(link).dataset.under), true));
  else open(new URL(link.getAttribute("href"), new URL(editor().dataset.address, window.location.href)).href.split("#")[0], focusPanel);
}

/* Words in place */

/** what: the edit it stands for (reword, add); several lines may be typed where it adds. */
function inline(row, what, label, value, kinds, done) {
  keepDrafts(editor());
  document.querySelector("[data-inline]")?.remove();
  markRows(editor());
  const draft = draftOf(row.dataset.box, what);
  const form = document.createElement("form");
  form.className = "theory-inline";
  form.dataset.inline = what;
  form.dataset.key = row.dataset.box;
  const box = document.createElement(what === "add" ? "textarea" : "input");
  box.name = "text";
  box.className = what === "add" ? "nhsuk-textarea" : "nhsuk-input";
  box.defaultValue = value;
  box.value = draft?.text ?? value;
  box.setAttribute("aria-label", label);
  if (what === "add") grow(box);
  form.append(box);
  const choice = kinds.length > 1 ? chooser(kinds) : null;
  if (choice) form.append(choice);
  const save = document.createElement("button");
  save.className = "nhsuk-button nhsuk-button--small";
  save.textContent = "Save";
  const seen = document.createElement("input");
  Object.assign(seen, { type: "hidden", name: "seen", value: draft?.seen ?? value });
  form.append(save, seen);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = box.value.trim();
    if (words) done(words, choice?.value ?? kinds[0], seen.value);
    else box.focus();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    dropDraft(form);
    form.remove();
    markRows(editor());
    nameOf(row).focus();
  });
  row.append(form);
  box.focus();
  box.select();
}

/** A box of as many lines as it holds, in which Enter sends and Shift with Enter begins a line. */
function grow(box) {
  const fit = () => (box.rows = Math.max(1, box.value.split("\n").length));
  fit();
  box.addEventListener("input", fit);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    box.form.requestSubmit();
  });
}

const KIND_NAMES = { primary: "Primary driver", secondary: "Secondary driver", idea: "Change idea" };

function chooser(kinds) {
  const choice = document.createElement("select");
  choice.className = "nhsuk-select";
  choice.setAttribute("aria-label", "What is it?");
  for (const kind of kinds) choice.append(new Option(KIND_NAMES[kind], kind));
  return choice;
}

function reword(row) {
  const words = wordsOf(row);
  inline(row, "reword", `New words for “${words}”`, words, [], (text, _, seen) => edit({ do: "reword", key: row.dataset.box, under: row.dataset.under, text, seen }));
}

function add(row) {
  const kinds = row.dataset.adds.split(" ").filter(Boolean);
  if (!kinds.length) {
    say("Nothing can be put beneath a change idea.");
    return;
  }
  inline(row, "add", `Add beneath “${wordsOf(row)}”, one box for each line`, "", kinds, (text, kind) => edit({ do: "add", key: row.dataset.box, kind, text }));
}

/** body: the panel's form, where it was sent from there. */
function remove(row, body) {
  const all = rows();
  const next = all[all.indexOf(row) - 1];
  const sent = body ?? bodyOf({ do: "remove", key: row.dataset.box, under: row.dataset.under });
  send(sent, () => {
    // Where it asks something first, its panel is open.
    if (document.querySelector("[data-theory-panel]")) return focusPanel();
    focusOn(next?.dataset.box, next?.dataset.under);
    return true;
  });
}

const shift = (row, how) => edit({ do: "link", key: row.dataset.box, under: row.dataset.under, how }, () => (focusOn(row.dataset.box, row.dataset.under), true));

function takeBack(what) {
  const button = bar.querySelector(`[data-theory-${what}]`);
  const asks = button.closest("details");
  if (asks) {
    // Somebody else did it: ask first.
    asks.open = true;
    button.focus();
  } else if (button.disabled) say(what === "undo" ? "There is nothing to undo." : "There is nothing to do again.");
  else send(new FormData(button.form));
}

/* Keys */

function walk(row, key) {
  const all = rows();
  const at = all.indexOf(row);
  if (key === "ArrowUp") return all[at - 1];
  if (key === "ArrowDown") return all[at + 1];
  const item = row.closest("li");
  if (key === "ArrowLeft") return item.parentElement.closest("li")?.querySelector("[data-box]");
  return item.querySelector(":scope > ol [data-box]");
}

const KEYS = { Enter: reword, F2: reword, Insert: add, a: add, Delete: remove };

function onKey(event) {
  if (!editor()) return;
  const control = event.ctrlKey || event.metaKey;
  const isTyping = event.target.matches("input:not([type=hidden]), textarea, select");
  if (control && !isTyping && ["z", "y"].includes(event.key.toLowerCase())) {
    event.preventDefault();
    takeBack(event.key.toLowerCase() === "y" || event.shiftKey ? "redo" : "undo");
    return;
  }
  if (!event.target.matches("[data-name]") || control) return;
  const row = rowOf(event.target);
  if (event.altKey) {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      shift(row, event.key === "ArrowUp" ? "up" : "down");
    }
  } else if (event.key.startsWith("Arrow")) {
    event.preventDefault();
    const next = walk(row, event.key);
    if (next) nameOf(next).focus();
  } else if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key](row);
  } else if (event.key === "m" || event.key === " ") {
    event.preventDefault();
    event.target.click();
  }
}

document.addEventListener("submit", onSubmit);
document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector("[data-close]")?.click();
});
document.querySelector("[data-theory-keys]").hidden = false;
document.body.classList.add("theory-draggable");
reveal(rows().find((row) => row.dataset.kind === "aim")?.dataset.box);
guardDrafts(editor);
listenToDragging({ rows, edit, say, open: (row) => nameOf(row).click() });
