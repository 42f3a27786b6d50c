/**
 * Draws an interactive chart in place of the picture where Plotly is on the page and there is room for it.
 *
 * Each <figure data-chart> that can be drawn holds its pictures in [data-chart-picture], an empty [data-chart-plot]
 * and, as JSON in script[data-chart-figure], what Plotly draws. The pictures stay in the page: they are what prints,
 * what a narrow screen shows, what the button brings back, and what remains when anything here fails.
 */

const ROOM = window.matchMedia("(min-width: 48.0625em)");

// The chart's numbers stay on this site: Plotly would otherwise offer to send them to its own.
const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  plotlyServerURL: "",
  responsive: true,
  scrollZoom: false,
  showSendToCloud: false,
};

const INTERACTIVE = "chart--interactive";
const LABELS = { picture: "Show as a picture", explore: "Explore this chart" };

/** To assistive technology the interactive drawing is one image, named and described as the picture is. */
function name(plot, picture) {
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", picture.querySelector("title")?.textContent ?? "Chart");
  const description = picture.querySelector("desc");
  if (description?.id) plot.setAttribute("aria-describedby", description.id);
}

function addButton(figure, plot) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chart-button";
  button.textContent = LABELS.picture;
  button.addEventListener("click", () => {
    const interactive = figure.classList.toggle(INTERACTIVE);
    button.textContent = interactive ? LABELS.picture : LABELS.explore;
    if (interactive) window.Plotly.Plots.resize(plot);
  });
  plot.after(button);
}

/** Draws one figure and gives it its button; the picture is hidden only once the drawing stands. */
async function upgrade(figure) {
  const picture = figure.querySelector("[data-chart-picture] svg");
  const plot = figure.querySelector("[data-chart-plot]");
  const source = figure.querySelector("script[data-chart-figure]");
  if (!picture || !plot || !source) return;
  const { data, layout } = JSON.parse(source.textContent);
  name(plot, picture);
  plot.hidden = false;
  figure.classList.add(INTERACTIVE);
  try {
    await window.Plotly.newPlot(plot, data, layout, CONFIG);
    addButton(figure, plot);
  } catch (error) {
    figure.classList.remove(INTERACTIVE);
    plot.hidden = true;
    throw error;
  }
}

function upgradeAll() {
  if (!window.Plotly || !ROOM.matches) return;
  for (const figure of document.querySelectorAll("figure[data-chart]:not([data-chart-seen])")) {
    figure.setAttribute("data-chart-seen", "");
    upgrade(figure).catch((error) => console.warn("The chart stays a picture:", error));
  }
}

upgradeAll();
ROOM.addEventListener("change", upgradeAll);
// A part of the page that htmx brings in may hold charts too.
document.addEventListener("htmx:afterSettle", upgradeAll);
