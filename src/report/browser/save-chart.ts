/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { View } from "vega";
import { CONFIG, drawnChart, viewOf, type SpecEdit } from "./draw-charts.ts";

/** Pixels of a saved picture for each of the chart. */
const PNG_SCALE = 2;

/** Below a chart the forms that it can be saved in: as it is drawn now, in the colours of the page. */
export function offerToSave(figure: HTMLElement, edits: readonly SpecEdit[]): void {
  if (figure.querySelector(".save") !== null) return;
  const forms: Readonly<Record<string, () => Promise<Blob>>> = {
    SVG: async () => new Blob([withColours(await currentView(figure).toSVG())], { type: "image/svg+xml" }),
    PNG: () => picture(figure, edits),
    CSV: async () => new Blob([figuresAsCsv(currentView(figure))], { type: "text/csv" }),
  };
  const title = figure.querySelector("strong")?.textContent ?? "chart";
  const row = document.createElement("div");
  row.className = "save";
  for (const [form, make] of Object.entries(forms)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = form;
    button.setAttribute("aria-label", `Save "${title}" as ${form}`);
    button.addEventListener("click", () => {
      void make().then((blob) => save(blob, `${figure.id.replace(/^chart-/, "")}.${form.toLowerCase()}`));
    });
    row.append(button);
  }
  figure.append(row);
}

function currentView(figure: HTMLElement): View {
  const known = drawnChart(figure);
  if (known === undefined) throw new Error(`${figure.id} is not drawn`);
  return known.view;
}

/** Colours of the page stand as variables, which nothing outside of it knows. */
function withColours(text: string): string {
  const style = getComputedStyle(document.documentElement);
  const ground = style.getPropertyValue("--surface").trim();
  return text
    .replace(/var\((--[\w-]+)\)/g, (_, name: string) => style.getPropertyValue(name).trim())
    .replace(/background-color: transparent/, `background-color: ${ground}`);
}

/** Drawn once more with plain colours, out of sight: a canvas knows no variables. */
async function picture(figure: HTMLElement, edits: readonly SpecEdit[]): Promise<Blob> {
  const [known, width] = [drawnChart(figure), figure.querySelector(".plot")?.clientWidth ?? 0];
  if (known === undefined) throw new Error(`${figure.id} is not drawn`);
  const edited = edits.reduce((spec, edit) => edit(spec, figure), known.spec);
  const ground = getComputedStyle(document.documentElement).getPropertyValue("--surface").trim();
  const plain = <T>(value: T): T => JSON.parse(withColours(JSON.stringify(value))) as T;
  const place = document.createElement("div");
  place.className = "unseen";
  place.style.width = `${width}px`;
  document.body.append(place);
  const view = viewOf({ ...plain(edited), background: ground }, plain(CONFIG));
  try {
    const canvas = await (await view.initialize(place).runAsync()).toCanvas(PNG_SCALE);
    return await new Promise((take, refuse) =>
      canvas.toBlob((blob) => (blob === null ? refuse(new Error("no picture")) : take(blob)), "image/png"),
    );
  } finally {
    view.finalize();
    place.remove();
  }
}

interface Item {
  readonly items?: readonly Item[];
  readonly tooltip?: unknown;
  readonly datum?: Readonly<Record<string, unknown>>;
}

/** Every figure that a mark tells, with the numbers behind it; alike rows once. */
function figuresAsCsv(view: View): string {
  const { root } = view.scenegraph() as unknown as { readonly root: Item };
  const rows = new Map<string, Readonly<Record<string, unknown>>>();
  const visit = ({ items, tooltip, datum }: Item): void => {
    if (tooltip !== undefined && tooltip !== null && datum !== undefined) {
      const told = Object.entries(datum).filter(([, value]) => typeof value !== "object");
      const row = Object.fromEntries(told);
      rows.set(JSON.stringify(row), row);
    }
    for (const item of items ?? []) visit(item);
  };
  visit(root);
  const columns = [...new Set([...rows.values()].flatMap((row) => Object.keys(row)))];
  const line = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(",")}\n`;
  return [columns, ...[...rows.values()].map((row) => columns.map((name) => row[name]))].map(line).join("");
}

/** RFC 4180. */
function csvCell(value: unknown): string {
  const text = value === undefined || value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
