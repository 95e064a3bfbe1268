import { createSimulation, type Simulation } from "../../sim/simulation.ts";
import { tickSecondsFor } from "../../sim/ticks.ts";
import type { Phase } from "./collective-steps.ts";
import { createCollectives } from "./run-collective.ts";

/** Seconds of one collective, step by step, on links that nobody else uses; and messages sent. */
export function timeCollective(phases: readonly Phase[]): {
  readonly seconds: number;
  readonly messages: number;
} {
  const tick = tickSecondsFor(longestSeconds(phases));
  const simulation: Simulation = createSimulation([(stop, step) => collectives.arrived(stop, step)]);
  const collectives = createCollectives(() => simulation, 0, tick);
  let ticks = 0;
  collectives.begin(phases, () => (ticks = simulation.now()));
  const messages = simulation.run();
  return { seconds: ticks * tick, messages };
}

/** A bound: every message of a member after the others. */
export function longestSeconds(phases: readonly Phase[]): number {
  return phases
    .flat()
    .reduce(
      (sum, { bytes, link, ring }) =>
        sum +
        bytes.reduce((own, size) => own + size / link.bytesPerSecond + link.latencySeconds, 0) * ring.length,
      0,
    );
}
