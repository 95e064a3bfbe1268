import { parseCompiled } from "../formula/formula-parser.ts";
import type { ParseExpression } from "../formula/formula.ts";
import { plainFormula, type ParsedFormula } from "../formula/parsed-formula.ts";
import { normalize } from "../normalize.ts";
import type { Cell } from "../yaml/cell.ts";
import { isFormula, type Evaluation, type Sheet } from "../yaml/sheet.ts";
import { childOf, textAt, type ScalarNode, type SourceText } from "../yaml/spec-node.ts";
import type { CarriedCell, CarriedSheet, CarriedSpec } from "./carried-spec.ts";

/** The sheet of a spec and all that it leads to, as plain data; it has the first place. */
export function carrySheets(root: Sheet, evaluation: Evaluation): CarriedSpec {
  const sheets: Sheet[] = [];
  const sources: SourceText[] = [];
  const formulas: Record<string, ParsedFormula> = {};
  const placeOf = (sheet: Sheet): number => {
    const known = sheets.indexOf(sheet);
    return known >= 0 ? known : sheets.push(sheet) - 1;
  };
  const sourceOf = (source: SourceText): number => {
    const known = sources.indexOf(source);
    return known >= 0 ? known : sources.push(source) - 1;
  };
  const learn = (scalar: ScalarNode): void => {
    if (!isFormula(scalar)) return;
    const text = String(scalar.value).trimStart().slice(1);
    formulas[text] = plainFormula(parserOf(evaluation)(text));
  };
  placeOf(root);
  const carried: CarriedSheet[] = [];
  // More are found on the way.
  for (let at = 0; at < sheets.length; at++) {
    const sheet = sheets[at]!;
    for (const cell of sheet.cells.values())
      for (const scalar of [cell.value, cell.low, cell.high]) if (scalar !== undefined) learn(scalar);
    carried.push(carrySheet(sheet, { placeOf, sourceOf, evaluation, isRoot: at === 0 }));
  }
  return { sheets: carried, formulas };
}

const parserOf = ({ math }: Evaluation): ParseExpression => math?.parse ?? parseCompiled;

interface Places {
  readonly placeOf: (sheet: Sheet) => number;
  readonly sourceOf: (source: SourceText) => number;
  readonly evaluation: Evaluation;
  readonly isRoot: boolean;
}

function carrySheet(sheet: Sheet, { placeOf, sourceOf, evaluation, isRoot }: Places): CarriedSheet {
  const declared = sheet.declared?.();
  const kind = textAt(sheet.root, "kind");
  const area = childOf(sheet.own, "dieArea");
  const references = Object.entries(sheet.references).filter(([name]) => !name.startsWith("software."));
  const process = textAt(sheet.root, "process");
  return {
    source: sourceOf(sheet.source),
    cells: [...sheet.cells.values()].map((cell) => carryCell(cell, sourceOf)),
    ...(sheet.base && { base: placeOf(sheet.base) }),
    ...(declared && { declared: placeOf(declared) }),
    references: Object.fromEntries(references.map(([name, one]) => [name, placeOf(one)])),
    parameters: sheet.parameters,
    ...(process !== undefined && { process }),
    ...(area && { dieArea: childOf(area, "low") === undefined ? "value" : "range" }),
    ...((isRoot || kind === "machine" || kind === "chip") && { spec: normalize(sheet, evaluation).spec }),
  };
}

function carryCell({ path, kind, value, low, high }: Cell, sourceOf: Places["sourceOf"]): CarriedCell {
  const isClock = path.join(".") === "clock";
  return {
    path: path.join("."),
    kind,
    value: valueOf(value),
    ...(typeof value.value === "number" &&
      value.written !== String(value.value) && { written: value.written }),
    ...(isClock && low && high && { ends: [valueOf(low), valueOf(high)] as const }),
    source: sourceOf(value.place.source),
  };
}

const valueOf = ({ value }: ScalarNode): string | number =>
  typeof value === "number" ? value : String(value);
