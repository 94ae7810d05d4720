// The pad to draw a digit on: one module, for the notebook's widget and for the page.
// `prepare` and `doubts` do what those of helpers/pictures.py do, to the same grey levels.

export const SIDE = 28; // pixels of MNIST's pictures
const ZOOM = 10; // squares of the pad for each of them
const WIDE = SIDE * ZOOM;
const BOX = 20; // pixels of the longer side of a digit in it
const MIDDLE = 14; // the pixel that the centre of mass comes to, in rows and columns
const PEN = 22; // squares that the pen is wide: about MNIST's strokes in a digit of usual size
const START = "Draw a digit with mouse, finger or pen, or load an example.";

// --- The ink: what was drawn, step by step, so that a step can be taken back.

export class Ink {
  constructor() {
    this.steps = [];
    this.pixels = new Uint8Array(WIDE * WIDE);
  }

  // Begin a stroke, at squares counted from the upper left corner.
  begin(x, y) {
    this.steps.push({ points: [[x, y]] });
    this.#press(x, y, x, y);
  }

  // Draw on from where the pen was.
  move(x, y) {
    const { points } = this.steps.at(-1);
    this.#press(...points.at(-1), x, y);
    points.push([x, y]);
  }

  // Put a picture of 28 × 28 pixels in the place of what was drawn; nothing given, clear.
  put(picture = new Uint8Array(SIDE * SIDE)) {
    this.steps.push({ picture });
    this.#enlarge(picture);
  }

  undo() {
    this.steps.pop();
    this.pixels.fill(0);
    const start = this.steps.findLastIndex(({ picture }) => picture);
    for (const { picture, points } of this.steps.slice(Math.max(0, start))) {
      if (picture) this.#enlarge(picture);
      else points.forEach(([x, y], i) => this.#press(...points[Math.max(0, i - 1)], x, y));
    }
  }

  get blank() {
    return !this.pixels.some(Boolean);
  }

  #enlarge(picture) {
    for (let i = 0; i < this.pixels.length; i++) {
      const row = Math.floor(i / WIDE / ZOOM);
      this.pixels[i] = picture[row * SIDE + Math.floor((i % WIDE) / ZOOM)];
    }
  }

  // Ink all squares near the line between two points, those at its edge in part.
  #press(x0, y0, x1, y1) {
    const [dx, dy, reach] = [x1 - x0, y1 - y0, PEN / 2 + 1];
    const long = dx * dx + dy * dy || 1;
    const [left, right] = bounds(x0, x1, reach);
    const [top, bottom] = bounds(y0, y1, reach);
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
        const along = Math.min(1, Math.max(0, (px * dx + py * dy) / long));
        const away = Math.hypot(px - along * dx, py - along * dy);
        const ink = Math.round(255 * Math.min(1, Math.max(0, PEN / 2 + 0.5 - away)));
        const i = y * WIDE + x;
        this.pixels[i] = Math.max(this.pixels[i], ink);
      }
    }
  }
}

function bounds(a, b, reach) {
  const inside = (value) => Math.min(WIDE, Math.max(0, value));
  return [inside(Math.floor(Math.min(a, b) - reach)), inside(Math.ceil(Math.max(a, b) + reach))];
}

// --- What the network gets.

// Return ink, WIDE × WIDE, as MNIST would hold it: 28 × 28 from 0 to 255, as `pictures.centre`.
export function prepare(pixels) {
  const [down, across] = [new Float64Array(WIDE), new Float64Array(WIDE)];
  for (let y = 0; y < WIDE; y++) {
    for (let x = 0; x < WIDE; x++) {
      down[y] += pixels[y * WIDE + x];
      across[x] += pixels[y * WIDE + x];
    }
  }
  if (!down.some(Boolean)) return new Uint8Array(SIDE * SIDE);
  const step = Math.max(extent(down), extent(across)) / BOX;
  const [rows, columns] = [shares(down, step), shares(across, step)];
  const means = rows.flatMap((row) => {
    const line = new Float64Array(WIDE);
    for (const [y, part] of row)
      for (let x = 0; x < WIDE; x++) line[x] += part * pixels[y * WIDE + x];
    return columns.map((column) => column.reduce((sum, [x, part]) => sum + part * line[x], 0));
  });
  const most = Math.max(...means);
  return Uint8Array.from(means, (mean) => Math.floor((255 * mean) / most + 0.5));
}

