"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("filters");
  const cards = [...document.querySelectorAll("article.finding")];
  if (form) {
    const shown = byId("shown");
    const texts = cards.map((card) => card.textContent.toLowerCase());
    const apply = () => {
      const words = byId("query").value.toLowerCase().split(/\s+/).filter(Boolean);
      const levels = new Set([...form.querySelectorAll("[name=severity]:checked")].map((box) => box.value));
      const rule = byId("rule").value;
      const file = byId("file").value;
      const fixable = byId("fixable").checked;
      let count = 0;
      for (const [index, card] of cards.entries()) {
        const data = card.dataset;
        const match = levels.has(data.severity) && (!rule || data.rule === rule) && (!file || data.file === file)
          && (!fixable || data.fix === "safe" || data.fix === "unsafe")
          && words.every((word) => texts[index].includes(word));
        card.hidden = !match;
        count += match;
      }
      shown.textContent = count === cards.length ? String(count) : `${count} of ${cards.length}`;
      byId("nothing").hidden = count > 0;
    };
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("hashchange", () => {
      const target = document.querySelector(":target");
      if (target && target.hidden) { form.reset(); }
    });
    apply();
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
