// What a page of garoa does beside being read: it expands the libraries that are in it, draws its charts, and filters its tables.
// Nothing is fetched. Charts come as Vega-Lite specifications (sim/render/html/charts.hpp); no chart is drawn here.
(() => {
  "use strict";
  const day = 86400000;

  const { locale, words } = JSON.parse(document.getElementById("charts")?.textContent || "{}");
  /** The page's words, with their parts. */
  const say = (word, ...parts) => words[word].replace(/\{(\d)\}/g, (_, n) => parts[n]);

  const textOf = (id) => document.getElementById(id)?.textContent ?? "";

  /** Vega, Vega-Lite and vega-embed, which the page holds as base64 of gzip. */
  async function loadLibrary() {
    const packed = Uint8Array.from(atob(textOf("library")), (c) => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
  }

  const config = {
    background: "transparent",
    font: "system-ui, Segoe UI, DejaVu Sans, sans-serif",
    aria: false,
    axis: { labelColor: "var(--muted)", titleColor: "var(--muted)", gridColor: "var(--line)", domainColor: "var(--line)",
            tickColor: "var(--line)", titleFontWeight: "normal", labelFontSize: 11, titleFontSize: 11, labelOverlap: true, labelSeparation: 6 },
    header: { labelColor: "var(--ink)", labelFontSize: 12, labelFontWeight: 600 },
    legend: { labelColor: "var(--ink)", titleColor: "var(--muted)", labelFontSize: 11, titleFontSize: 11, symbolStrokeColor: "transparent" },
    title: { color: "var(--ink)", anchor: "start", fontSize: 12, fontWeight: 600, offset: 4, subtitleColor: "var(--muted)", subtitleFontSize: 11 },
    view: { stroke: "var(--line)" },
    range: { category: [1, 2, 3, 4, 5, 6].map((n) => `var(--series-${n})`) },
  };

  /** Rows of the data sets that are made of series. Over periods without a value no line is drawn: an empty row breaks it. */
  function datasetsOf(chart, series) {
    const sets = {};
    for (const line of chart.lines) {
      const { times, first, step, period = step, values } = series[line.series];
      const apart = (a, b) => a === undefined || b === undefined || b - a > 1.5 * period;
      const rows = (sets[line.data] ??= []);
      const at = (i) => (i < 0 || i >= values.length ? undefined : times ? times[i] : first + i * step);
      values.forEach((v, i) => {
        if (i > 0 && apart(at(i - 1), at(i))) rows.push({ t: at(i - 1) + period, v: null, what: line.what });
        rows.push({ t: at(i), v, what: line.what, alone: apart(at(i - 1), at(i)) && apart(at(i), at(i + 1)) });
      });
    }
    return sets;
  }

  /** Names on a chart's left that are too long lose their middle: how they begin and end tells them apart. */
  function withShortNames(view, letters) {
    const part = Math.floor(letters / 2) - 1;
    const labelExpr = `length(datum.label) > ${letters} ? slice(datum.label, 0, ${part}) + '…' + slice(datum.label, length(datum.label) - ${part}) : datum.label`;
    const inside = (one) => withShortNames(one, letters);
    const y = view.encoding?.y;
    const named = y?.type === "nominal" || y?.type === "ordinal";
    return { ...view,
             ...(named ? { encoding: { ...view.encoding, y: { ...y, axis: { labelExpr, labelLimit: 7 * letters, ...y.axis } } } } : {}),
             ...(view.layer ? { layer: view.layer.map(inside) } : {}),
             ...(view.vconcat ? { vconcat: view.vconcat.map(inside) } : {}),
             ...(view.spec ? { spec: inside(view.spec) } : {}) };
  }

  /** A view without the marks for which a narrow page has no room. */
  const withoutRoomy = (view) => (view.layer ? { ...view, layer: view.layer.filter(({ mark }) => mark?.style !== "roomy") } : view);

  /** The specification in the width that there is. */
  function fitted(spec, width) {
    const narrow = width < 560;
    const fit = (view, room) => ({ ...view, width: Math.max(140, room) });
    const inView = narrow ? withoutRoomy : (view) => view;
    const fitAll = (view) => (view.vconcat ? { ...view, vconcat: view.vconcat.map(fitAll) } : inView(fit(view, width - 78)));
    if (spec.vconcat) return fitAll(spec);
    if (spec.facet) return { ...spec, spec: fit(spec.spec, width - (narrow ? 150 : 260)) };
    return { ...spec, autosize: { type: "fit-x", contains: "padding" }, width: Math.max(200, width - 4) };
  }

  class Drawing {
    constructor(figure, chart, series) {
      this.figure = figure;
      this.place = figure.querySelector(".drawing");
      this.spec = { ...chart.spec, datasets: datasetsOf(chart, series) };
      this.width = 0;
    }
    async draw() {
      this.width = this.place.clientWidth;
      const narrow = this.width < 560;
      const beside = narrow ? 150 : 260;  // of a facet
      const own = { ...config, header: { ...config.header, labelLimit: this.width - beside }, title: { ...config.title, limit: this.width - 12 }, axis: { ...config.axis, labelLimit: narrow ? 120 : 240 }, axisTemporal: { tickCount: narrow ? 4 : 8 },
                    legend: { ...config.legend, columns: narrow ? 1 : 3, labelLimit: this.width / (narrow ? 1 : 3) - 50 } };
      // Vega warns of points that are not there, as none is until a time is chosen.
      const spec = withShortNames(fitted(this.spec, this.width), narrow ? 22 : this.spec.facet ? 36 : 60);
      const drawn = await vegaEmbed(this.place, spec,
                                    { actions: false, ast: true, logLevel: vega.Error, config: own, renderer: "svg", defaultStyle: false,
                                      tooltip: { disableDefaultStyle: true },
                                      ...(locale ? { formatLocale: locale.number, timeFormatLocale: locale.time } : {}) });
      this.figure.view?.finalize();
      this.figure.view = drawn.view;
      this.figure.dispatchEvent(new CustomEvent("drawn"));
    }
    /** Shows a part of the time, or all of it. */
    async choose(range) {
      const [overview, ...others] = this.spec.vconcat;
      const [param] = overview.params;
      const { value, ...plain } = param;
      this.spec.vconcat = [{ ...overview, params: [range ? { ...plain, value: { x: range } } : plain] }, ...others];
      await this.draw();
    }
    followWidth() {
      let waiting = 0;
      new ResizeObserver(() => {
        if (Math.abs(this.place.clientWidth - this.width) < 4) return;
        clearTimeout(waiting);
        waiting = setTimeout(() => this.draw(), 150);
      }).observe(this.place);
    }
  }

  /** Days, or as many days together as make a list that can be read. */
  function offerDays(drawing, from, to) {
    const select = document.getElementById("day");
    if (!select) return;
    const step = Math.max(1, Math.ceil((to - from) / day / 31)) * day;
    for (let at = Math.floor(from / day) * day; at < to; at += step) {
      const begin = Math.max(at, from);
      const end = Math.min(at + step, to);
      const name = new Date(at).toISOString().slice(0, 10) 
      const text = step > day ? say("more_days", name, step / day - 1) : name;
      select.append(new Option(text, `${begin},${end}`));
    }
    select.addEventListener("change", () => drawing.choose(select.value ? select.value.split(",").map(Number) : null));
  }

  async function drawCharts() {
    const { charts, series, from, to } = JSON.parse(textOf("charts") || '{"charts": [], "series": []}');
    if (charts.length > 0) await loadLibrary();
    for (const chart of charts) {
      const drawing = new Drawing(document.getElementById(`chart-${chart.id}`), chart, series);
      await drawing.draw();
      drawing.followWidth();
      if (chart.id === "timeline") offerDays(drawing, from, to);
    }
    document.documentElement.dataset.drawn = "yes";
  }

  /** Shows the rows that agree with every control of the form before the table. */
  function filterRows(form) {
    const rows = [...document.querySelectorAll(`#${form.dataset.rows} tbody tr`)];
    const shown = form.querySelector("output");
    const apply = () => {
      const words = (form.elements.text?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        const chosen = [...form.querySelectorAll("select")].every(
          ({ name, value }) => !value || value.split(" ").includes(row.dataset[name]));
        row.hidden = !(chosen && words.every((word) => text.includes(word)));
        count += row.hidden ? 0 : 1;
      }
      shown.value = say("of", count, rows.length);
    };
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    apply();
  }

  /** Who has guessed sees what happens. */
  document.querySelectorAll(".choices input").forEach((choice) => choice.addEventListener("change", () => {
    document.querySelectorAll("details.moving").forEach((part) => { part.open = true; });
  }));

  /** Paper has the evidence of findings and what a lesson's runs give, whatever was open. */
  function openEvidence() {
    const closed = [...document.querySelectorAll("#gaps details:not([open]), details.moving:not([open])")];
    closed.forEach((part) => { part.open = true; });
    addEventListener("afterprint", () => closed.forEach((part) => { part.open = false; }), { once: true });
  }
  addEventListener("beforeprint", openEvidence);

  document.querySelectorAll("form[data-rows]").forEach(filterRows);
  drawCharts().catch((fault) => {
    document.documentElement.dataset.drawn = "no";
    document.querySelectorAll(".drawing").forEach((place) => {
      place.textContent = say("not_drawn");
    });
    console.error(fault);
  });
})();
