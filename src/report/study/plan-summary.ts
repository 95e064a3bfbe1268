import { words } from "./reading.ts";

const DEGREES = ["tensorParallel", "pipelineParallel", "dataParallel"] as const;

/** A plan in a line: "2 tensor × 8 pipeline × 4 data parallel, 128 micro-batches of 2, recompute layer, …". */
export function planSummary(plan: Readonly<Record<string, unknown>> | undefined): string {
  if (!plan) return "–";
  const [tensor, pipeline, data] = DEGREES.map((id) => plan[id]);
  const said = [`${tensor} tensor × ${pipeline} pipeline × ${data} data parallel`];
  said.push(`${plan["microBatches"]} micro-batches of ${plan["microBatch"]}`);
  for (const id of ["arithmetic", "recompute", "weights", "optimizerState", "kvCache"]) {
    const choice = plan[id];
    if (choice !== undefined && choice !== "none") said.push(`${words(id)} ${String(choice)}`);
  }
  return said.join(", ");
}

/** One choice of a plan as text; long lists of equal neighbours are shortened ("3 × 8"). */
export function choiceText(choice: unknown): string {
  if (typeof choice === "boolean") return choice ? "yes" : "no";
  if (!Array.isArray(choice)) return typeof choice === "object" ? JSON.stringify(choice) : String(choice);
  const runs: { value: string; count: number }[] = [];
  for (const item of choice.map(String)) {
    const last = runs.at(-1);
    if (last?.value === item) last.count += 1;
    else runs.push({ value: item, count: 1 });
  }
  return runs.map(({ value, count }) => (count === 1 ? value : `${value} (${count} times)`)).join(", ");
}
