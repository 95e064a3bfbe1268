import { feasibleOutcomes, type Outcome } from "../reading.ts";
import type { Chart } from "../../parts/charts/chart.ts";
import { stackedBars } from "./stacked-bars.ts";

/** Memories that a spec lists beside tile SRAM (or HBM) and streaming memory; no chart where no machine has one. */
export const otherMemories: Chart = {
  id: "other-memories",
  title: "What fills the other memories",
  caption:
    "Memories beside the one that chips compute from, of a machine or of the fullest chip, by category, as a share of " +
    "what there is. Red: full.",
  scope: "workload",
  topic: "memory",
  spec: (results, theme) => {
    const rows = feasibleOutcomes(results).flatMap((outcome) =>
      Object.keys(othersOf(outcome)).map((memory) => ({ memory, outcome: named(outcome, memory) })),
    );
    const memoryOf = new Map(rows.map(({ memory, outcome }) => [outcome, memory]));
    const held = (outcome: Outcome) => othersOf(outcome)[memoryOf.get(outcome) ?? ""];
    const systems = rows.map(({ outcome }) => outcome.system);
    return stackedBars({ ...results, systems }, [...memoryOf.keys()], theme, {
      description: "Stacked bars: bytes in each other memory by category against its room, one bar a memory",
      title: "Share of the memory",
      unit: "B",
      partsOf: (outcome) => held(outcome)?.bytes ?? {},
      limitOf: (outcome) => held(outcome)?.limit ?? 0,
    });
  },
};

function othersOf({ shown }: Outcome) {
  return shown.breakdown.memoryBytes.others ?? {};
}

const named = (outcome: Outcome, memory: string): Outcome => ({
  ...outcome,
  system: { ...outcome.system, name: `${outcome.system.name}: ${memory}` },
});
