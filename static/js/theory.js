/**
 * The editor of a theory of change: sends its forms without loading the page anew, and adds keys and dragging.
 * Every edit is one of the forms that work without this script, so the server's answer is the same for all ways.
 */
import { listenToDragging } from "./theory-drag.js";

const status = document.querySelector("[data-theory-status]");
const token = document.querySelector("[data-theory-editor] input[name=csrfmiddlewaretoken]").value;

export const editor = () => document.querySelector("[data-theory-editor]");
export const rows = () => [...(editor()?.querySelectorAll("[data-box]") ?? [])];
const nameOf = (row) => row.querySelector("[data-name]");
const wordsOf = (row) => row.querySelector("[data-words]").textContent;
const rowOf = (node) => node.closest?.("[data-box]");

/** Says to those who listen what was done. */
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
    show(await response.text());
    return;
  }
  if (response.redirected || ![200, 422].includes(response.status)) {
    say("Not saved. Load the page again.");
    return;
  }
  replace(await response.text(), after);
}

/** A whole page instead of this one: two texts of one box. */
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  document.getElementById("maincontent").replaceWith(document.importNode(page.getElementById("maincontent"), true));
  document.querySelector("#maincontent h1").setAttribute("tabindex", "-1");
  document.querySelector("#maincontent h1").focus();
}

function replace(html, after) {
  const old = editor();
  const isOpen = old.querySelector("[data-theory-live]").open;
  const scrolled = old.querySelector(".theory-live__picture").scrollLeft;
  const fresh = document.importNode(new DOMParser().parseFromString(html, "text/html").querySelector("[data-theory-editor]"), true);
  old.replaceWith(fresh);
  fresh.querySelector("[data-theory-live]").open = isOpen;
  fresh.querySelector(".theory-live__picture").scrollLeft = scrolled;
  if (fresh.dataset.said) say(fresh.dataset.said);
  const mistake = fresh.querySelector(".nhsuk-error-summary");
  if (mistake) {
    mistake.setAttribute("tabindex", "-1");
    mistake.focus();
  } else if (!after || !after()) focusOn(fresh.dataset.focus);
}

function focusOn(key, under) {
  const found = rows().filter((row) => row.dataset.box === key);
  const row = found.find((one) => one.dataset.under === under) ?? found[0];
  if (row) nameOf(row).focus();
}

function edit(said, after) {
  const body = new FormData();
  for (const [name, value] of Object.entries(said)) body.append(name, value);
  return send(body, after);
}

/* Forms and the panel */

function onSubmit(event) {
  const form = event.target;
  if (!form.closest("[data-theory-editor]") || form.matches("[data-inline]")) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
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

function inline(row, label, value, kinds, done) {
  document.querySelector("[data-inline]")?.remove();
  const form = document.createElement("form");
  form.className = "theory-inline";
  form.dataset.inline = "";
  const box = document.createElement("input");
  box.className = "nhsuk-input";
  box.value = value;
  box.setAttribute("aria-label", label);
  form.append(box);
  const choice = kinds.length > 1 ? chooser(kinds) : null;
  if (choice) form.append(choice);
  const save = document.createElement("button");
  save.className = "nhsuk-button nhsuk-button--small";
  save.textContent = "Save";
  form.append(save);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = box.value.trim();
    if (words) done(words, choice?.value ?? kinds[0]);
    else box.focus();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    form.remove();
    nameOf(row).focus();
  });
  row.append(form);
  box.focus();
  box.select();
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
  const seen = wordsOf(row);
  inline(row, `New words for “${seen}”`, seen, [], (text) => edit({ do: "reword", key: row.dataset.box, under: row.dataset.under, text, seen }));
}

function add(row) {
  const kinds = row.dataset.adds.split(" ").filter(Boolean);
  if (!kinds.length) {
    say("Nothing can be put beneath a change idea.");
    return;
  }
  inline(row, `Add beneath “${wordsOf(row)}”`, "", kinds, (text, kind) => edit({ do: "add", key: row.dataset.box, kind, text }));
}

function remove(row) {
  const all = rows();
  const next = all[all.indexOf(row) - 1];
  edit({ do: "remove", key: row.dataset.box, under: row.dataset.under }, () => {
    // Where it asks something first, its panel is open.
    if (document.querySelector("[data-theory-panel]")) return focusPanel();
    focusOn(next?.dataset.box, next?.dataset.under);
    return true;
  });
}

const shift = (row, how) => edit({ do: "link", key: row.dataset.box, under: row.dataset.under, how }, () => (focusOn(row.dataset.box, row.dataset.under), true));

function takeBack(what) {
  const button = editor().querySelector(`[data-theory-${what}]`);
  if (button.disabled) say(what === "undo" ? "There is nothing to undo." : "There is nothing to do again.");
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
listenToDragging({ rows, edit, say, open: (row) => nameOf(row).click() });
