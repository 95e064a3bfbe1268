import { chipVariants, cpuMilliseconds, openSpace, plans } from "./evaluator-space.mjs";

const MACHINES = 1000;
const PLANS = 1000;
const ROWS = 65_536;

/**
 * The same with nothing known: a thousand Bow Pod256 that differ in clock, links, DDR and power, of 32 kinds of chip
 * (tiles, SRAM, AMP), times a thousand plans of GPT-3 175B, those that do not fit among them. Tile plans, prices and
 * points, once from the specs to the last column; the share of pricing is what a second pass does without.
 */
export async function bench() {
  const { library, workload, base } = await openSpace("bow-pod256");
  const archs = chipVariants(base, MACHINES);
  const choices = plans(library, base, workload.task.globalBatch, PLANS);
  const points = archs.length * choices.length;
  let fitting = 0;
  let checksum = 0;
  let evaluator;
  const columns = library.pointColumns(ROWS, Object.keys(library.METRICS).length);
  const pass = () => {
    evaluator ??= library.compileEvaluator({ workload, archs, choices });
    let row = 0;
    fitting = 0;
    for (let arch = 0; arch < archs.length; arch++)
      for (let choice = 0; choice < choices.length; choice++) {
        evaluator.evaluateInto(arch, choice, columns, row);
        if (columns.feasible[row] === 1) {
          fitting += 1;
          checksum += columns.metrics[0][row];
        }
        if (++row === ROWS) row = 0;
      }
  };
  const cold = cpuMilliseconds(pass);
  const warm = cpuMilliseconds(pass);
  if (!Number.isFinite(checksum) || fitting === 0) throw new Error("no point was evaluated");
  return [
    {
      ...{ what: `points a second and core, cold (${archs.length} machines × ${choices.length} plans)` },
      ...{ field: "coldEvaluationsPerSecond", value: (points / cold) * 1000, unit: "1/s" },
    },
    { what: "share of tile plans and prices in that time", value: 1 - warm / cold, unit: "" },
    { what: "share of the points that fit", value: fitting / points, unit: "" },
  ];
}
