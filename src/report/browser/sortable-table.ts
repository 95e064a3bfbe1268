/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** Tables that can be sorted by each column whose cells carry `data-value`: a button in its header does it. */
export function startSortableTables(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>("table.sortable"))
    for (const [column, header] of [...table.querySelectorAll<HTMLElement>("thead th")].entries())
      if (table.querySelector(`tbody tr > :nth-child(${column + 1})[data-value]`))
        makeSortable(table, header, column);
}

function makeSortable(table: HTMLTableElement, header: HTMLElement, column: number): void {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = header.textContent.trim();
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
  const valueOf = (row: HTMLTableRowElement): number => {
    const text = row.cells[column]?.dataset["value"] ?? "";
    return text === "" ? Number.NaN : Number(text);
  };
  const rows = [...body.rows].map((row) => ({ row, value: valueOf(row) }));
  const isAbsent = ({ value }: { value: number }): number => Number(Number.isNaN(value));
  rows.sort((a, b) => isAbsent(a) - isAbsent(b) || sign * (a.value - b.value) || 0);
  body.append(...rows.map(({ row }) => row));
}
