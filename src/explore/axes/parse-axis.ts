import { errorAt } from "../../spec/yaml/spec-node.ts";
import type { SpecError } from "../../spec/yaml/spec-error.ts";
import { discreteAxis, type Axis, type AxisValue, type Condition } from "./axis.ts";
import { parseNumber } from "./parse-number.ts";
import { integerValues, MOST_VALUES, powersOfTwo, rangeValues } from "./range-values.ts";

export type ParsedAxis =
  { readonly ok: true; readonly axis: Axis } | { readonly ok: false; readonly error: SpecError };

/** A stretch of the text of an axis, so that an error can point at it. */
interface Piece {
  readonly text: string;
  readonly start: number;
}

/** What is wrong with a piece; thrown and caught in this file only. */
class AxisProblem extends Error {
  constructor(
    readonly piece: Piece,
    message: string,
    readonly expected: string,
  ) {
    super(message);
  }
}

const FORM = "path=values, such as chip.clock=1.3GHz..1.9GHz/7 or plan.microBatch=1,2,4";
const RANGE_FORM =
  "from..to/steps, from..to log/steps, from..to integers, from..to pow2, or from..to for samples";

/**
 * An axis as one writes it on the command line:
 *
 *   chip.clock=1.3GHz..1.9GHz/7          7 equal steps
 *   machine.power=500..2000 W log/5      5 equal ratios (also `/5 log`)
 *   chip.clock=1.3GHz..1.9GHz            any value between; samples only
 *   task.globalBatch=64..4096 pow2       powers of two; `integers` for every whole number
 *   system=bow-pod16,gc200-pod16         names; also true,false
 *   plan.microBatch=1,2,4 when plan.recompute is none or full
 *   plan.dataParallel== system.pod / 4   follows from other axes
 *
 * `source` is what an error names as the file.
 */
export function parseAxis(text: string, source = "--set"): ParsedAxis {
  try {
    return { ok: true, axis: readAxis(text) };
  } catch (problem) {
    if (!(problem instanceof AxisProblem)) throw problem;
    const { piece, message, expected } = problem;
    const end = piece.start + Math.max(1, piece.text.length);
    const place = { source: { file: source, text }, start: piece.start, end };
    return { ok: false, error: errorAt(place, { path: [], message, expected }) };
  }
}

function readAxis(text: string): Axis {
  const equals = text.indexOf("=");
  const name = trimmed({ text: equals < 0 ? text : text.slice(0, equals), start: 0 });
  if (equals < 0) throw new AxisProblem(name, `"${text}"`, FORM);
  if (!/^[a-zA-Z][\w-]*(\.[\w-]+)*$/.test(name.text)) throw new AxisProblem(name, `"${name.text}"`, "a path");
  const { before: values, condition } = splitCondition({ text: text.slice(equals + 1), start: equals + 1 });
  const head = { name: name.text, ...(condition === undefined ? {} : { when: condition }) };
  if (values.text === "") throw new AxisProblem(values, "nothing", "values after the equals sign");
  if (values.text.startsWith("=")) return derivedAxis(head, values);
  return values.text.includes("..") ? rangeAxis(head, values) : listAxis(head, values);
}

type Head = { readonly name: string; readonly when?: Condition };

function derivedAxis(head: Head, { text, start }: Piece): Axis {
  const formula = text.slice(1).trim();
  if (formula === "") throw new AxisProblem({ text: "", start: start + 1 }, "nothing", "a formula");
  return { ...head, kind: "derived", unit: "", formula };
}

function splitCondition(piece: Piece): { before: Piece; condition?: Condition } {
  const word = /\s+when\s+/.exec(piece.text);
  if (word === null) return { before: trimmed(piece) };
  const before = trimmed({ text: piece.text.slice(0, word.index), start: piece.start });
  const start = word.index + word[0].length;
  const after = trimmed({ text: piece.text.slice(start), start: piece.start + start });
  const match = /^(\S+)\s+is\s+(\S.*)$/.exec(after.text);
  if (match === null) throw new AxisProblem(after, `"${after.text}"`, "when <axis> is <value> or <value>");
  const [, axis = "", list = ""] = match;
  return { before, condition: { axis, is: list.split(/\s+or\s+/).map((value) => plainValue(value.trim())) } };
}

