import type { VegaLiteSpec } from "../../parts/charts/chart.ts";

/** The upright axis of every chart of losses, which all lie close together. */
export const LOSS_AXIS: VegaLiteSpec = {
  field: "loss",
  type: "quantitative",
  title: "loss, nats per token",
  scale: { zero: false },
  axis: { format: ".2f" },
};
