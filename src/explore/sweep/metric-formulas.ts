import { roundedNumber } from "../../result/rounded.ts";
import { unitOf } from "../../result/unit-of.ts";
import { numberCode, type CodeScope, type FormulaCode } from "../../spec/formula/compile-formula.ts";
import { functionOfCode } from "../../spec/formula/function-of-code.ts";
import { atPlace, readFormula, type FormulaReader } from "../../spec/formula/placed-formula.ts";
import { SpecProblems } from "../../spec/yaml/spec-error.ts";
import { powersOfUnit } from "../../units/powers-of-unit.ts";
import type { WrittenFormula } from "../axes/compile-axes.ts";
import { missedCode, RULE_FUNCTIONS } from "./rule-code.ts";
import type { BatchEvaluator, EvaluatedMetric, FullOutcome } from "./batch-evaluator.ts";

/** Formulas of a study over the metrics of a point. */
export interface WrittenFormulas {
  readonly metrics: Readonly<Record<string, string>>;
  readonly constraints: readonly WrittenFormula[];
}

/** They, as one loop over columns. */
interface CompiledFormulas {
  readonly added: readonly EvaluatedMetric[];
  readonly constraints: readonly WrittenFormula[];
  /** Metrics of the evaluator that they ask for, in the order of `base`. */
  readonly needs: readonly string[];
  /** For each row that fits: own metrics, and how far each constraint is missed (0: held). */
  readonly run: (columns: FormulaColumns, count: number) => void;
}

interface FormulaColumns {
  readonly feasible: Uint8Array;
  readonly base: readonly Float64Array[];
  readonly own: readonly Float64Array[];
  readonly missed: readonly Float64Array[];
}

/**
 * An evaluator with the study's own metrics, which may use the built-in ones and those written before, and with its
 * constraints: a point that misses one counts as infeasible, by as much as it misses, and keeps its metrics.
 */
export function withFormulas(
  evaluator: BatchEvaluator,
  written: WrittenFormulas,
  reader: FormulaReader,
): BatchEvaluator {
  if (Object.keys(written.metrics).length + written.constraints.length === 0) return evaluator;
  const formulas = compileFormulas(evaluator.metrics, written, reader);
  return {
    metrics: [...evaluator.metrics, ...formulas.added],
    ...(evaluator.remembers === undefined ? {} : { remembers: evaluator.remembers }),
    async evaluate(batch, wanted, into, onPoint) {
      const { count } = batch;
      const isOwn = (id: string): boolean => formulas.added.some((metric) => metric.id === id);
      const asked = [...new Set([...wanted.filter((id) => !isOwn(id)), ...formulas.needs])];
      const columnOf = (id: string): Float64Array =>
        into.metrics[wanted.indexOf(id)] ?? new Float64Array(count).fill(Number.NaN);
      const base = asked.map(columnOf);
      await evaluator.evaluate(batch, asked, { ...into, metrics: base }, onPoint);
      const columns = {
        feasible: into.feasible,
        base: formulas.needs.map((id) => base[asked.indexOf(id)]!),
        own: formulas.added.map(({ id }) => columnOf(id)),
        missed: formulas.constraints.map(() => new Float64Array(count)),
      };
      formulas.run(columns, count);
      for (const missed of columns.missed)
        for (let row = 0; row < count; row++) {
          if (!(missed[row]! > 0)) continue;
          into.feasible[row] = 0;
          into.gap[row] = Math.max(into.gap[row]!, missed[row]!);
        }
    },
    describe: async (coordinates) => described(await evaluator.describe(coordinates), formulas),
  };
}

/** One point: the same loop over columns of one row. */
function described(outcome: FullOutcome, formulas: CompiledFormulas): FullOutcome {
  const unknown = (): Float64Array => Float64Array.of(Number.NaN);
  const columns = {
    feasible: Uint8Array.of(Number(outcome.feasible)),
    base: formulas.needs.map((id) => Float64Array.of(outcome.metrics[id] ?? Number.NaN)),
    own: formulas.added.map(unknown),
    missed: formulas.constraints.map(() => new Float64Array(1)),
  };
  formulas.run(columns, 1);
  const own = formulas.added.map(({ id }, at): [string, number | null] => {
    const value = columns.own[at]![0]!;
    return [id, Number.isFinite(value) ? roundedNumber(value) : null];
  });
  const metrics = { ...outcome.metrics, ...Object.fromEntries(own) };
  const misses = columns.missed.map(([missed = 0]) => missed);
  const worst = misses.indexOf(Math.max(...misses));
  if (worst < 0 || misses[worst] === 0) return { ...outcome, metrics };
  const lacks = `constraint ${formulas.constraints[worst]!.text}`;
  return { ...outcome, metrics, feasible: false, gap: roundedNumber(misses[worst]!), lacks };
}

function compileFormulas(
  base: readonly EvaluatedMetric[],
  { metrics, constraints }: WrittenFormulas,
  reader: FormulaReader,
): CompiledFormulas {
  const needs: string[] = [];
  const added: EvaluatedMetric[] = [];
  const scope: CodeScope = {
    known: [...base.map(({ id }) => id), ...Object.keys(metrics)],
    name(path): FormulaCode | undefined {
      const id = path.join(".");
      const own = added.findIndex((metric) => metric.id === id);
      if (own >= 0) return { kind: "number", code: `u${own}`, powers: powersOfUnit(added[own]!.unit) };
      const known = base.find((metric) => metric.id === id);
      if (known === undefined) return undefined;
      if (!needs.includes(id)) needs.push(id);
      return { kind: "number", code: `m${needs.indexOf(id)}[r]`, powers: powersOfUnit(known.unit) };
    },
  };
  const lines: string[] = [];
  for (const [id, text] of Object.entries(metrics)) {
    if (base.some((metric) => metric.id === id))
      throw new SpecProblems([
        { file: reader.file, path: `metrics.${id}`, message: `"${id}" is a metric already` },
      ]);
    const placed = readFormula(reader, `metrics.${id}`, text);
    const { code, powers } = atPlace(placed, () => numberCode(placed.formula, scope));
    const at = added.length;
    lines.push(`const u${at}=${code};o${at}[r]=Number.isFinite(u${at})?u${at}:NaN;`);
    added.push({ id, unit: unitOf(powers), better: "neither", label: id, formula: text });
  }
  for (const [at, { text, path }] of constraints.entries()) {
    const placed = readFormula(reader, path, text);
    lines.push(`g${at}[r]=${atPlace(placed, () => missedCode(placed.formula, scope))};`);
  }
  return { added, constraints, needs, run: loopOver(lines, { needs, added, constraints }) };
}

function loopOver(
  lines: readonly string[],
  { needs, added, constraints }: Pick<CompiledFormulas, "needs" | "added" | "constraints">,
): CompiledFormulas["run"] {
  const names = (letter: string, { length }: readonly unknown[]): string =>
    Array.from({ length }, (_, at) => `${letter}${at}`).join();
  const body = `const [${names("m", needs)}]=c.base,[${names("o", added)}]=c.own,[${names("g", constraints)}]=c.missed,f=c.feasible;
for(let r=0;r<n;r++){if(f[r]===0)continue;${lines.join("")}}`;
  const run = functionOfCode<(c: FormulaColumns, n: number, rules: typeof RULE_FUNCTIONS) => void>(
    ["c", "n", "k"],
    body,
  );
  return (columns, count) => run(columns, count, RULE_FUNCTIONS);
}
