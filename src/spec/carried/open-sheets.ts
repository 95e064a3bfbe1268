import type { z } from "zod";
import type { Cell } from "../yaml/cell.ts";
import type { Sheet } from "../yaml/sheet.ts";
import type { MapNode, Place, ScalarNode, SourceText, SpecNode } from "../yaml/spec-node.ts";
import type { CarriedCell, CarriedSheet, CarriedSpec } from "./carried-spec.ts";

export interface OpenSheets {
  readonly root: Sheet;
  /** What a sheet came to when it was carried. */
  readonly templateOf: (sheet: Sheet) => unknown;
  /** Settings of nothing that the spec has. */
  readonly unknown: readonly string[];
}

/** Where numbers that a reader put in stand: in none of the files. */
const SET: SourceText = { file: "--set", text: "" };

/** No schema comes with a sheet: what it came to has been checked, and settings change numbers alone. */
const UNCHECKED = undefined as unknown as z.core.$ZodType;

/**
 * Sheets as they were carried, and for each question the first of them with its parts, settings put in: alike in all
 * that is read of them to those that a loader builds. `prefix` is what the paths of its own settings begin with.
 */
export function openSheets(
  carried: CarriedSpec,
): (
  settings: Readonly<Record<string, string>>,
  prefix: string,
  parameters: Readonly<Record<string, number>>,
) => OpenSheets {
  const known: Sheet[] = [];
  const sources: SourceText[] = [];
  const templates = new Map<Sheet, unknown>();
  const open = (at: number): Sheet => (known[at] ??= openSheet(at));
  const openSheet = (at: number): Sheet => {
    const sheet = carried.sheets[at]!;
    const opened = asSheet(sheet, { sourceAt: (index) => sourceAt(sources, index), open });
    templates.set(opened, sheet.spec);
    return opened;
  };
  return (settings, prefix, parameters) => {
    const left = new Set(Object.keys(settings));
    const isAsCarried = Object.keys(settings).length + Object.keys(parameters).length === 0;
    const changed = (sheet: Sheet, name: string): Sheet => {
      const start = name === "" ? "" : `${name}.`;
      const cells = new Map(sheet.cells);
      for (const [path, written] of Object.entries(settings)) {
        const cell = path.startsWith(start) ? cells.get(path.slice(start.length)) : undefined;
        if (cell === undefined) continue;
        cells.set(path.slice(start.length), setCell(cell, written));
        left.delete(path);
      }
      const parts = name === "system" ? ["machine", "chip"] : name === "machine" ? ["chip"] : [];
      const references = Object.fromEntries(
        Object.entries(sheet.references).map(([part, one]) => [
          part,
          parts.includes(part) ? changedOnce(one, part) : one,
        ]),
      );
      const declared = sheet.declared ?? (() => sheet);
      const own = name === prefix ? { ...sheet.parameters, ...parameters } : sheet.parameters;
      const result = { ...sheet, cells, references, parameters: own, declared };
      templates.set(result, templates.get(sheet));
      return result;
    };
    const made = new Map<Sheet, Sheet>();
    const changedOnce = (sheet: Sheet, name: string): Sheet => {
      const result = made.get(sheet) ?? changed(sheet, name);
      made.set(sheet, result);
      return result;
    };
    const root = isAsCarried ? open(0) : changedOnce(open(0), prefix);
    return { root, templateOf: (sheet) => templates.get(sheet), unknown: [...left] };
  };
}

function sourceAt(sources: SourceText[], index: number): SourceText {
  return (sources[index] ??= { file: `file ${index}`, text: "" });
}

interface Neighbours {
  readonly sourceAt: (index: number) => SourceText;
  readonly open: (at: number) => Sheet;
}

function asSheet(carried: CarriedSheet, { sourceAt: source, open }: Neighbours): Sheet {
  const { base, declared, process, dieArea } = carried;
  const place: Place = { source: source(carried.source), start: 0, end: 0 };
  const named = process === undefined ? [] : [["process", scalar(place, process)] as const];
  const range = map(place, [["low", scalar(place, 0)]]);
  const area =
    dieArea === undefined ? [] : [["dieArea", dieArea === "range" ? range : scalar(place, 0)] as const];
  return {
    schema: UNCHECKED,
    root: map(place, named),
    own: map(place, area),
    source: place.source,
    cells: new Map(carried.cells.map((cell) => [cell.path, asCell(cell, source)])),
    // Bases and parts come before what is made of them in no circle, so that they can be opened at once.
    ...(base !== undefined && { base: open(base) }),
    ...(declared !== undefined && { declared: () => open(declared) }),
    references: Object.fromEntries(Object.entries(carried.references).map(([name, at]) => [name, open(at)])),
    parameters: carried.parameters,
  };
}

function asCell(
  { path, kind, value, written, ends, source }: CarriedCell,
  sourceOf: Neighbours["sourceAt"],
): Cell {
  const place: Place = { source: sourceOf(source), start: 0, end: 0 };
  const node = { ...scalar(place, value), ...(written !== undefined && { written }) };
  const [low, high] = (ends ?? []).map((end) => scalar(place, end));
  return { path: path.split("."), kind, node, value: node, ...(low && high && { low, high }) };
}

function setCell({ path, kind }: Cell, written: string): Cell {
  const node = scalar({ source: SET, start: 0, end: written.length }, written);
  return { path, kind, node, value: node };
}

const scalar = (place: Place, value: string | number): ScalarNode => ({
  kind: "scalar",
  place,
  value,
  written: String(value),
});

const map = (place: Place, entries: readonly (readonly [string, SpecNode])[]): MapNode => ({
  kind: "map",
  place,
  entries: new Map(entries.map(([key, node]) => [key, { keyPlace: place, node }])),
});

/** The same tree with its numbers at dotted paths replaced. */
export function withNumbers(node: unknown, numbers: ReadonlyMap<string, number>, path = ""): unknown {
  const number = numbers.get(path);
  if (number !== undefined) return number;
  if (typeof node !== "object" || node === null) return node;
  const below = (key: string | number): string => (path === "" ? String(key) : `${path}.${key}`);
  if (Array.isArray(node)) return node.map((item, at) => withNumbers(item, numbers, below(at)));
  return Object.fromEntries(
    Object.entries(node).map(([key, item]) => [key, withNumbers(item, numbers, below(key))]),
  );
}
