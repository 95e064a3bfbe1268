// @ts-check
import { evaluate } from "dse-ipu";

const result = await evaluate({
  system: "bow-pod16",
  workload: "bert-large",
  set: { "chip.clock": "1.6 GHz" },
});

if (result.feasible) {
  const { stepTimeSeconds, samplesPerSecond, mfu } = result.metrics;
  console.log({ stepTimeSeconds, samplesPerSecond, mfu });
  console.log(result.breakdown.timeSeconds); // where the time goes
} else {
  console.log(result.infeasible); // what is too small, and what would help
}