function extent(profile) {
  return profile.findLastIndex(Boolean) - profile.findIndex(Boolean) + 1;
}

// Return for each of 28 pixels, `step` wide, the squares that it covers and how much of it each is.
function shares(profile, step) {
  const total = profile.reduce((sum, ink) => sum + ink);
  const middle = profile.reduce((sum, ink, i) => sum + ink * (i + 0.5), 0) / total;
  return Array.from({ length: SIDE }, (_, pixel) => {
    const start = middle + step * (pixel - MIDDLE - 0.5);
    const parts = [];
    for (let i = Math.max(0, Math.floor(start)); i < Math.min(WIDE, start + step); i++)
      parts.push([i, (Math.min(start + step, i + 1) - Math.max(start, i)) / step]);
    return parts;
  });
}

// --- What the network says.

// Return a network's layers (`draw.describe`), their weights taken one after the other.
export function unroll({ layers, weights }) {
  const numbers = new Float32Array(bytes(weights).slice().buffer);
  let taken = 0;
  const take = (many) => numbers.subarray(taken, (taken += many));
  let inputs = SIDE * SIDE;
  return layers.map(({ units, activation }) => {
    const layer = { units, activation, kernel: take(inputs * units), bias: take(units) };
    inputs = units;
    return layer;
  });
}

const ACTIVATIONS = {
  linear: (sums) => sums,
  relu: (sums) => sums.map((z) => Math.max(0, z)),
  sigmoid: (sums) => sums.map((z) => 1 / (1 + Math.exp(-z))),
  tanh: (sums) => sums.map(Math.tanh),
  softmax: (sums) => {
    const most = Math.max(...sums);
    const powers = sums.map((z) => Math.exp(z - most));
    const total = powers.reduce((sum, power) => sum + power);
    return powers.map((power) => power / total);
  },
};

// Return what each layer gives for a picture, the outputs last.
export function forward(layers, picture) {
  let values = Float64Array.from(picture, (level) => level / 255);
  return layers.map(({ units, activation, kernel, bias }) => {
    const sums = Float64Array.from(bias);
    values.forEach((value, i) => {
      if (value) for (let j = 0; j < units; j++) sums[j] += value * kernel[i * units + j];
    });
    values = ACTIVATIONS[activation](sums);
    return values;
  });
}

// --- What is odd about it.

// Return what `pictures.doubts` says of a prepared picture that isn't blank, a line each.
export function doubts(picture, usual, outputs) {
  const lines = [];
  for (const [name, value] of Object.entries(measure(picture, usual))) {
    const [least, most] = usual.limits[name];
    const words = value < least ? usual.odd[name][0] : value > most ? usual.odd[name][1] : "";
    if (words) lines.push(`${words} (${short(value)}, usual are ${short(least)} to ${short(most)})`);
  }
  const largest = Math.max(...outputs);
  if (largest < usual.unsure)
    lines.push(`the network is unsure (its largest output is ${largest.toFixed(2)})`);
  return lines;
}

function short(value) {
  return `${Number(value.toPrecision(3))}`;
}

function measure(picture, { inked, references }) {
  const inside = (place) => place >= 0 && place < SIDE;
  const at = (row, column) =>
    inside(row) && inside(column) ? picture[row * SIDE + column] / 255 : 0;
  let [ink, outline, edge] = [0, 0, 0];
  for (let row = -1; row < SIDE; row++) {
    for (let column = -1; column < SIDE; column++) {
      const here = at(row, column);
      ink += here;
      outline += Math.hypot(at(row + 1, column) - here, at(row, column + 1) - here);
      if (Math.min(row, column) < 2 || Math.max(row, column) >= SIDE - 2) edge += here;
    }
  }
  return {
    ink,
    stroke: (2 * ink) / outline,
    edge: edge / ink,
    rest: 1 - largestPiece(picture, inked) / ink,
    distance: 1 - nearest(halve(picture), references),
  };
}

