"use strict";
// Filters the table, and marks the parts of the figure that is chosen. Without it the report can still be read.
(() => {
  const byId = (id) => document.getElementById(id);
  const rows = [...document.querySelectorAll("tbody tr")];
  const filters = ["speaker", "topic", "kind", "status"];
  const said = new Map(rows.map((row) => [row, `${row.textContent} ${row.title}`.toLowerCase()]));

  function filter() {
    const words = byId("search").value.toLowerCase().split(/\s+/u).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits = filters.every((name) => !byId(`by-${name}`).value || row.dataset[name] === byId(`by-${name}`).value)
        && words.every((word) => said.get(row).includes(word));
      row.hidden = !fits;
      count += fits ? 1 : 0;
    }
    byId("shown").textContent = String(count);
    for (const bubble of document.querySelectorAll(".bubble")) {
      bubble.classList.toggle("on", bubble.dataset.speaker === byId("by-speaker").value && bubble.dataset.topic === byId("by-topic").value);
    }
  }

  function choose(id) {
    for (const row of rows) row.classList.toggle("on", row.id === `r-${id}`);
    for (const piece of document.querySelectorAll("[data-r]")) {
      piece.classList.remove(...[...piece.classList].filter((name) => name.startsWith("on-")));
      for (const part of piece.dataset.r.split(" ")) {
        const at = part.indexOf(":");
        if (part.slice(at + 1) === id) piece.classList.add(`on-${part.slice(0, at)}`);
      }
    }
  }

  function chosen() {
    const hash = decodeURIComponent(location.hash);
    if (/^#[qr]-/u.test(hash)) choose(hash.slice(3));
  }

  byId("search").addEventListener("input", filter);
  for (const name of filters) byId(`by-${name}`).addEventListener("change", filter);
  byId("reset").addEventListener("click", () => {
    byId("search").value = "";
    for (const name of filters) byId(`by-${name}`).value = "";
    filter();
  });
  for (const bubble of document.querySelectorAll(".bubble")) {
    const take = () => {
      const same = bubble.classList.contains("on");
      byId("by-speaker").value = same ? "" : bubble.dataset.speaker;
      byId("by-topic").value = same ? "" : bubble.dataset.topic;
      filter();
    };
    bubble.addEventListener("click", take);
    bubble.addEventListener("keydown", (event) => {
      if (event.code === "Enter" || event.code === "Space") {
        event.preventDefault();
        take();
      }
    });
  }
  addEventListener("hashchange", chosen);
  chosen();
})();
