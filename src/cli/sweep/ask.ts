import type { StudySpec, SweepQuestion } from "../../index.ts";
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
}

export async function askedSweep(args: Arguments, shell: Shell): Promise<AskedSweep> {
  const { askSweep } = await import("../../index.ts");
  const asked = stringOf(args, "study");
  const [systems, workloads] = [stringsOf(args, "system"), stringsOf(args, "workload")];
  if (asked === undefined && (systems.length === 0 || workloads.length === 0))
    throw new BadInput(
      "what to sweep? Give a study, or --system and --workload with a few --set path=from..to/steps",
    );
  const { study } = await openStudy(args, shell);
  const limit = limitOf(args);
  const question = askSweep({
    ...questionOf(study.spec),
    strategy: (args["strategy"] ?? "grid") as SweepQuestion["strategy"],
    fidelity: args["fidelity"] === "event" ? "event" : "analytic",
    set: { ...study.spec.set, ...overridesOf(args) },
    objectives: stringsOf(args, "objectives"),
    columns: stringsOf(args, "columns"),
    seed: seedOf(args) ?? 1,
    ...(limit === undefined ? {} : { limit }),
  });
  if (typeof question === "string") throw new BadInput(question);
  return { question, named: [asked ?? "", ...systems, ...workloads].filter(isFile) };
}

function questionOf({
  id,
  systems,
  workloads,
  plan,
}: StudySpec): Pick<SweepQuestion, "id" | "systems" | "workloads" | "plan"> {
  return { id, systems, workloads, plan: plan === "auto" ? {} : plan };
}

function limitOf(args: Arguments): number | undefined {
  const limit = args["limit"] as number | undefined;
  if (limit === undefined || (Number.isInteger(limit) && limit > 0)) return limit;
  throw new BadInput("--limit: expected a whole number of points, at least 1");
}

export function workersOf(args: Arguments, whenNone: number): number {
  const workers = args["workers"] as number | undefined;
  if (workers === undefined) return whenNone;
  if (Number.isInteger(workers) && workers >= 1 && workers <= 1024) return workers;
  throw new BadInput("--workers: expected a whole number from 1 to 1024");
}