// Return the ink of the largest piece: pixels of that level that touch, at a corner too.
function largestPiece(picture, inked) {
  const left = Array.from(picture, (level) => level >= inked);
  let largest = 0;
  for (let start = left.indexOf(true); start >= 0; start = left.indexOf(true)) {
    let ink = 0;
    const found = [start];
    left[start] = false;
    while (found.length) {
      const i = found.pop();
      ink += picture[i] / 255;
      for (const near of neighbours(i).filter((other) => left[other])) {
        left[near] = false;
        found.push(near);
      }
    }
    largest = Math.max(largest, ink);
  }
  return largest;
}

// Return the pixel and all that touch it.
function neighbours(i) {
  const column = i % SIDE;
  const columns = [column - 1, column, column + 1].filter((each) => each >= 0 && each < SIDE);
  return [-SIDE, 0, SIDE].flatMap((row) => columns.map((each) => i - column + row + each));
}

// Return a picture at half its size, each pixel the sum of four.
function halve(picture) {
  const half = SIDE / 2;
  return Array.from({ length: half * half }, (_, i) => {
    const corner = Math.floor(i / half) * 2 * SIDE + (i % half) * 2;
    return [0, 1, SIDE, SIDE + 1].reduce((sum, step) => sum + picture[corner + step], 0);
  });
}

// Return the largest cosine between some levels and references of as many each.
function nearest(levels, references) {
  const long = Math.hypot(...levels);
  let largest = 0;
  for (let start = 0; start < references.length; start += levels.length) {
    let [product, square] = [0, 0];
    for (let i = 0; i < levels.length; i++) {
      const level = references[start + i];
      product += level * levels[i];
      square += level * level;
    }
    largest = Math.max(largest, product / (long * Math.sqrt(square) || 1));
  }
  return largest;
}

// --- What a reader sees.

// Make an element: its tag with classes, its attributes, what is in it.
export function make(tag, attributes = {}, ...inside) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  classes.forEach((each) => element.classList.add(each));
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
}

// Change a text, and only then: what is changed is read aloud.
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Draw grey levels as black ink on whatever is behind; `draw.css` turns it round on dark pages.
function paint(canvas, levels) {
  const image = new ImageData(canvas.width, canvas.height);
  levels.forEach((level, i) => (image.data[4 * i + 3] = level));
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// Make the paper. Who presses on it and moves draws, until `lift` is called or they let go.
function makePaper(ink, changed) {
  const paper = make("canvas.pad-paper", { width: WIDE, height: WIDE, role: "img" });
  let pen = null;

  function place(event) {
    const { left, top, width, height } = paper.getBoundingClientRect();
    return [((event.clientX - left) * WIDE) / width, ((event.clientY - top) * WIDE) / height];
  }

  paper.addEventListener("pointerdown", (event) => {
    if (pen !== null || event.button !== 0) return; // a second finger, or another mouse button
    event.preventDefault();
    pen = event.pointerId;
    paper.setPointerCapture(pen);
    ink.begin(...place(event));
    changed();
  });
  paper.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pen) return;
    const between = event.getCoalescedEvents?.() ?? [];
    for (const each of between.length ? between : [event]) ink.move(...place(each));
    changed();
  });
  const lift = () => (pen = null);
  paper.addEventListener("lostpointercapture", (event) => event.pointerId === pen && lift());
  return { paper, lift };
}

