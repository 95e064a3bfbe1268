import { basename, dirname, join } from "node:path";
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

/** Options that say what is swept; `--resume` alone asks what was asked before. */
const ASKING = [
  "set",
  "strategy",
  "fidelity",
  "objectives",
  "weights",
  "columns",
  "seed",
  "limit",
  "population",
] as const;

export async function askedSweep(args: Arguments, shell: Shell): Promise<AskedSweep> {
  const out = stringOf(args, "out");
  const named = stringOf(args, "study") ?? stringsOf(args, "system")[0] ?? stringsOf(args, "workload")[0];
  if (named === undefined && args["resume"] === true && out !== undefined) return askedBefore(args, out);
  return newlyAsked(args, shell);
}

/** The question of the sweep in a folder, from its manifest. */
async function askedBefore(args: Arguments, out: string): Promise<AskedSweep> {
  const { readManifest } = await import("./run-folder.ts");
  const extra = ASKING.find((name) => args[name] !== undefined);
  if (extra !== undefined)
    throw new BadInput(
      `--resume alone goes on with the sweep in --out as it was asked; --${extra} asks another: give the whole command`,
    );
  const manifest = readManifest(out);
  if (manifest === undefined)
    throw new BadInput(`${out} holds no sweep to go on with (there is no manifest.json in it)`);
  const question = manifest.question as unknown as SweepQuestion;
  const cut = question.axes.find((axis) => axis.kind === "discrete" && !Array.isArray(axis.values));
  if (cut !== undefined)
    throw new BadInput(
      `the manifest of ${out} has ${cut.name} in short, for it is long: give the whole command again`,
    );
  // Specs of one's own were in folders beside one another: a file beside those folders stands for all of them.
  const beside = manifest.inputs.map(({ file }) => join(dirname(file), "..", basename(file)));
  return {
    question,
    named: [...beside, ...[...question.systems, ...question.workloads].filter(isFile)],
    source: { file: "--set", placeOf: () => undefined },
  };
}

async function newlyAsked(args: Arguments, shell: Shell): Promise<AskedSweep> {
  const [{ askSweep }, { studyQuestion }, { readWeights }] = await Promise.all([
    import("../../explore/sweep/ask-sweep.ts"),
    import("../../explore/sweep/study-question.ts"),
    import("../../explore/sweep/weighted-evaluator.ts"),
  ]);
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
  const weights = readWeights(stringsOf(args, "weights"));
  if (typeof weights === "string") throw new BadInput(weights);
  const question = askSweep({
    ...written,
    strategy: (args["strategy"] as SweepQuestion["strategy"] | undefined) ?? written.strategy,
    fidelity: fidelityOf(args) ?? written.fidelity,
    set: { ...written.set, ...overridesOf(args) },
    objectives: objectives.length > 0 ? objectives : written.objectives,
    columns: columns.length > 0 ? columns : written.columns,
    seed: seedOf(args) ?? written.seed,
    ...(Object.keys(weights).length === 0 ? {} : { weights }),
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