function listAxis(head: Head, values: Piece): Axis {
  const pieces = splitAtCommas(values);
  const empty = pieces.find(({ text }) => text === "");
  if (empty !== undefined) throw new AxisProblem(empty, "nothing", "a value between the commas");
  const numbers = pieces.map(({ text }) => parseNumber(text));
  const [first] = numbers;
  if (first === undefined || numbers.includes(undefined))
    return discreteAxis(
      head,
      pieces.map(({ text }) => word(text)),
    );
  const other = numbers.findIndex((number) => number?.unit !== first.unit);
  if (other >= 0) throw new AxisProblem(pieces[other]!, `"${pieces[other]!.text}"`, `${kindOf(first.unit)}`);
  return discreteAxis(
    { ...head, unit: first.unit },
    numbers.map((number) => number!.value),
  );
}

const RANGE_BODY = /^(.*?)\.\.(.*?)(?:\s+(log|integers|pow2))?\s*$/s;
/** A slash within a unit (`GB/s`) is followed by a letter, the one before the steps by a digit. */
const STEPS = /^(.*?)(?:\/\s*([\d.]+)\s*(log)?)?$/s;

function rangeAxis(head: Head, values: Piece): Axis {
  const [, body = "", stepsText, logAfter] = STEPS.exec(values.text) ?? [];
  const [, fromText = "", toText = "", way] = RANGE_BODY.exec(body) ?? [];
  const ends = readEnds(values, fromText, toText);
  const scale = way === "log" || logAfter !== undefined ? "log" : "linear";
  const { from, to, unit } = ends;
  if ((scale === "log" || way === "pow2") && from <= 0)
    throw new AxisProblem(pieceIn(values, fromText), `"${fromText.trim()}"`, "a number above zero");
  if (way === "integers" || way === "pow2") {
    if (stepsText !== undefined)
      throw new AxisProblem(pieceIn(values, stepsText), `"/${stepsText}"`, `no steps with ${way}`);
    if (to - from > MOST_VALUES && way === "integers") throw tooMany(values);
    const list = way === "pow2" ? powersOfTwo(from, to) : integerValues(from, to);
    if (list.length === 0) throw new AxisProblem(values, "no value", `${way} between the ends`);
    return discreteAxis({ ...head, unit }, list);
  }
  if (stepsText === undefined) return { ...head, kind: "continuous", unit, from, to, scale };
  const steps = Number(stepsText);
  if (!Number.isInteger(steps) || steps < 1 || steps > MOST_VALUES)
    throw new AxisProblem(
      pieceIn(values, stepsText),
      `"${stepsText}"`,
      `a whole number of steps up to ${MOST_VALUES}`,
    );
  return discreteAxis({ ...head, unit }, rangeValues({ from, to, scale }, steps));
}

const tooMany = (piece: Piece): AxisProblem =>
  new AxisProblem(piece, `"${piece.text}"`, `at most ${MOST_VALUES} values`);

/** Both ends; a `from` without unit has that of `to`, as in `1.3..1.9 GHz`. */
function readEnds(
  values: Piece,
  fromText: string,
  toText: string,
): { readonly from: number; readonly to: number; readonly unit: string } {
  const to = parseNumber(toText);
  if (to === undefined)
    throw new AxisProblem(pieceIn(values, toText), `"${toText.trim()}"`, `a number: ${RANGE_FORM}`);
  const bare = parseNumber(fromText);
  const from = bare?.unit === "" && to.unit !== "" ? parseNumber(`${fromText.trim()} ${to.written}`) : bare;
  const piece = pieceIn(values, fromText);
  if (from === undefined) throw new AxisProblem(piece, `"${piece.text}"`, `a number: ${RANGE_FORM}`);
  if (from.unit !== to.unit) throw new AxisProblem(piece, `"${piece.text}"`, kindOf(to.unit));
  if (from.value > to.value) throw new AxisProblem(values, `"${values.text}"`, "the smaller end first");
  return { from: from.value, to: to.value, unit: to.unit };
}

const kindOf = (unit: string): string => (unit === "" ? "a number without unit" : `a quantity in ${unit}`);

function word(text: string): AxisValue {
  return text === "true" ? true : text === "false" ? false : text;
}

/** A value of a condition: what it equals is a number in base units, a truth value or a name. */
function plainValue(text: string): AxisValue {
  return parseNumber(text)?.value ?? word(text);
}

function splitAtCommas({ text, start }: Piece): readonly Piece[] {
  let at = start;
  return text.split(",").map((item) => {
    const piece = trimmed({ text: item, start: at });
    at += item.length + 1;
    return piece;
  });
}

function trimmed({ text, start }: Piece): Piece {
  return { text: text.trim(), start: start + text.length - text.trimStart().length };
}

/** Where a part of the text stands. */
function pieceIn(whole: Piece, part: string): Piece {
  return trimmed({ text: part, start: whole.start + Math.max(0, whole.text.indexOf(part)) });
}
