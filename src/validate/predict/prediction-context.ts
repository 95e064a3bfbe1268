import type { Arch } from "../../arch/arch.ts";
import { buildArch } from "../../arch/build-arch.ts";
import { estimateAnalytic } from "../../estimate/analytic.ts";
import { SHIPPED_CONSTANTS, type FittedConstants } from "../../estimate/fitted-constants.ts";
import type { Specs } from "../../spec/open-specs.ts";
import type { Overrides } from "../../spec/override.ts";
import type { Loaded } from "../../spec/yaml/provenance.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import type { PredictionContext } from "./mapper.ts";

/** Machines and workloads from specs, each loaded once; `overrides` apply to every machine (calibration). */
export function predictionContext(
  specs: Specs,
  overrides: Overrides = {},
  fitted: FittedConstants = SHIPPED_CONSTANTS,
  time: PredictionContext["time"] = estimateAnalytic,
): PredictionContext {
  const machines = new Map<string, Promise<Arch>>();
  const workloads = new Map<string, Promise<Loaded<WorkloadSpec>>>();
  return {
    fitted,
    time,
    passes: new Map(),
    arch: (id, set = {}) =>
      once(machines, JSON.stringify([id, set]), async () =>
        buildArch(await specs.arch(id, { ...set, ...overrides })),
      ),
    workload: (id) => once(workloads, id, () => specs.workload(id)),
  };
}

function once<T>(known: Map<string, Promise<T>>, id: string, load: () => Promise<T>): Promise<T> {
  let value = known.get(id);
  if (value === undefined) known.set(id, (value = load()));
  return value;
}
