"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("filters");
  const cards = [...document.querySelectorAll("article.finding")];
  if (form) {
    const shown = byId("shown");
    const more = byId("more");
    let texts = null; // read when the first word is typed: of thousands of cards it takes a moment
    const apply = () => {
      const words = byId("query").value.toLowerCase().split(/\s+/).filter(Boolean);
      const levels = new Set([...form.querySelectorAll("[name=severity]:checked")].map((box) => box.value));
      const rule = byId("rule").value;
      const file = byId("file").value;
      const fixable = byId("fixable").checked;
      if (words.length && !texts) { texts = cards.map((card) => card.textContent.toLowerCase()); }
      let count = 0;
      for (const [index, card] of cards.entries()) {
        const data = card.dataset;
        const match = levels.has(data.severity) && (!rule || data.rule === rule) && (!file || data.file === file)
          && (!fixable || data.fix === "safe" || data.fix === "unsafe")
          && words.every((word) => texts[index].includes(word));
        card.hidden = !match;
        count += match;
      }
      const [some, all] = [count, cards.length].map((number) => number.toLocaleString("en"));
      shown.textContent = count === cards.length ? all : `${some} of ${all}`;
      byId("nothing").hidden = count > 0;
    };
    form.hidden = false;
    more.addEventListener("click", () => {
      more.setAttribute("aria-expanded", String(more.getAttribute("aria-expanded") === "false"));
    });
    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("hashchange", () => {
      const target = document.querySelector(":target");
      if (target && target.hidden) { form.reset(); }
    });
    // In the list only, so that a letter typed elsewhere stays a letter.
    byId("findings").addEventListener("keydown", (event) => {
      const step = { j: 1, k: -1 }[event.key];
      if (!step || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("form")) { return; }
      const open = cards.filter((card) => !card.hidden);
      const next = open[open.indexOf(event.target.closest("article")) + step];
      if (next) { next.querySelector("a").focus(); next.scrollIntoView({ block: "nearest" }); }
    });
    apply();
  }
  const query = byId("links-query");
  if (query) {
    const rows = [...document.querySelectorAll("#links tbody tr")];
    const folded = byId("quiet");
    const said = byId("links-shown");
    let texts = null;
    query.parentElement.hidden = false;
    query.addEventListener("input", () => {
      const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
      texts ??= rows.map((row) => row.textContent.toLowerCase());
      let count = 0;
      for (const [index, row] of rows.entries()) {
        const match = words.every((word) => texts[index].includes(word));
        row.hidden = !match;
        count += match;
      }
      if (folded) { folded.open = words.length > 0; }
      said.textContent = words.length ? `${count.toLocaleString("en")} of ${rows.length.toLocaleString("en")}` : "";
    });
  }
  for (const button of document.querySelectorAll(".copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = button.previousElementSibling;
      let done = false;
      try {
        await navigator.clipboard.writeText(text.textContent);
        done = true;
      } catch {
        getSelection().selectAllChildren(text);
        done = document.execCommand("copy");
      }
      button.textContent = done ? "Copied" : "Selected: press Ctrl+C";
      setTimeout(() => { button.textContent = "Copy as patch"; }, 2500);
    });
  }
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const body = table.tBodies[0];
        const rows = [...body.rows].map((row) => [row.cells[index].textContent, row]);
        rows.sort((one, two) => one[0].localeCompare(two[0], undefined, { numeric: true }) * (down ? -1 : 1));
        body.append(...rows.map((pair) => pair[1]));
      });
    });
  }
})();
