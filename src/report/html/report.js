// The list of findings: filter, sort, search, and one finding in full. Everything is put in as text, never as markup;
// nothing is fetched. Without this script the page still shows all its tables.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("findings-data").textContent);
  const table = document.getElementById("findings");
  const body = table.tBodies[0];
  const status = document.getElementById("list-status");
  const search = document.getElementById("filter-text");
  const choices = [...document.querySelectorAll("[data-filter]")];
  const SVG = "http://www.w3.org/2000/svg";
  const DAY = 86400000;

  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  const rows = [...body.rows].map((row, at) => {
    const finding = data.findings[at];
    const cells = [...row.cells];
    return {
      row,
      at,
      finding,
      keys: cells.map((cell) => cell.dataset.sort ?? cell.textContent),
      values: { tier: row.dataset.tier, rule: row.dataset.rule, month: row.dataset.month },
      text: (row.textContent + " " + finding.k + " " + finding.m + " " + finding.l).toLowerCase(),
      detail: null,
    };
  });

  // -- filter -------------------------------------------------------------------------------------------------------
  const count = new Intl.NumberFormat("en-US");
  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = choices.filter((choice) => choice.value).map((choice) => [choice.dataset.filter, choice.value]);
    let shown = 0;
    for (const entry of rows) {
      const fits =
        wanted.every(([name, value]) => entry.values[name] === value) && words.every((word) => entry.text.includes(word));
      entry.row.hidden = !fits;
      if (entry.detail) entry.detail.hidden = !fits;
      if (fits) shown += 1;
    }
    status.textContent = `${count.format(shown)} of ${count.format(rows.length)} findings on this page shown`;
  }
  search.addEventListener("input", filter);
  for (const choice of choices) choice.addEventListener("change", filter);
  document.getElementById("filter-form").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("filter-reset").addEventListener("click", () => {
    search.value = "";
    for (const choice of choices) choice.value = "";
    filter();
    search.focus();
  });

  // -- sort ---------------------------------------------------------------------------------------------------------
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = head.querySelector("button");
    if (!button) return;
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const isNumber = head.classList.contains("number") || head.dataset.kind === "number";
      const order = (a, b) => {
        const [x, y] = [a.keys[column], b.keys[column]];
        const compared = isNumber ? (x === "" ? -Infinity : Number(x)) - (y === "" ? -Infinity : Number(y)) : x < y ? -1 : x > y ? 1 : 0;
        return (down ? -compared : compared) || a.at - b.at;
      };
      const sorted = document.createDocumentFragment();
      for (const entry of [...rows].sort(order)) {
        sorted.append(entry.row);
        if (entry.detail) sorted.append(entry.detail);
      }
      body.append(sorted);
    });
  });

  // -- one finding --------------------------------------------------------------------------------------------------
  body.addEventListener("click", (event) => {
    const button = event.target.closest("button.open");
    if (!button) return;
    const entry = rows.find((candidate) => candidate.row.contains(button));
    const isOpen = button.getAttribute("aria-expanded") === "true";
    if (isOpen) {
      entry.detail.remove();
      entry.detail = null;
    } else {
      entry.detail = detail(entry);
      entry.row.after(entry.detail);
    }
    button.setAttribute("aria-expanded", String(!isOpen));
    if (isOpen) button.removeAttribute("aria-controls");
    else button.setAttribute("aria-controls", entry.detail.id);
  });
  body.addEventListener("keydown", (event) => {
    const within = event.key === "Escape" && event.target.closest("tr.detail, tr[data-tier]");
    if (!within) return;
    const entry = rows.find((candidate) => candidate.row === within || candidate.detail === within);
    const button = entry && entry.row.querySelector("button.open");
    if (button && entry.detail) {
      button.click();
      button.focus();
    }
  });

  function detail(entry) {
    const finding = entry.finding;
    const rule = data.rules[entry.values.rule] ?? {};
    const row = make("tr", undefined, "detail");
    row.id = "detail-" + entry.at;
    const cell = make("td");
    cell.colSpan = heads.length;
    row.append(cell);
    cell.append(make("p", finding.m, "sentence"));
    if (finding.t.length > 0) cell.append(timeline(finding), lines(finding));
    if (finding.c.length > 0) {
      cell.append(make("h4", "What had to hold"));
      const list = make("ul", undefined, "conditions");
      for (const [what, holds] of finding.c) {
        const item = make("li");
        const word = holds === null ? "unknown" : holds ? "true" : "false";
        item.append(make("span", word, "verdict " + word), " ", what);
        list.append(item);
      }
      cell.append(list);
    }
    const facts = make("dl");
    const fact = (name, text) => {
      if (text) facts.append(make("dt", name), make("dd", text));
    };
    fact("Evidence to request", finding.e ?? rule.evidence);
    fact("What would clear it", rule.clears);
    fact("Source", finding.s ?? rule.source);
    fact("Related lines", finding.l);
    fact("Claim line", finding.k);
    fact("Read from", finding.f);
    cell.append(facts);
    return row;
  }

  const PARTS = { flagged: "the flagged line", related: "proves the finding", other: "another line" };
  function lines(finding) {
    const wide = make("div", undefined, "wide");
    wide.tabIndex = 0;
    wide.setAttribute("role", "group");
    wide.setAttribute("aria-label", "The patient’s lines around it");
    const list = make("table");
    list.append(make("caption", "The patient’s lines around it"));
    const head = list.createTHead().insertRow();
    for (const name of ["day", "date", "code", "claim and line", "clinician", "diagnoses", "part"]) {
      const cell = make("th", name);
      cell.scope = "col";
      head.append(cell);
    }
    const rowsOf = list.createTBody();
    for (const [day, date, code, claim, clinician, diagnoses, part] of finding.t) {
      const row = rowsOf.insertRow();
      row.className = part;
      const sign = day > 0 ? "+" + day : String(day);
      for (const text of [sign, date, code, claim, clinician, diagnoses, PARTS[part] ?? part]) row.append(make("td", text));
    }
    wide.append(list);
    return wide;
  }

  function timeline(finding) {
    const [width, left, right] = [820, 70, 750];
    const REACH = 14;
    const x = (day) => left + ((Math.max(-REACH - 1, Math.min(REACH + 1, day)) + REACH) / (2 * REACH)) * (right - left);
    const stacks = new Map();
    const placed = finding.t.map(([day, date, code, , , , part]) => {
      const place = Math.max(-REACH - 1, Math.min(REACH + 1, day));
      const level = stacks.get(place) ?? 0;
      stacks.set(place, level + 1);
      return { day, date, code, part, level };
    });
    const levels = Math.max(1, ...stacks.values());
    const base = 26 + levels * 20;
    const svg = document.createElementNS(SVG, "svg");
    const add = (name, attributes, text) => {
      const element = document.createElementNS(SVG, name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      if (text !== undefined) element.textContent = text;
      svg.append(element);
      return element;
    };
    svg.setAttribute("viewBox", `0 0 ${width} ${base + 40}`);
    svg.setAttribute("class", "timeline");
    svg.setAttribute("role", "img");
    const window_ = finding.w ? ` The rule looked at day ${finding.w[0]} to day ${finding.w[1]}.` : "";
    svg.setAttribute("aria-label", `Timeline of ${finding.t.length} lines around ${finding.d}.${window_} The table below has them all.`);
    if (finding.w) {
      const [from, to] = finding.w.map((day) => Math.max(-REACH - 1.2, Math.min(REACH + 1.2, day)));
      if (from <= REACH && -REACH <= to) {
        const start = x(from) - (right - left) / (4 * REACH);
        const end = x(to) + (right - left) / (4 * REACH);
        add("rect", { x: start, y: 6, width: Math.max(2, end - start), height: base - 6, class: "window" });
      }
    }
    add("line", { x1: left - 30, y1: base, x2: right + 30, y2: base, class: "axis" });
    for (let day = -REACH; day <= REACH; day += 1) {
      const week = day % 7 === 0;
      add("line", { x1: x(day), y1: base, x2: x(day), y2: base + (week ? 8 : 4), class: "axis" });
      if (week) {
        const date = new Date(Date.parse(finding.d) + day * DAY);
        const text = Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(5, 10);
        add("text", { x: x(day), y: base + 20, class: "tick" }, day === 0 ? finding.d : text);
        add("text", { x: x(day), y: base + 34, class: "tick soft" }, day === 0 ? "day 0" : (day > 0 ? "+" : "") + day);
      }
    }
    for (const { day, date, code, part, level } of placed) {
      const [cx, cy] = [x(day), base - 10 - level * 20];
      const mark =
        part === "flagged"
          ? add("path", { d: `M${cx} ${cy - 7}L${cx + 7} ${cy}L${cx} ${cy + 7}L${cx - 7} ${cy}Z`, class: part })
          : add("circle", { cx, cy, r: 5, class: part });
      const title = document.createElementNS(SVG, "title");
      title.textContent = `${date}: ${code}, ${PARTS[part] ?? part}`;
      mark.append(title);
      const far = Math.abs(day) > REACH ? ` (${day > 0 ? "+" : ""}${day})` : "";
      const before = day > REACH - 2;
      add("text", { x: cx + (before ? -10 : 10), y: cy + 4, class: before ? "code before" : "code" }, code + far);
    }
    return svg;
  }

  filter();
})();
