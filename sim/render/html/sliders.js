// Sliders over computed points (sim/render/html/explorer.hpp): the chosen point's values go to their places, and to the charts that follow.
(() => {
  "use strict";

  const keyOf = (at) => at.join(",");

  class Explorer {
    constructor(place) {
      const { axes, points, charts } = JSON.parse(place.querySelector("script").textContent);
      this.place = place;
      this.axes = axes;
      this.points = new Map(points.map((point) => [keyOf(point.at), point]));
      this.figures = charts.map((id) => document.getElementById(`chart-${id}`)).filter(Boolean);
      this.sliders = [...place.querySelectorAll("input[type=range]")];
      this.told = place.querySelector(".told");
      this.cells = [...place.querySelectorAll("[data-cell]")];
      place.addEventListener("input", () => this.show());
      // A chart is drawn anew when the width changes.
      for (const figure of this.figures) figure.addEventListener("drawn", () => this.tell(figure));
      this.show();
    }
    at() {
      const at = this.axes.map(() => 0);
      for (const slider of this.sliders) at[slider.dataset.axis] = Number(slider.value);
      return at;
    }
    show() {
      const at = this.at();
      const point = this.points.get(keyOf(at));
      for (const slider of this.sliders) {
        const value = this.axes[slider.dataset.axis].values[at[slider.dataset.axis]];
        slider.setAttribute("aria-valuetext", value);
        slider.parentElement.querySelector("output").value = value;
      }
      for (const cell of this.cells) this.fill(cell, point?.cells[cell.dataset.cell]);
      this.told.textContent = [...this.axes.map(({ name, values }, axis) => `${name} ${values[at[axis]]}`)].join(", ") +
        (point ? (point.note ? `: ${point.note}` : "") : `: ${this.place.dataset.none}`);
      this.figures.forEach((figure) => this.tell(figure));
    }
    fill(place, cell) {
      const [text, tone, aside] = Array.isArray(cell) ? cell : [cell ?? "-", "", ""];
      place.className = tone;
      place.querySelector(".value").textContent = text;
      place.querySelector(".aside").textContent = aside;
    }
    tell({ view }) {
      view?.signal("chosen_values", this.at()).runAsync();
    }
  }

  document.querySelectorAll(".explorer").forEach((place) => new Explorer(place));
})();
