import type { Arch } from "../arch/arch.ts";
import { evaluate } from "../evaluate.ts";
import type { FindPlanInput, FoundPlan } from "./found-plan.ts";

/** A search that ran to its end, as plain data: its best plan is priced when it is asked for again. */
type KeptSearch = Omit<FoundPlan, "best">;

/** The question of a search in full: by it answers of earlier runs are kept. */
export function searchQuestion({ arch, workload, fixed, breadth, ranks }: FindPlanInput): string {
  return `search ${JSON.stringify([lawsSee(arch), workload, fixed, breadth, ranks], distinct)}`;
}

/** All of a machine that a figure may depend on. */
const lawsSee = ({ inputs: _, ...arch }: Arch): Omit<Arch, "inputs"> => arch;

/** JSON has one word for all numbers that are not finite. */
const distinct = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

/** What was found before, its best plan priced; undefined where nothing was. */
export function keptSearch(input: FindPlanInput, question: string): FoundPlan | undefined {
  const { arch, workload, planners } = input;
  const kept = planners?.answers?.get(question) as KeptSearch | undefined;
  const choice = kept?.ranking[0]?.choice;
  if (kept === undefined || choice === undefined) return kept;
  const evaluation = evaluate({
    arch,
    workload,
    choice,
    fidelity: "analytic",
    planners: planners ?? new Map(),
  });
  return evaluation.kind === "evaluation" ? { best: { choice, evaluation }, ...kept } : undefined;
}

/** Keeps what a search found that was not stopped. */
export function keepSearch({ planners }: FindPlanInput, question: string, found: FoundPlan): void {
  const { best: _, ...kept } = found;
  if (found.counts.unseen === 0) planners?.answers?.keep(question, kept satisfies KeptSearch);
}
