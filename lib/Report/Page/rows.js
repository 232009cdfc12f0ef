// A table in #rows of which only the rows in sight exist, sorted by its heads, filtered by
// #filter and `keeps`, walked through by keys. A column: {name, of(row) or a field, width in percent,
// text(value), left: no number, mark(row): a class}. Rows have a `number`, from 0 on.
const rowTable = ({columns, rows, words, noun, selects, keeps = () => true}) => {
  const box = at("rows"), body = box.querySelector("tbody"), height = 28;
  const valueOf = (row, column) => typeof column.of === "function" ? column.of(row) : row[column.of];
  let order = rows, sorted = null, descending = false, selected = -1;
  const draw = () => {
    const first = Math.max(0, Math.floor(box.scrollTop / height) - 8);
    const last = Math.min(order.length, first + Math.ceil(box.clientHeight / height) + 16);
    const space = n => make("tr", {"aria-hidden": "true"}, make("td", {colspan: columns.length,
      style: `height: ${n * height}px; padding: 0; border: 0`}));
    body.replaceChildren(space(first), ...order.slice(first, last).map((row, i) => make("tr",
      {"aria-selected": row.number === selected, "aria-rowindex": first + i + 2, "data-op": row.number,
       on: {click: () => selects(row.number)}},
      ...columns.map(c => {
        const value = valueOf(row, c), text = c.text ? c.text(value, row) : c.left ? value : count(value);
        return make("td", {class: (c.left ? "" : "n ") + (c.mark ? c.mark(row) : ""), title: text}, text);
      }))), space(order.length - last));
  };
  const arrange = () => {
    const wanted = at("filter").value.toLowerCase();
    order = rows.filter(row => keeps(row)).filter(row => !wanted || words(row).some(t => String(t).toLowerCase().includes(wanted)));
    if (sorted) order.sort((a, b) => {
      const x = valueOf(a, sorted), y = valueOf(b, sorted);
      return (descending ? -1 : 1) * (x < y ? -1 : x > y ? 1 : 0) || a.number - b.number;
    });
    at("count").textContent = `${count(order.length)} of ${count(rows.length)} ${noun}`;
    box.querySelector("table").setAttribute("aria-rowcount", order.length + 1);
    draw();
  };
  box.querySelector("thead").append(make("tr", {}, ...columns.map(c => make("th",
    {scope: "col", class: c.left ? "" : "n", style: `width: ${c.width}%`, "aria-sort": "none"},
    make("button", {type: "button", title: c.name, on: {click: event => {
      descending = sorted === c ? !descending : !c.left;
      sorted = c;
      for (const th of box.querySelectorAll("th")) th.setAttribute("aria-sort", "none");
      event.currentTarget.parentNode.setAttribute("aria-sort", descending ? "descending" : "ascending");
      arrange();
    }}}, c.name)))));
  box.addEventListener("scroll", () => requestAnimationFrame(draw));
  box.addEventListener("keydown", event => {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (!step || !order.length || event.target !== box) return;
    event.preventDefault();
    const at = order.findIndex(row => row.number === selected);
    const row = Math.min(Math.max(at + step, 0), order.length - 1);
    if (row * height < box.scrollTop || (row + 3) * height > box.scrollTop + box.clientHeight)
      box.scrollTop = (row - 6) * height;
    selects(order[row].number);
  });
  at("filter").addEventListener("input", () => { box.scrollTop = 0; arrange(); });
  arrange();
  return {
    arrange,
    mark(number, scrolls) {
      selected = number;
      const row = order.findIndex(r => r.number === number);
      if (scrolls && row >= 0) {
        box.scrollTop = (row - 4) * height;
        box.scrollIntoView({block: "center"});
      }
      draw();
    },
  };
};
