import { marginalEffects } from "./marginal-effects.ts";
import { parallelCoordinates } from "./parallel-coordinates.ts";
import { paretoScatter } from "./pareto-scatter.ts";
import type { SweepChart } from "./sweep-chart.ts";

/** Every chart of a sweep's report, in reading order. To add one: a file beside this, and a line here. */
export const SWEEP_CHARTS: readonly SweepChart[] = [paretoScatter, parallelCoordinates, marginalEffects];
