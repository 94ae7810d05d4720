// The page: networks whose weights lie in it read the drawing, and show what goes on in them.
// It stands behind helpers/draw.js in one module, whose names it uses.

const CELL = 10; // canvas pixels of a unit or a weight
const LINE = 16; // units in a row

const told = unpack(JSON.parse(document.getElementById("data").textContent));

function strongest(values) {
  return values.indexOf(Math.max(...values));
}

function canvas(width, height) {
  const size = { width: width * CELL, height: height * CELL };
  return make("canvas", { ...size, role: "img", "aria-label": "Nothing drawn yet." });
}

// Draw numbers as squares, the larger the number the larger: full above 0, hollow below.
function squares(drawn, values, columns, most, marked = -1) {
  const pen = drawn.getContext("2d");
  pen.clearRect(0, 0, drawn.width, drawn.height);
  values.forEach((value, i) => {
    const side = (CELL - 3) * Math.sqrt(Math.min(1, Math.abs(value) / (most || 1)));
    const [x, y] = [(i % columns) * CELL, Math.floor(i / columns) * CELL];
    const corner = (CELL - side) / 2;
    if (value > 0) pen.fillRect(x + corner, y + corner, side, side);
    else if (side > 2) pen.strokeRect(x + corner + 0.5, y + corner + 0.5, side - 1, side - 1);
    if (i === marked) pen.strokeRect(x + 0.5, y + 0.5, CELL - 1, CELL - 1);
  });
}

// Make the part of the page for one network; it has `show(picture)`.
function network(facts) {
  const layers = unroll(facts);
  const said = reading(told.names);
  const hidden = layers.slice(0, -1).map(({ units }, i) => {
    const drawn = canvas(LINE, Math.ceil(units / LINE));
    const words = make("figcaption");
    return { figure: make("figure", {}, words, drawn), drawn, words, name: `Hidden layer ${i + 1}` };
  });
  const weights = canvas(SIDE, SIDE);
  const words = make("figcaption");
  const parts = [...hidden.map(({ figure }) => figure), make("figure.weights", {}, words, weights)];
  const title = make("h2", {}, facts.title);
  const element = make("section", {}, title, make("p", {}, facts.about), said.element, ...parts);

  function showHidden(values, { drawn, words, name }) {
    const best = strongest(values);
    squares(drawn, values, LINE, values[best], values[best] > 0 ? best : -1);
    const active = values.filter((value) => value > 0).length;
    const unit = values[best] > 0 ? `unit ${best}, framed, with ${values[best].toFixed(2)}` : "none";
    say(words, `${name}: ${active} of ${values.length} units active. Strongest: ${unit}.`);
    drawn.setAttribute("aria-label", words.textContent);
  }

  // The weights of the first layer's strongest unit, each where its pixel is.
  function showWeights(values) {
    const { kernel, units } = layers[0];
    const best = strongest(values);
    const own = Float32Array.from({ length: SIDE * SIDE }, (_, i) => kernel[i * units + best]);
    const most = own.map(Math.abs).sort()[Math.floor(0.99 * own.length)];
    squares(weights, own, SIDE, most);
    const unit = hidden.length ? `unit ${best}` : `that of ${told.names[best]}`;
    say(words, `Weights of the first layer's strongest unit, ${unit}.`);
    weights.setAttribute("aria-label", words.textContent);
  }

  function show(picture) {
    if (!picture.some(Boolean)) {
      said.show(null);
      hidden.forEach(({ drawn, words, name }, i) => {
        squares(drawn, [], LINE, 1);
        say(words, `${name}: ${layers[i].units} units.`);
      });
      squares(weights, [], SIDE, 1);
      say(words, "Weights of the first layer's strongest unit.");
      return;
    }
    const values = forward(layers, picture);
    said.show(values.at(-1), doubts(picture, told, values.at(-1)));
    hidden.forEach((part, i) => showHidden(values[i], part));
    showWeights(values[0]);
  }

  return { element, show };
}

const networks = told.networks.map(network);

function look(picture) {
  for (const { show } of networks) show(picture);
}

document.getElementById("pad").append(pad(told, look));
document.getElementById("networks").append(...networks.map(({ element }) => element));
// A file that is dropped by accident would take the page's place.
for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => event.preventDefault());
