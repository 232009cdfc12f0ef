// The mapping of a group (docs/Mapping.md) as a picture: loops inside one another, and in each
// what is stored where while it runs. The shade of a buffer is its part of that memory.
const readMapping = text => {
  const found = {dims: [], loops: [], buffers: [], runs: []};
  for (const line of text.split("\n").map(l => l.trim())) {
    let m;
    if (line.startsWith("dims "))
      for (m of line.matchAll(/(d\d+) = (\d+)/g)) found.dims.push({name: m[1], extent: +m[2]});
    else if ((m = line.match(/^for (d\d+) by (\d+)/))) found.loops.push({dim: m[1], by: +m[2]});
    else if ((m = line.match(/^(window|local) (.*?) (?:(read write|read|write) )?\[(.*?)\] (\S+) in @"?([^"\s]+)"?(.*)$/)))
      found.buffers.push({kind: m[1], name: m[2], use: m[3] || "", dims: m[4] ? m[4].split(", ") : [],
        format: m[5], memory: m[6], rest: m[7], slots: +(m[7].match(/^ slots (\d+)/) || [0, 1])[1],
        stages: [...m[7].matchAll(/over @"?([^"\s]+)"? slots (\d+) inside (\d+)/g)].map(s =>
          ({memory: s[1], slots: +s[2], inside: +s[3]}))});
    else if (line.startsWith("run ")) found.runs.push(line.slice(4));
  }
  return found;
};
// Sizes of dims once the first `depth` loops stand.
const boxOf = (mapping, depth) => {
  const box = Object.fromEntries(mapping.dims.map(d => [d.name, d.extent]));
  for (const loop of mapping.loops.slice(0, depth)) box[loop.dim] = loop.by;
  return box;
};
const drawLoops = (text, memories) => {
  const mapping = readMapping(text), capacity = new Map(memories.map(m => [m.name, m.bytes]));
  const chip = (buffer, memory, slots, box) => {
    const sizes = buffer.dims.map(d => box[d] ?? 1), bits = +(buffer.format.match(/\d+/) || [32])[0];
    const size = Math.ceil(sizes.reduce((a, b) => a * b, 1) * bits / 8) * slots;
    return make("li", {style: `--full: ${Math.min(100, 100 * size / (capacity.get(memory) || size)).toFixed(1)}%`},
      `@${memory}: ${buffer.name} ${buffer.use ? buffer.use + " " : ""}${sizes.join("x") || "1"} ` +
      `${buffer.format}${slots > 1 ? ` x ${slots} slots` : ""}, ${bytes(size)}`);
  };
  const storage = (depth, isTile) => {
    const box = boxOf(mapping, depth), chips = [];
    for (const b of mapping.buffers) {
      if (!isTile) for (const s of b.stages) if (s.inside === depth) chips.push(chip(b, s.memory, s.slots, box));
      if (isTile) chips.push(b.rest.startsWith(" at ")
        ? chip(b, b.memory, 1, boxOf(mapping, 0)) : chip(b, b.memory, b.slots, box));
    }
    return chips.length ? [make("ul", {"aria-label": "stored"}, ...chips)] : [];
  };
  const level = depth => {
    if (depth === mapping.loops.length) {
      const box = boxOf(mapping, depth);
      return make("ol", {class: "tile"}, make("li", {}, "tile " + (mapping.dims.map(d =>
        `${d.name} ${box[d.name]}`).join(" x ") || "of one element"), ...storage(depth, true),
        make("ol", {class: "tile"}, ...mapping.runs.map(r => make("li", {}, r)))));
    }
    const loop = mapping.loops[depth], extent = boxOf(mapping, depth)[loop.dim];
    return make("ol", {}, make("li", {}, `for ${loop.dim}: ${extent} by ${loop.by}, ` +
      `${Math.ceil(extent / loop.by)} times`, ...storage(depth + 1, false), level(depth + 1)));
  };
  return make("div", {class: "loops", role: "group", "aria-label": "Loops and storage"},
    ...storage(0, false), level(0));
};
const tileOf = text => {
  const mapping = readMapping(text || ""), box = boxOf(mapping, mapping.loops.length);
  return mapping.dims.map(d => `${d.name} ${box[d.name]}`).join(" ");
};
