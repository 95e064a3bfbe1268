import type { QuestionSource, SweepQuestion } from "../../internal.ts";
import type { Arguments } from "../command.ts";
import { BadInput } from "../exit-code.ts";
import { openStudy } from "../open-study.ts";
import { overridesOf, seedOf, stringOf, stringsOf } from "../options.ts";
import type { Shell } from "../shell.ts";
import { isFile } from "../specs.ts";

/** What the command line asks to sweep, and the files that it names. */
export interface AskedSweep {
  readonly question: SweepQuestion;
  readonly named: readonly string[];
  /** Where the formulas of a study are written. */
  readonly source: QuestionSource;
}

export async function askedSweep(args: Arguments, shell: Shell): Promise<AskedSweep> {
  const { askSweep, studyQuestion } = await import("../../internal.ts");
  const asked = stringOf(args, "study");
  const [systems, workloads] = [stringsOf(args, "system"), stringsOf(args, "workload")];
  if (asked === undefined && (systems.length === 0 || workloads.length === 0))
    throw new BadInput(
      "what to sweep? Give a study, or --system and --workload with a few --set path=from..to/steps",
    );
  const { study } = await openStudy(args, shell);
  const written = studyQuestion(study);
  const limit = countOf(args, "limit", "points", 1);
  const population = countOf(args, "population", "members", 4);
  const [objectives, columns] = [stringsOf(args, "objectives"), stringsOf(args, "columns")];
  const question = askSweep({
    ...written,
    strategy: (args["strategy"] as SweepQuestion["strategy"] | undefined) ?? written.strategy,
    fidelity: fidelityOf(args) ?? written.fidelity,
    set: { ...written.set, ...overridesOf(args) },
    objectives: objectives.length > 0 ? objectives : written.objectives,
    columns: columns.length > 0 ? columns : written.columns,
    seed: seedOf(args) ?? written.seed,
    ...(limit === undefined ? {} : { limit }),
    ...(population === undefined ? {} : { population }),
  });
  if (typeof question === "string") throw new BadInput(question);
  const source = { file: study.inputs[0]?.file ?? "--set", placeOf: study.placeOf ?? (() => undefined) };
  return { question, named: [asked ?? "", ...systems, ...workloads].filter(isFile), source };
}

const fidelityOf = (args: Arguments): SweepQuestion["fidelity"] | undefined =>
  args["fidelity"] === "event" || args["fidelity"] === "analytic" ? args["fidelity"] : undefined;

function countOf(args: Arguments, name: string, what: string, least: number): number | undefined {
  const count = args[name] as number | undefined;
  if (count === undefined || (Number.isInteger(count) && count >= least)) return count;
  throw new BadInput(`--${name}: expected a whole number of ${what}, at least ${least}`);
}

export function workersOf(args: Arguments, whenNone: number): number {
  const workers = args["workers"] as number | undefined;
  if (workers === undefined) return whenNone;
  if (Number.isInteger(workers) && workers >= 1 && workers <= 1024) return workers;
  throw new BadInput("--workers: expected a whole number from 1 to 1024");
}
