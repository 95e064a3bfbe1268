/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** Tables with fewer rows are read at a glance. */
const LEAST_TO_SORT = 3;
const LEAST_TO_FILTER = 8;

/**
 * Tables within `root` sort by each column of texts, or whose cells carry `data-value`: a button in its header does it.
 * Long ones have a field for words, which leaves the rows that hold all of them.
 */
export function startSortableTables(root: ParentNode): void {
  for (const table of root.querySelectorAll<HTMLTableElement>("table")) {
    const rows = table.tBodies[0]?.rows.length ?? 0;
    if (table.closest(".without-script") !== null || table.dataset["sorts"] !== undefined) continue;
    table.dataset["sorts"] = "";
    if (rows >= LEAST_TO_SORT)
      for (const [column, header] of [...table.querySelectorAll<HTMLElement>("thead tr > *")].entries())
        if (isSortable(table, header, column)) makeSortable(table, header, column);
    if (rows >= LEAST_TO_FILTER && !table.querySelector("tr[data-status], tr[data-outcome], tr[data-o0]"))
      makeFilter(table);
  }
}

const isSortable = (table: HTMLTableElement, header: HTMLElement, column: number): boolean =>
  table.querySelector(`tbody tr > :nth-child(${column + 1})[data-value]`) !== null ||
  (!table.classList.contains("sortable") &&
    !header.classList.contains("figure") &&
    header.textContent !== "");

function makeSortable(table: HTMLTableElement, header: HTMLElement, column: number): void {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...header.childNodes);
  header.replaceChildren(button);
  button.addEventListener("click", () => {
    const isAscending = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", isAscending ? "descending" : "ascending");
    sort(table, column, isAscending ? -1 : 1);
  });
}

/** Cells without a value come last either way. */
function sort(table: HTMLTableElement, column: number, sign: 1 | -1): void {
  const body = table.tBodies[0];
  if (!body) return;
  const rows = [...body.rows].map((row) => ({ row, ...keyOf(row.cells[column]) }));
  const isAbsent = ({ value, text }: { value: number; text: string }): number =>
    Number(Number.isNaN(value) && text === "");
  rows.sort(
    (a, b) =>
      isAbsent(a) - isAbsent(b) ||
      sign * (a.value - b.value || a.text.localeCompare(b.text, "en", { numeric: true })),
  );
  body.append(...rows.map(({ row }) => row));
}

/** What a cell is sorted by: its number, or its text. */
function keyOf(cell: HTMLTableCellElement | undefined): { readonly value: number; readonly text: string } {
  const value = cell?.dataset["value"];
  if (value === undefined) return { value: Number.NaN, text: cell?.textContent.trim() ?? "" };
  return { value: value === "" ? Number.NaN : Number(value), text: "" };
}

function makeFilter(table: HTMLTableElement): void {
  const [label, search, output] = [
    document.createElement("label"),
    document.createElement("input"),
    document.createElement("output"),
  ];
  search.type = "search";
  label.className = "filter";
  label.append("Filter ", search, output);
  search.addEventListener("input", () => {
    const rows = [...(table.tBodies[0]?.rows ?? [])];
    const asked = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !asked.every((word) => text.includes(word));
    }
    const shown = rows.filter((row) => !row.hidden).length;
    output.textContent = shown === rows.length ? "" : `${shown} of ${rows.length}`;
  });
  (table.closest(".scroll") ?? table).before(label);
}
