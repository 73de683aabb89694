"use strict";
// Filters: each group of controls hides what does not match.
for (const group of document.querySelectorAll("[data-filters]")) {
  const items = Array.from(document.querySelectorAll(group.dataset.filters), (element) => ({
    element,
    text: element.textContent.toLowerCase(),
  }));
  const search = group.querySelector("input[type=search]");
  const boxes = Array.from(group.querySelectorAll("input[type=checkbox]"));
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/);
    const shown = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    for (const { element, text } of items) {
      const severity = element.dataset.severity;
      element.hidden =
        (severity !== undefined && !shown.has(severity)) || !words.every((word) => text.includes(word));
    }
  };
  group.hidden = false;
  group.addEventListener("input", apply);
  apply();
}
// Tables: a click on a heading sorts, another click turns the order round.
const collator = new Intl.Collator("en", { numeric: true });
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  const headings = Array.from(table.tHead.rows[0].cells);
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const up = heading.getAttribute("aria-sort") !== "ascending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", up ? "ascending" : "descending");
      const keyed = Array.from(body.rows, (row) => {
        const cell = row.cells[column];
        const order = cell.dataset.order;
        return { row, key: order === undefined ? cell.textContent : Number(order) };
      });
      keyed.sort((a, b) => {
        const order = typeof a.key === "number" ? a.key - b.key : collator.compare(a.key, b.key);
        return up ? order : -order;
      });
      body.append(...keyed.map(({ row }) => row));
    });
  });
}
