/**
 * Dragging boxes, with a mouse or a finger: from the picture, or by the handle in the outline. Onto what a box may stand
 * under it moves there; onto one of its own level it is put after it.
 */

const FAR = 6;
const EDGE = 60;

/** rows(): the outline's rows; edit(said): does an edit; say(text): tells it; open(row): opens a box's panel. */
export function listenToDragging({ rows, edit, say, open }) {
  let drag = null;

  const rowFor = (key, under) => {
    const found = rows().filter((row) => row.dataset.box === key);
    return found.find((row) => row.dataset.under === under) ?? found[0];
  };

  /** The row of the box that a place of the outline or of the picture stands for. */
  const rowAt = (node) => {
    const row = node?.closest?.("[data-box]");
    if (row) return row;
    const shape = node?.closest?.("[data-theory-live] [data-node]");
    return shape ? rowFor(shape.dataset.node) : null;
  };

  const mayDrop = (target) => {
    if (!target || target.dataset.box === drag.row.dataset.box) return "";
    if (drag.row.dataset.over.split(" ").includes(target.dataset.kind)) return target.dataset.box === drag.row.dataset.under ? "" : "move";
    return target.dataset.kind === drag.row.dataset.kind ? "after" : "";
  };

  const shapesOf = (key) => [...document.querySelectorAll(`[data-theory-live] [data-node="${CSS.escape(key)}"]`)];
  const mark = (row, name, on) => [row, ...shapesOf(row.dataset.box)].forEach((one) => one.classList.toggle(name, on));

  function begin(event) {
    if (event.button || drag) return;
    const isGrip = event.target.closest?.("[data-grip]");
    const isShape = event.pointerType === "mouse" && event.target.closest?.("[data-theory-live] [data-node]");
    const row = (isGrip || isShape) && rowAt(event.target);
    if (!row) return;
    event.preventDefault();
    drag = { row, x: event.clientX, y: event.clientY, pointer: event.pointerId, moving: false, target: null, isShape: Boolean(isShape) };
  }

  function start() {
    drag.moving = true;
    drag.ghost = document.createElement("div");
    drag.ghost.className = "theory-ghost";
    drag.ghost.textContent = drag.row.querySelector("[data-words]").textContent;
    document.body.append(drag.ghost);
    document.body.classList.add("theory-dragging");
    mark(drag.row, "theory-moving", true);
    rows().filter((row) => mayDrop(row) === "move").forEach((row) => mark(row, "theory-may-drop", true));
  }

  function move(event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    if (!drag.moving && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
    if (!drag.moving) start();
    event.preventDefault();
    drag.ghost.style.setProperty("left", `${event.clientX + 12}px`);
    drag.ghost.style.setProperty("top", `${event.clientY + 12}px`);
    if (event.clientY < EDGE) window.scrollBy(0, -12);
    else if (event.clientY > window.innerHeight - EDGE) window.scrollBy(0, 12);
    const target = rowAt(document.elementFromPoint(event.clientX, event.clientY));
    if (target !== drag.target) {
      if (drag.target) mark(drag.target, "theory-drop", false);
      drag.target = mayDrop(target) ? target : null;
      if (drag.target) mark(drag.target, "theory-drop", true);
    }
  }

  function clear() {
    drag.ghost?.remove();
    document.body.classList.remove("theory-dragging");
    for (const name of ["theory-moving", "theory-may-drop", "theory-drop"]) {
      document.querySelectorAll(`.${name}`).forEach((one) => one.classList.remove(name));
    }
    const done = drag;
    drag = null;
    return done;
  }

  function end(event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    const how = drag.target && mayDrop(drag.target);
    const { row, target, moving, isShape } = clear();
    if (!moving) {
      if (isShape) open(row);
      return;
    }
    const key = row.dataset.box;
    if (how === "move") edit({ do: "move", key, under: row.dataset.under, new: target.dataset.box });
    else if (how === "after") edit({ do: "after", key, under: row.dataset.under, after: target.dataset.box });
    else say("Not moved.");
  }

  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", () => drag && clear());
  document.addEventListener("keydown", (event) => event.key === "Escape" && drag && clear());
}
