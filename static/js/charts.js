/**
 * Draws an interactive chart in place of the picture where Plotly is on the page and there is room for it.
 *
 * A figure is expected as
 *   <figure class="chart" data-chart> … <svg> … <script type="application/json">{"data": …, "layout": …}</script> … </figure>
 * The picture stays in the page: it is what prints, what a narrow screen shows, what the button brings back, and what
 * remains when anything here fails.
 */

const ROOM = window.matchMedia("(min-width: 40.0625em)");

// The chart's numbers stay on this site: Plotly would otherwise offer to send them to its own.
const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  plotlyServerURL: "",
  responsive: true,
  scrollZoom: false,
  showSendToCloud: false,
};

const LABELS = { picture: "Show as a picture", explore: "Explore this chart" };

/** The interactive drawing is one image to assistive technology, named and described as the picture is. */
function makeCanvas(picture) {
  const canvas = document.createElement("div");
  canvas.className = "chart-canvas";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", picture.querySelector("title")?.textContent ?? "Chart");
  const description = picture.querySelector("desc");
  if (description?.id) canvas.setAttribute("aria-describedby", description.id);
  return canvas;
}

function makeButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chart-button";
  button.textContent = LABELS.picture;
  return button;
}

/** Draws one figure and gives it its button. Throws when its JSON cannot be read. */
async function upgrade(figure) {
  const picture = figure.querySelector("svg");
  const source = figure.querySelector('script[type="application/json"]');
  if (!picture || !source) return;
  const { data, layout } = JSON.parse(source.textContent);
  const canvas = makeCanvas(picture);
  const pictures = figure.querySelectorAll("svg");
  pictures[pictures.length - 1].after(canvas);
  figure.classList.add("chart--interactive");
  try {
    await window.Plotly.newPlot(canvas, data, layout, CONFIG);
  } catch (error) {
    figure.classList.remove("chart--interactive");
    canvas.remove();
    throw error;
  }
  const button = makeButton();
  canvas.after(button);
  button.addEventListener("click", () => {
    const interactive = figure.classList.toggle("chart--interactive");
    button.textContent = interactive ? LABELS.picture : LABELS.explore;
    if (interactive) window.Plotly.Plots.resize(canvas);
  });
}

function upgradeAll() {
  if (!window.Plotly || !ROOM.matches) return;
  for (const figure of document.querySelectorAll("figure[data-chart]:not([data-chart-drawn])")) {
    figure.setAttribute("data-chart-drawn", "");
    upgrade(figure).catch((error) => console.warn("The chart stays a picture:", error));
  }
}

upgradeAll();
ROOM.addEventListener("change", upgradeAll);
// A part of the page that htmx brings in may hold charts too.
document.addEventListener("htmx:afterSettle", upgradeAll);
