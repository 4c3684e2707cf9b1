// Plays a replay (sim/render/html/replay_part.hpp) on the picture of the architecture. Positions follow from the journal's facts and the
// shown instant alone, so that any instant can be shown at once, forwards and backwards.
(() => {
  "use strict";
  const svgNames = "http://www.w3.org/2000/svg";
  const lingers = 0.9;  // s of the reader's time that a dot stays after its last fact
  const failures = new Set(["refused", "dropped"]);
  const ends = new Set(["processed", "finished", "handled", "superseded", "protected"]);
  const queues = new Set(["events not yet done", "requests waiting for a worker"]);
  const troubles = new Set(["turned away", "tried again"]);

  const element = (name, attributes = {}) => {
    const made = document.createElementNS(svgNames, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  /** Boxes and arrows of the picture, in the picture's own coordinates. */
  class Ground {
    constructor(svg, ways) {
      this.svg = svg;
      this.boxes = new Map();
      this.edges = new Map();
      for (const group of svg.querySelectorAll("g.node")) this.boxes.set(group.querySelector("title").textContent, group.getBBox());
      for (const group of svg.querySelectorAll("g.edge")) this.edges.set(group.querySelector("title").textContent, group.querySelector("path"));
      this.ways = ways;
      this.routes = new Map();
      this.layer = element("g", { class: "replay-layer" });
      svg.querySelector("g.graph").append(this.layer);
    }
    middle(box) {
      const { x, y, width, height } = this.boxes.get(box);
      return { x: x + width / 2, y: y + height / 2 };
    }
    /** The boxes on the way along the arrows, or against them; empty: there is none. */
    route(from, to) {
      const name = `${from} ${to}`;
      if (!this.routes.has(name)) this.routes.set(name, this.search(from, to, false) ?? this.search(from, to, true) ?? []);
      return this.routes.get(name);
    }
    search(from, to, against) {
      const queue = [[from]];
      const seen = new Set([from]);
      while (queue.length) {
        const way = queue.shift();
        if (way.at(-1) === to) return way;
        for (const [tail, head] of this.ways) {
          const [here, next] = against ? [head, tail] : [tail, head];
          if (here !== way.at(-1) || seen.has(next)) continue;
          seen.add(next);
          queue.push([...way, next]);
        }
      }
      return null;
    }
    /** A point of the way, `part` of it done. */
    along(way, part) {
      const legs = way.length - 1;
      if (legs < 1) return this.middle(way[0]);
      const leg = Math.min(legs - 1, Math.floor(part * legs));
      const done = part * legs - leg;
      const [a, b] = [way[leg], way[leg + 1]];
      const ahead = this.edges.get(`${a}->${b}`);
      const path = ahead ?? this.edges.get(`${b}->${a}`);
      if (!path) return this.middle(a);
      const length = path.getTotalLength();
      return path.getPointAtLength(length * (ahead ? done : 1 - done));
    }
  }

  /** Facts of a document as stretches of time: at a box, or on the way to the next one. */
  function stretchesOf(traveller, boxes, ground, volumes) {
    const stretches = [];
    const wayTo = (from, to) => {
      const way = from === to ? [] : ground?.route(from, to) ?? [];
      return way.length ? way : [from];
    };
    let box = boxes[traveller.flow];
    let before = null;
    let look = "under-way";
    for (const step of traveller.steps) {
      let next = boxes[step.at] ?? box;
      const alone = step.at === traveller.flow;
      // Of such uploads the journal tells no place: they end in the volume behind their door.
      if (alone && step.what === "acknowledged" && box === boxes[traveller.flow]) {
        next = volumes.find((volume) => ground?.route(box, volume).length === 3) ?? ground?.ways.find(([tail]) => tail === box)?.[1] ?? box;
      }
      if (alone && step.what === "refused" && box === boxes[traveller.flow]) next = ground?.ways.find(([tail]) => tail === box)?.[1] ?? box;
      if (before !== null) stretches.push({ from: before, to: step.t, way: wayTo(box, next), look });
      box = next;
      before = step.t;
      look = failures.has(step.what) ? "failed" : troubles.has(step.what) ? "trouble" : "under-way";
      const done = ends.has(step.what) || (step.what === "acknowledged" && traveller.steps.every(({ what }) => what !== "stored"));
      if (done && look !== "failed") look = "done";
    }
    return { stretches, box, last: before, look, first: traveller.steps[0].t };
  }

  /** The document's place and look at `t`; null: it is not there. */
  function stateAt(travel, t, linger) {
    if (t < travel.first || t > travel.last + linger) return null;
    if (t >= travel.last) return { way: [travel.box], part: 0, look: travel.look };
    const now = travel.stretches.find(({ from, to }) => t >= from && t < to) ?? travel.stretches.at(-1);
    return { way: now.way, part: now.to > now.from ? (t - now.from) / (now.to - now.from) : 1, look: now.look };
  }

  const sizes = ["B", "KiB", "MiB", "GiB", "TiB"];
  const withUnit = (value, unit) => {
    if (unit === "Percent") return `${shown(value)} %`;
    if (unit !== "Bytes") return shown(value);
    const step = Math.min(sizes.length - 1, Math.max(0, Math.floor(Math.log(Math.max(value, 1)) / Math.log(1024))));
    return `${shown(value / 1024 ** step)} ${sizes[step]}`;
  };
  /** Few digits, as people read them. */
  const shown = (value) => value.toLocaleString(document.documentElement.lang || "en", { maximumSignificantDigits: Math.abs(value) < 1000 && !Number.isInteger(value) ? 3 : 15 });

  class Player {
    constructor(place) {
      this.place = place;
      this.data = JSON.parse(place.querySelector("script").textContent);
      const { window: { from_s, length_s }, ticks } = this.data;
      Object.assign(this, { from: from_s, length: length_s, ticks, t: from_s, playing: false });
      this.still = matchMedia("(prefers-reduced-motion: reduce)");
      this.slider = place.querySelector("input[type=range]");
      this.slider.max = ticks;
      this.output = place.querySelector("output");
      this.button = place.querySelector("[data-do=play]");
      this.speed = place.querySelector("[data-do=speed]");
      this.offerSpeeds();
      this.settle();
      this.listen();
      this.show();
    }
    /** On the picture that the page's width shows. */
    settle() {
      this.ground?.layer.remove();
      const svg = [...this.place.querySelectorAll(".picture svg")].find((one) => one.getClientRects().length > 0);
      this.ground = svg ? new Ground(svg, this.data.ways) : null;
      this.travels = this.data.travellers.map((traveller) => stretchesOf(traveller, this.data.boxes, this.ground, this.data.volumes))
        .filter(({ box }) => box);
      this.dots = [];
      this.prepareSigns();
    }
    offerSpeeds() {
      const fit = this.length / 60;
      const speeds = [...new Set([0.1, 1, 10, 60, 600].filter((speed) => speed < fit * 20).concat(Number(fit.toPrecision(2))))].sort((a, b) => a - b);
      for (const speed of speeds) this.speed.append(new Option(`${shown(speed)} s/s`, speed, speed === Number(fit.toPrecision(2)), speed === Number(fit.toPrecision(2))));
    }
    listen() {
      this.button.addEventListener("click", () => this.play(!this.playing));
      this.place.querySelector("[data-do=back]").addEventListener("click", () => this.step(-1));
      this.place.querySelector("[data-do=next]").addEventListener("click", () => this.step(1));
      matchMedia("(max-width: 34rem)").addEventListener("change", () => {
        this.settle();
        this.show();
      });
      this.slider.addEventListener("input", () => this.go(this.from + (Number(this.slider.value) * this.length) / this.ticks));
      this.place.addEventListener("keydown", (event) => {
        if (event.key !== " " || event.target.closest("button, select, summary")) return;
        event.preventDefault();
        this.play(!this.playing);
      });
    }
    get tick() {
      return Math.min(this.ticks, Math.floor(((this.t - this.from) / this.length) * this.ticks + 1e-6));
    }
    go(t) {
      this.t = Math.min(this.from + this.length, Math.max(this.from, t));
      this.show();
    }
    step(by) {
      this.play(false);
      this.go(this.from + ((this.tick + by) * this.length) / this.ticks);
    }
    play(on) {
      if (on === this.playing) return;
      if (on && this.tick >= this.ticks) this.t = this.from;
      this.playing = on;
      const { other } = this.button.dataset;
      this.button.dataset.other = this.button.textContent;
      this.button.textContent = other;
      this.then = performance.now();
      if (on) this.next();
    }
    /** Who wants no motion sees a new instant each second. */
    next() {
      const go = () => {
        if (!this.playing) return;
        const now = performance.now();
        this.go(this.t + ((now - this.then) / 1000) * Number(this.speed.value));
        this.then = now;
        if (this.t >= this.from + this.length) this.play(false);
        else this.next();
      };
      if (this.still.matches) setTimeout(go, 1000);
      else requestAnimationFrame(go);
    }

    show() {
      const at = new Date(this.data.start + this.t * 1000).toISOString().slice(0, 19).replace("T", " ");
      this.output.value = at;
      this.slider.value = this.tick;
      this.slider.setAttribute("aria-valuetext", at);
      this.place.dataset.tick = this.tick;
      for (const cell of this.place.querySelectorAll("[data-level]")) cell.textContent = shown(this.data.levels[cell.dataset.level].values[this.tick]);
      for (const cell of this.place.querySelectorAll("[data-reported]")) {
        const reported = this.data.reported[cell.dataset.reported];
        const value = this.reportedAt(reported);
        cell.textContent = value === null ? "-" : withUnit(value, reported.unit);
      }
      for (const cell of this.place.querySelectorAll("[data-reported-at]")) {
        const told = this.lastOf(this.data.reported[cell.dataset.reportedAt]);
        cell.textContent = told === null ? "-" : this.clock(told[0]);
      }
      const failing = this.data.failures.filter(({ from, to }) => from <= this.t && (to === null || this.t < to));
      const words = failing.map(({ words: named }) => named).join("; ");
      const told = this.place.querySelector(".failing");
      if (told.textContent !== words) told.textContent = words;
      if (!this.ground) return;
      this.showFailing(new Set(failing.flatMap(({ boxes }) => boxes)));
      this.signs.forEach((sign) => sign());
      this.showTravellers();
    }
    /** Local time of day. */
    clock(t) {
      return new Date(this.data.start + t * 1000).toISOString().slice(11, 19);
    }
    /** The last value that was told, with its time; null: none was. */
    lastOf({ points }) {
      let last = null;
      for (const point of points) if (point[0] <= this.t) last = point;
      return last;
    }
    reportedAt(reported) {
      return this.lastOf(reported)?.[1] ?? null;
    }

    showFailing(boxes) {
      for (const [box, frame] of this.frames) frame.setAttribute("class", boxes.has(box) ? "fails" : "gone");
    }
    showTravellers() {
      const linger = lingers * Number(this.speed.value);
      let used = 0;
      this.travels.forEach((travel, number) => {
        const state = stateAt(travel, this.t, linger);
        if (!state) return;
        // Who wants no motion sees where it was last.
        const { x, y } = this.ground.along(state.way, this.still.matches ? 0 : state.part);
        const dot = (this.dots[used] ??= this.ground.layer.appendChild(element("path", { d: "" })));
        used += 1;
        const spread = state.way.length > 1 ? 3 : 12;
        const turn = number * 2.399963;
        const far = spread * Math.sqrt((number % 16) / 16);
        dot.setAttribute("d", state.look === "failed" ? "M-4,-4L4,4M-4,4L4,-4" : "M-3,0A3,3 0 1 0 3,0A3,3 0 1 0 -3,0");
        dot.setAttribute("transform", `translate(${(x + far * Math.cos(turn)).toFixed(1)} ${(y + far * Math.sin(turn)).toFixed(1)})`);
        dot.setAttribute("class", `dot ${state.look}`);
      });
      for (let i = used; i < this.dots.length; ++i) this.dots[i].setAttribute("class", "dot gone");
    }

    /** Levels on the boxes: what is counted as words, environments as squares, credits and queues as bars. */
    prepareSigns() {
      this.signs = [];
      this.frames = new Map();
      if (!this.ground) return;
      for (const box of new Set(this.data.failures.flatMap(({ boxes }) => boxes))) this.addFrame(box);
      const byBox = new Map();
      for (const level of this.data.levels) {
        const box = this.data.boxes[level.resource];
        if (box && level.values.some((value) => value > 0)) byBox.set(box, [...(byBox.get(box) ?? []), level]);
      }
      const reportedOf = (box) => this.data.reported.filter(({ resource, words, points }) => words && points.length && this.data.boxes[resource] === box);
      for (const box of new Set([...byBox.keys(), ...this.data.reported.map(({ resource }) => this.data.boxes[resource])])) {
        if (this.ground.boxes.has(box)) this.addWords(box, byBox.get(box) ?? [], reportedOf(box));
      }
      for (const reported of this.data.reported) {
        const box = this.data.boxes[reported.resource];
        if (box && reported.full && reported.points.length) this.addBalance(box, reported);
      }
    }
    addFrame(box) {
      const { x, y, width, height } = this.ground.boxes.get(box);
      this.frames.set(box, this.ground.layer.appendChild(element("rect", { x: x - 3, y: y - 3, width: width + 6, height: height + 6 })));
    }
    addWords(box, levels, reported) {
      const { x, y, width, height } = this.ground.boxes.get(box);
      const text = this.ground.layer.appendChild(element("text", { class: "count", y: y + height, "text-anchor": "middle" }));
      const alive = levels.find(({ what }) => what === "environments alive");
      const used = levels.find(({ what }) => what === "environments in use");
      const words = levels.filter((level) => level !== alive && level !== used);
      const lines = words.map(() => text.appendChild(element("tspan", { x: x + width / 2, dy: 11 })));
      this.signs.push(() => words.forEach(({ words: named, values }, i) => {
        lines[i].textContent = `${named}: ${shown(values[this.tick])}`;
      }));
      const told = reported.map(() => text.appendChild(element("tspan", { x: x + width / 2, dy: 11 })));
      this.signs.push(() => reported.forEach((one, i) => {
        const value = this.reportedAt(one);
        told[i].textContent = value === null ? "" : `${one.words}: ${withUnit(value, one.unit)}`;
      }));
      const queue = words.find(({ what }) => queues.has(what));
      if (queue) this.addBar(x - 7, y, 5, height, () => queue.values[this.tick] / Math.max(...queue.values), "queue");
      if (alive) this.addSquares(x, y - 4, width, alive, used);
    }
    addSquares(x, y, width, alive, used) {
      const most = Math.max(...alive.values);
      const each = Math.max(1, Math.ceil(most / 60));
      const columns = Math.max(1, Math.floor(width / 6));
      const squares = [...Array(Math.ceil(most / each)).keys()].map((i) => this.ground.layer.appendChild(
        element("rect", { x: x + 6 * (i % columns), y: y - 6 * (1 + Math.floor(i / columns)), width: 5, height: 5 })));
      this.signs.push(() => {
        const living = alive.values[this.tick] / each;
        const busy = (used?.values[this.tick] ?? 0) / each;
        squares.forEach((square, i) => square.setAttribute("class", `environment ${i < busy ? "busy" : i < living ? "idle" : "gone"}`));
      });
    }
    addBalance(box, reported) {
      const { x, y, width, height } = this.ground.boxes.get(box);
      this.addBar(x + width + 2, y, 5, height, () => (this.reportedAt(reported) ?? 0) / reported.full, "balance");
    }
    /** A bar that fills from below. */
    addBar(x, y, width, height, part, kind) {
      this.ground.layer.append(element("rect", { x, y, width, height, class: "bar" }));
      const fill = this.ground.layer.appendChild(element("rect", { x, width, class: kind }));
      this.signs.push(() => {
        const full = Math.min(1, Math.max(0, part())) * height;
        fill.setAttribute("y", y + height - full);
        fill.setAttribute("height", full);
      });
    }
  }

  document.querySelectorAll(".replay").forEach((place) => { place.player = new Player(place); });
})();
