// A machine as a block diagram: memories from the home memory on, a column a level, paths
// between them, and engines that compute behind the memories that they work in. What a run
// (`use`: {cycles, units, traffic, memory}) kept busy is coloured by how much.
const shadeOf = part => part === null ? "var(--line)"
  : `color-mix(in oklab, var(--busy) ${Math.round(100 * Math.min(part, 1))}%, var(--line))`;
const rate = (perCycle, hertz) => `${count(perCycle)} B/cycle, ` +
  scaled(perCycle * hertz, ["B/s", "kB/s", "MB/s", "GB/s", "TB/s"], 1000);
const clock = hertz => scaled(hertz, ["Hz", "kHz", "MHz", "GHz"], 1000);
// Levels: hops from the home memory. What no path reaches is behind the last one.
const levelsOf = hardware => {
  const level = new Map([[hardware.memories.find(m => m.home).name, 0]]);
  for (let grown = true; grown;) {
    grown = false;
    const known = new Map(level);
    for (const p of hardware.paths) for (const [a, b] of [[p.from, p.to], [p.to, p.from]])
      if (known.has(a) && !level.has(b)) { level.set(b, known.get(a) + 1); grown = true; }
  }
  const last = Math.max(...level.values());
  for (const m of hardware.memories) if (!level.has(m.name)) level.set(m.name, last + (last === 0));
  return level;
};
// Engines that compute: equal ones (mxu0, mxu1, ...) are one block.
const enginesOf = hardware => {
  const groups = new Map();
  for (const engine of hardware.engines) {
    const own = hardware.instructions.filter(i => i.engine === engine.name);
    if (!own.length) continue;
    const key = JSON.stringify([engine.name.replace(/\.?\d+$/, ""), engine.queue_depth, engine.hertz,
      own.map(i => [i.dims, i.macs_per_cycle, i.memories])]);
    if (!groups.has(key)) groups.set(key, {names: [], engine, instructions: own,
      peak: Math.max(...own.map(i => i.macs_per_cycle)), memories: new Set(own.flatMap(i => i.memories))});
    groups.get(key).names.push(engine.name);
  }
  return [...groups.values()];
};
const drawMachine = (hardware, use = null) => {
  const level = levelsOf(hardware), engines = enginesOf(hardware), hertz = hardware.hertz;
  const columns = [];
  for (const m of hardware.memories) (columns[level.get(m.name)] ||= []).push(m);
  columns.push(engines);
  const wide = 1000, boxWide = 150, boxHigh = 74, rows = Math.max(...columns.map(c => c.length));
  const high = rows * 122 + 16, said = [];
  const spot = (column, row) => ({x: columns.length === 1 ? 20
    : 12 + column * (wide - boxWide - 24) / (columns.length - 1),
    y: (row + .5) * high / columns[column].length - boxHigh / 2});
  const places = new Map(), svg = make("svg", {viewBox: `0 0 ${wide} ${high}`, role: "group",
    "aria-label": `Block diagram of ${hardware.name}: ${hardware.memories.length} memories, ` +
      `${hardware.paths.length} paths, ${engines.length} kinds of engines`});
  columns.forEach((column, i) => column.forEach((one, j) => places.set(one.name || one, {...spot(i, j), column: i})));
  const busyOf = name => use ? (use.units.find(u => u.name === name)?.states.busy ?? 0) / Math.max(use.cycles, 1) : null;
  const say = text => { said.push(text.replaceAll("\n", ", ")); return text; };
  // Links of engines lie behind all else.
  for (const e of engines) for (const name of e.memories) {
    const a = places.get(name), b = places.get(e), y1 = a.y + boxHigh / 2, y2 = b.y + boxHigh / 2;
    const x1 = a.x + boxWide, middle = (x1 + b.x) / 2;
    svg.append(make("path", {d: `M${x1},${y1} C${middle},${y1} ${middle},${y2} ${b.x},${y2}`, fill: "none",
      stroke: "var(--soft)", "stroke-dasharray": "2 4", "stroke-opacity": .7}));
  }
  // Paths that share a name and paths in both directions lie side by side.
  const pairs = new Map();
  for (const p of hardware.paths) {
    const key = [p.from, p.to].sort().join(" ");
    if (!pairs.has(key)) pairs.set(key, []);
    pairs.get(key).push(p);
  }
  for (const paths of pairs.values()) paths.forEach((p, i) => {
    const [a, b] = [places.get(p.from), places.get(p.to)], forth = a.column <= b.column;
    const [left, right] = forth ? [a, b] : [b, a], off = (i - (paths.length - 1) / 2) * 20;
    const sum = use ? use.traffic[p.name] ?? 0 : 0, full = p.bytes_per_cycle * (use?.cycles ?? 0);
    const part0 = use ? full ? sum / full : 0 : null;
    const x1 = left.x + boxWide, y1 = left.y + boxHigh / 2 + off, y2 = right.y + boxHigh / 2 + off;
    const same = left.column === right.column, x2 = same ? right.x + boxWide : right.x;
    const bend = same ? x1 + 46 : (x1 + x2) / 2;
    const text = say(`path ${p.name}\n${rate(p.bytes_per_cycle, hertz)}` +
      `\ndriven by @${p.engine}, latency ${count(p.latency)} cycles, burst ${count(p.burst)} B` +
      (use ? `\n${bytes(sum)} moved, ${share(sum, full)} of its rate` : ""));
    // The label stands where lines lie apart: at the end whose column has more boxes.
    const t = same ? .5 : columns[right.column].length >= columns[left.column].length ? .72 : .28, u = 1 - t;
    const lx = u * u * u * x1 + 3 * u * t * bend + t * t * t * x2;
    const ly = u * u * u * y1 + 3 * u * u * t * y1 + 3 * u * t * t * y2 + t * t * t * y2;
    const [hx, hy, dir] = forth ? [x2, y2, same ? 1 : -1] : [x1, y1, 1];
    svg.append(part(text, {"data-path": p.name},
      make("path", {d: `M${x1},${y1} C${bend},${y1} ${bend},${y2} ${x2},${y2}`, fill: "none",
        stroke: shadeOf(part0), "stroke-width": 2 + 5 * Math.min(part0 ?? 0, 1)}),
      make("polygon", {points: `${hx},${hy} ${hx + dir * 9},${hy - 5} ${hx + dir * 9},${hy + 5}`,
        fill: "var(--soft)"}),
      make("text", {x: lx, y: ly + 4, "text-anchor": same ? "start" : "middle", class: "on"},
        `${count(p.bytes_per_cycle)} B/cycle`)));
  });
  const block = (place, text, attributes, shade, lines, filled) => {
    const g = part(text, attributes,
      make("rect", {x: place.x, y: place.y, width: boxWide, height: boxHigh, rx: 6, fill: "var(--card)",
        stroke: shadeOf(shade), "stroke-width": 3}));
    if (filled) g.append(make("rect", {x: place.x + 4, y: place.y + boxHigh - 9, height: 5, rx: 2,
      width: Math.max(0, (boxWide - 8) * Math.min(filled, 1)), fill: "var(--busy)"}));
    lines.forEach((line, i) => g.append(make("text", {x: place.x + 10, y: place.y + 19 + i * 16,
      class: i ? "" : "name"}, line)));
    svg.append(g);
  };
  for (const m of hardware.memories) {
    const limit = m.bytes_per_cycle || m.read_bytes_per_cycle + m.write_bytes_per_cycle;
    const sum = use ? hardware.paths.filter((p, i) => (p.from === m.name || p.to === m.name) &&
      hardware.paths.findIndex(q => q.name === p.name) === i)
      .reduce((n, p) => n + (use.traffic[p.name] ?? 0), 0) : 0;
    const part0 = use ? limit ? sum / (limit * Math.max(use.cycles, 1)) : 0 : null;
    const full = use?.memory[m.name];
    block(places.get(m.name), say(`memory @${m.name}${m.home ? " (home)" : ""}: ${bytes(m.bytes)}` +
      `\n${rate(limit, hertz)}, latency ${count(m.latency)} cycles` +
      (m.banks ? `, ${m.banks} banks` : "") +
      (use ? `\n${bytes(sum)} through its paths, ${share(sum, limit * use.cycles)} of its rate` : "") +
      (full ? `\nat most ${bytes(full.live_peak)} alive, ${share(full.live_peak, full.capacity)}` : "")),
      {"data-memory": m.name}, part0,
      [`@${m.name}`, bytes(m.bytes) + (m.banks ? `, ${m.banks} banks` : ""), `${count(limit)} B/cycle`],
      full ? full.live_peak / Math.max(full.capacity, 1) : 0);
  }
  for (const e of engines) {
    const shares = e.names.map(busyOf), mean = use ? shares.reduce((a, b) => a + b, 0) / shares.length : null;
    const name = e.names.length > 1 ? `${e.names.length} x @${e.names[0].replace(/\.?\d+$/, "")}` : `@${e.names[0]}`;
    const peak = e.peak ? `${count(e.peak)} MACs/cycle` : `${e.instructions.length} instruction${e.instructions.length > 1 ? "s" : ""}`;
    block(places.get(e), say(`engine ${name} at ${clock(e.engine.hertz)}` +
      (e.peak ? `\n${peak}${e.names.length > 1 ? " each" : ""}, ` +
        scaled(2 * e.peak * e.names.length * hertz, ["op/s", "kop/s", "Mop/s", "Gop/s", "Top/s"], 1000) : "") +
      `\n${e.instructions.map(i => "@" + i.name).slice(0, 8).join(", ")}` +
      (e.instructions.length > 8 ? ` and ${e.instructions.length - 8} more` : "") +
      (use ? `\nbusy ${shares.map(s => share(s, 1)).join(", ")}` : "")),
      {"data-engine": e.names.join(" ")}, mean,
      [name, `${peak}`, clock(e.engine.hertz) + (use ? `, busy ${share(mean, 1)}` : "")], mean ?? 0);
  }
  const movers = [...new Set(hardware.paths.map(p => p.engine))];
  for (const name of movers) said.push(`engine @${name} drives ` +
    hardware.paths.filter(p => p.engine === name).map(p => p.name).join(", ") +
    (use ? `; busy ${share(busyOf(name), 1)}` : ""));
  return make("figure", {}, svg, make("p", {class: "soft"}, "Paths are driven by ",
    movers.map(name => "@" + name + (use ? ` (busy ${share(busyOf(name), 1)})` : "")).join(", "), ". ",
    use ? "The bluer, the busier; bars in boxes: how full a memory gets, how busy an engine is." : ""),
    make("details", {}, make("summary", {}, "The diagram as text"),
      make("ul", {}, ...said.map(line => make("li", {}, line)))));
};
