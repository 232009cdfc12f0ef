// Points over two figures, of which less is better or (`up`) more; those that no other one
// beats are marked and joined. Figures: [{name, of(point), text, up}].
const frontOf = (points, x, y) => {
  const sign = f => f.up ? -1 : 1, sorted = [...points].sort((a, b) =>
    sign(x) * (x.of(a) - x.of(b)) || sign(y) * (y.of(a) - y.of(b)));
  const front = [];
  let best = Infinity;
  for (const p of sorted) if (sign(y) * y.of(p) < best) { best = sign(y) * y.of(p); front.push(p); }
  return front;
};
const drawScatter = (points, x, y, {name, selects = () => {}, picked = null}) => {
  const known = points.filter(p => Number.isFinite(x.of(p)) && Number.isFinite(y.of(p)));
  if (!known.length) return make("p", {}, `No point has both ${x.name} and ${y.name}.`);
  const wide = 1000, high = 360, left = 90, bottom = 42, front = frontOf(known, x, y), best = new Set(front);
  const span = f => {
    const all = known.map(f.of), low = Math.min(...all), top = Math.max(...all), room = (top - low || Math.abs(top) || 1) * .08;
    return [low >= 0 ? Math.max(0, low - room) : low - room, top + room];
  };
  const [x0, x1] = span(x), [y0, y1] = span(y);
  const px = p => left + (x.of(p) - x0) / (x1 - x0) * (wide - left - 20);
  const py = p => high - bottom - (y.of(p) - y0) / (y1 - y0) * (high - bottom - 14);
  const svg = make("svg", {viewBox: `0 0 ${wide} ${high}`, role: "group", "aria-label":
    `${y.name} over ${x.name} of ${known.length} points; ${front.length} of them no other one beats`});
  for (let i = 0; i <= 4; ++i) {
    const vx = x0 + i / 4 * (x1 - x0), vy = y0 + i / 4 * (y1 - y0);
    const gx = left + i / 4 * (wide - left - 20), gy = high - bottom - i / 4 * (high - bottom - 14);
    svg.append(make("line", {x1: gx, x2: gx, y1: 14, y2: high - bottom, stroke: "var(--line)"}),
      make("line", {x1: left, x2: wide - 20, y1: gy, y2: gy, stroke: "var(--line)"}),
      make("text", {x: gx, y: high - bottom + 15, "text-anchor": i === 4 ? "end" : "middle"}, x.text(vx)),
      make("text", {x: left - 6, y: gy + 4, "text-anchor": "end"}, y.text(vy)));
  }
  svg.append(make("text", {x: wide - 20, y: high - 6, "text-anchor": "end"}, x.name),
    make("text", {x: left + 6, y: 26}, y.name),
    make("polyline", {fill: "none", stroke: "var(--contended)", "stroke-width": 2,
      points: front.map(p => `${px(p)},${py(p)}`).join(" ")}));
  // A thousand stops for the tab key are none: beyond that the table below has them all.
  const many = known.length > 200;
  for (const p of known.filter(p => !best.has(p)).concat(front)) {
    const text = `${name(p)}\n${x.name} ${x.text(x.of(p))}, ${y.name} ${y.text(y.of(p))}` +
      (best.has(p) ? "\nno other point beats it" : "");
    const dot = make("circle", {cx: px(p), cy: py(p), r: p.number === picked ? 9 : best.has(p) ? 7 : 5,
      fill: best.has(p) ? "var(--contended)" : "var(--busy)", "fill-opacity": .75,
      stroke: p.number === picked ? "var(--ink)" : "none", "stroke-width": 2});
    const g = many && !best.has(p) ? make("g", {on: hovers(() => text)}, dot) : part(text, {}, dot);
    g.dataset.point = p.number;
    if (best.has(p)) g.dataset.front = "";
    g.addEventListener("click", () => selects(p.number));
    g.addEventListener("keydown", e => { if (e.key === "Enter") selects(p.number); });
    svg.append(g);
    if (front.length <= 12 && best.has(p)) svg.append(make("text", {x: px(p) + 9, y: py(p) - 7,
      "text-anchor": px(p) > wide * .75 ? "end" : "start", class: "on"}, name(p).slice(0, 44)));
  }
  return svg;
};
