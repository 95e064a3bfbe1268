import type { DesignQuestion, Specs } from "../../internal.ts";
import type { Arguments } from "../command.ts";
import { BadInput } from "../exit-code.ts";
import { openStudy } from "../open-study.ts";
import { overridesOf, stringOf, stringsOf } from "../options.ts";
import type { Shell } from "../shell.ts";

/** What the command line asks to design, and what its answers rest on besides limits and objectives. */
export interface AskedDesign {
  readonly question: DesignQuestion;
  readonly specs: Specs;
  /** What is known of designs is known for the same identity only. */
  readonly identity: unknown;
}

const DEFAULT_TOP = 3;

export async function askedDesign(args: Arguments, shell: Shell): Promise<AskedDesign> {
  if (stringOf(args, "study") === undefined && stringsOf(args, "system").length === 0)
    throw new BadInput(
      "what to design? Give a study with a space, or --system, --workload and a few --set path=a,b,c",
    );
  const { askDesign, studyQuestion } = await import("../../internal.ts");
  const { study, specs } = await openStudy(args, shell);
  const written = studyQuestion(study);
  const objectives = stringsOf(args, "objectives");
  const question = askDesign({
    ...written,
    set: { ...written.set, ...overridesOf(args) },
    objectives: objectives.length > 0 ? objectives : written.objectives,
    columns: [],
    within: stringsOf(args, "within"),
    breadth: args["breadth"] === "usual" ? "usual" : "all",
    top: topOf(args),
  });
  if (typeof question === "string") throw new BadInput(question);
  return { question, specs, identity: await identityOf(question, specs, shell.version) };
}

function topOf(args: Arguments): number {
  const top = args["top"] ?? DEFAULT_TOP;
  if (typeof top === "number" && Number.isInteger(top) && top >= 1) return top;
  throw new BadInput("--top: expected a whole number of designs, at least 1");
}

/** Specs by what is in their files; a grid that was widened may go on from what is known. */
async function identityOf(question: DesignQuestion, specs: Specs, version: string): Promise<unknown> {
  const { system, workloads, set, plan, breadth, axes } = question;
  const machine = await specs.arch(system);
  const tasks = await Promise.all(workloads.map(({ id }) => specs.workload(id)));
  const inputs = [machine, ...tasks].flatMap((loaded) => loaded.inputs.map(({ sha256 }) => sha256));
  return { version, system, workloads, set, plan, breadth, axes: axes.map(({ name }) => name), inputs };
}
