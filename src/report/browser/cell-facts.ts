/// <reference lib="dom" />

/** What is said of a cell by itself, its row, its column or its table, whichever comes first: see `CellFacts`. */
export function factOf(cell: HTMLTableCellElement, name: string): string | undefined {
  const table = cell.closest("table");
  const row = cell.parentElement as HTMLTableRowElement | null;
  const places = [cell, row?.cells[0], table?.tHead?.rows[0]?.cells[cell.cellIndex], table];
  return places.map((place) => place?.dataset[name]).find((fact) => fact !== undefined);
}
