import { DESIGN_SCHEMA, type SavedDesign } from "../../../src/explore/design/saved-design.ts";

const metrics = {
  stepTimeSeconds: 2,
  averagePowerWatts: 1500,
  dieSquareMetres: 800e-6,
  capexDollars: 50_000,
} as SavedDesign["best"][number]["workloads"][number]["metrics"];

/** An answer whose figures are easy to tell from each other. */
export const DESIGN: SavedDesign = {
  schema: DESIGN_SCHEMA,
  question: {
    system: "bow-pod4",
    workloads: [{ id: "bert-large", weight: 1 }],
    axes: [{ name: "chip.clock", unit: "Hz", values: [1.5e9, 1.6e9] }],
    objectives: [{ metric: "stepTimeSeconds", better: "min", label: "Step time", unit: "s" }],
    within: ["capexDollars <= 6e4", "averagePowerWatts <= 2000"],
    breadth: "all",
  },
  designs: 1_000_000,
  priced: 9,
  removed: [{ why: "reticle <b>", designs: 90_000 }],
  unseen: 0,
  gap: 0,
  best: [
    {
      coordinates: { "chip.clock": 1.6e9 },
      objectives: [2],
      workloads: [
        {
          id: "bert-large",
          metrics,
          plan: { tensorParallel: 8, pipelineParallel: 4, dataParallel: 2 },
        },
      ],
    },
  ],
  limits: [
    {
      ...{ text: "capexDollars <= 6e4", unit: "USD", bound: 60_000, value: 50_000, widened: 66_000 },
      ...{ objective: 1.7, perUnit: -0.3 / 6000 },
    },
    {
      ...{ text: "averagePowerWatts <= 2000", unit: "W", bound: 2000, value: 1500, widened: 2200 },
      ...{ objective: 2, perUnit: 0 },
    },
  ],
  ranges: {
    ...{ samples: 64, fitting: 60, keepsLimits: 50, staysBest: 40 },
    objective: { p10: 1.8, p50: 2, p90: 2.5 },
    movers: [{ path: "chip.exchange.phaseCycles", low: 1.9, high: null }],
  },
};