// Make the pad. `look(picture)` is called with the prepared picture when it has changed.
export function pad({ examples, labels, names }, look) {
  const ink = new Ink();
  const { paper, lift } = makePaper(ink, () => change("Your drawing."));
  const words = `The drawing as ${SIDE} × ${SIDE} grey levels`;
  const small = make("canvas.pad-small", { width: SIDE, height: SIDE, role: "img" });
  small.setAttribute("aria-label", words);
  const hint = make("p.pad-hint", { "aria-live": "polite" });
  let [frame, shown] = [0, -1];

  function change(what) {
    say(hint, what);
    paper.setAttribute("aria-label", `Drawing area. ${what}`);
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      const picture = prepare(ink.pixels);
      paint(paper, ink.pixels);
      paint(small, picture);
      look(picture);
    });
  }

  function button(text, act) {
    const made = make("button", { type: "button" }, text);
    made.addEventListener("click", () => {
      lift(); // another finger may still draw
      change(act());
    });
    return made;
  }

  const undo = button("Undo", () => {
    ink.undo();
    return ink.blank ? START : "One step back.";
  });
  const clear = button("Clear", () => {
    ink.put();
    return START;
  });
  const example = button("Example", () => {
    shown = (shown + 1) % labels.length;
    ink.put(examples.slice(shown * SIDE * SIDE, (shown + 1) * SIDE * SIDE));
    return `An example: ${names[labels[shown]]}.`;
  });
  change(START);
  const said = make("figcaption", {}, "The network gets this: 28 × 28");
  const figure = make("figure", {}, small, said);
  const group = { role: "group", "aria-label": "Drawing" };
  const buttons = make("div.pad-buttons", group, undo, clear, example);
  const sheet = make("div.pad-sheet", {}, paper, hint);
  return make("div.pad-draw", {}, sheet, make("div.pad-side", {}, figure, buttons));
}

// Make what a network says: one line, its doubts, and a bar for each class.
export function reading(names) {
  const verdict = make("p.pad-verdict", { "aria-live": "polite" });
  const reasons = make("ul.pad-reasons");
  const rows = names.map((name) => {
    const bar = make("div.pad-bar");
    const number = make("data");
    const cells = [make("td", {}, make("div.pad-track", {}, bar)), make("td", {}, number)];
    const row = make("tr", {}, make("th", { scope: "row" }, name), ...cells);
    return { row, bar, number };
  });
  const head = make("caption", {}, "Outputs");
  const body = make("tbody", {}, ...rows.map(({ row }) => row));
  const element = make("div.pad-reading", {}, verdict, reasons, make("table", {}, head, body));

  // Show outputs and what is doubted, or nothing where nothing is drawn.
  function show(outputs, why = []) {
    const best = outputs ? outputs.indexOf(Math.max(...outputs)) : -1;
    rows.forEach(({ row, bar, number }, i) => {
      const value = outputs ? outputs[i] : 0;
      row.classList.toggle("pad-best", i === best);
      bar.style.width = `${100 * value}%`;
      number.value = value;
      say(number, value.toFixed(2));
    });
    if (!outputs) say(verdict, "Nothing to read yet.");
    else say(verdict, why.length ? "I can't read this." : `I read: ${names[best]}.`);
    const lines = why.length ? [`the nearest is ${names[best]}`, ...why] : [];
    if (reasons.textContent !== lines.join(""))
      reasons.replaceChildren(...lines.map((line) => make("li", {}, line)));
  }

  show(null);
  return { element, show };
}

// Return bytes as they come: from a page as base64, from a kernel as a view of its message.
export function bytes(held) {
  if (typeof held !== "string") return new Uint8Array(held.buffer, held.byteOffset, held.byteLength);
  return Uint8Array.from(atob(held), (letter) => letter.charCodeAt(0));
}

// Return what Python tells (`draw.tell`), its arrays ready for use.
export function unpack(told) {
  return { ...told, examples: bytes(told.examples), references: bytes(told.references) };
}

// --- The notebook's widget: the network is in it, so that no message has to wait for the kernel.

export default {
  render({ model, el }) {
    const told = unpack(model.get("told"));
    const layers = unroll(told.network);
    const said = reading(told.names);

    function look(picture) {
      if (!picture.some(Boolean)) return said.show(null);
      const outputs = forward(layers, picture).at(-1);
      said.show(outputs, doubts(picture, told, outputs));
    }

    el.classList.add("course-pad");
    el.dataset.lmSuppressShortcuts = "true"; // Enter on a button is not JupyterLab's
    el.append(pad(told, look), said.element);
  },
};
