import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const POINTS = 10_000_000;
const LIMIT_SECONDS = 60;
const LIMIT_MEBIBYTES = 2048;
const COLUMNS = ["samplesPerSecond", "averagePowerWatts"];
const OBJECTIVES = [
  { metric: "samplesPerSecond", better: "max" },
  { metric: "averagePowerWatts", better: "min" },
];
const AXES = [
  ["chip.clock", 100, 1.3e9, 1.9e9],
  ["machine.power", 100, 500, 2000],
  ["plan.microBatch", 1000, 1, 1000],
];

/** A stand-in of a few nanoseconds a point: what is measured is everything around the evaluation. */
const evaluator = {
  metrics: COLUMNS.map((id) => ({ id, unit: "", better: "neither" })),
  evaluate({ count, coordinates: [clock, power, batch] }, _wanted, { feasible, metrics: [rate, watts] }) {
    for (let row = 0; row < count; row++) {
      feasible[row] = batch[row] % 5 === 0 ? 0 : 1;
      rate[row] = feasible[row] === 0 ? NaN : clock[row] / (1e6 + batch[row] * 1e3);
      watts[row] = feasible[row] === 0 ? NaN : power[row] * (0.5 + clock[row] / 4e9);
    }
  },
  describe: (coordinates) => ({ feasible: true, gap: 0, metrics: { ...coordinates }, plan: {} }),
};

/** Ten million points from index to files, front, bins and findings, in one thread. Run by name: it takes a while. */
export async function bench() {
  const library = await import("../dist/index.js");
  const axes = AXES.map(([name, steps, from, to]) => ({
    ...{ name, unit: "", kind: "discrete", isOrdered: true },
    values: Array.from({ length: steps }, (_, at) => from + ((to - from) * at) / (steps - 1)),
  }));
  const design = library.gridDesign(library.spaceOf({ axes }));
  const plan = {
    ...{ design, evaluators: [evaluator], objectives: OBJECTIVES, columns: COLUMNS },
    sampleOf: (first) => [first],
  };
  const encode = await library.loadParquetEncoder();
  const folder = mkdtempSync(join(tmpdir(), "dse-bench-"));
  const began = performance.now();
  const summaries = [];
  try {
    for (let part = 0; part < library.partCount(POINTS, 65_536); part++) {
      const { batch, outcomes, summary } = await library.evaluatePart(
        plan,
        library.partRange(part, POINTS, 65_536),
      );
      const rows = encode(library.narrowTable(batch, outcomes, { columns: COLUMNS, about: {} }));
      createHash("sha256").update(rows).digest();
      writeFileSync(join(folder, `${part}.parquet`), rows);
      summaries.push(summary);
    }
    const gathered = library.gather(summaries, OBJECTIVES);
    const findings = await library.findingsOf(gathered, plan);
    writeFileSync(join(folder, "findings.json"), JSON.stringify(findings));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const seconds = (performance.now() - began) / 1000;
  const mebibytes = process.resourceUsage().maxRSS / 1024;
  return [
    {
      ...{ what: "ten million points, stand-in for the evaluator", value: seconds, unit: "s" },
      ...{ limit: LIMIT_SECONDS, holds: seconds < LIMIT_SECONDS },
    },
    {
      ...{ what: "most memory (resident)", value: mebibytes, unit: "MiB" },
      ...{ limit: LIMIT_MEBIBYTES, holds: mebibytes < LIMIT_MEBIBYTES },
    },
  ];
}
