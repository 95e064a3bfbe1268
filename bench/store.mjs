import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const POINTS = 1_000_000;
const LIMIT_SECONDS_PER_TEN_MILLION = 60;
const AXES = [
  { name: "chip.clock", values: range(25, 1.3e9, 1.9e9) },
  { name: "machine.power", values: range(40, 500, 2000) },
  { name: "pod", values: [16, 64, 128, 256] },
  { name: "plan.microBatch", values: range(250, 1, 250) },
];
const COLUMNS = ["samplesPerSecond", "averagePowerWatts", "stepTimeSeconds", "mfu"];

function range(count, from, to) {
  return Array.from({ length: count }, (_, at) => from + ((to - from) * at) / (count - 1));
}

/** A stand-in that costs next to nothing a point: what is measured is everything around the evaluation. */
const evaluator = {
  metrics: COLUMNS.map((id) => ({ id, unit: "", better: "neither" })),
  evaluate({ count, coordinates: [clock, power, pod, batch] }, _wanted, { feasible, metrics }) {
    const [rate, watts, seconds, share] = metrics;
    for (let row = 0; row < count; row++) {
      feasible[row] = batch[row] % 5 === 0 ? 0 : 1;
      rate[row] = feasible[row] === 0 ? NaN : (clock[row] * pod[row]) / (1e6 + batch[row] * 1e3);
      watts[row] = feasible[row] === 0 ? NaN : power[row] * pod[row] * (0.5 + clock[row] / 4e9);
      seconds[row] = 1 / rate[row];
      share[row] = rate[row] / 1e7;
    }
  },
  describe: (coordinates) => ({ feasible: true, gap: 0, metrics: { ...coordinates }, plan: {} }),
};

/** How fast points become files: a million points of four coordinates and four metrics, a fifth of them infeasible. */
export async function bench() {
  const library = await import("../dist/internal.js");
  const { evaluatePart, gather, narrowTable, loadParquetEncoder, partRange, partCount, gridDesign } = library;
  const axes = AXES.map(({ name, values }) => ({
    ...{ name, unit: "", kind: "discrete", isOrdered: true },
    values,
  }));
  const design = gridDesign(library.spaceOf({ axes }));
  const objectives = [
    { metric: "samplesPerSecond", better: "max" },
    { metric: "averagePowerWatts", better: "min" },
  ];
  const plan = { design, evaluators: [evaluator], objectives, columns: COLUMNS, sampleOf: () => [] };
  const encode = await loadParquetEncoder();
  const folder = mkdtempSync(join(tmpdir(), "dse-bench-"));
  const perPart = 65_536;
  const spent = { fill: 0, evaluate: 0, encode: 0, write: 0, gather: 0 };
  const timed = async (what, run) => {
    const began = performance.now();
    const result = await run();
    spent[what] += performance.now() - began;
    return result;
  };
  const summaries = [];
  let bytes = 0;
  try {
    for (let part = 0; part < partCount(POINTS, perPart); part++) {
      const range = partRange(part, POINTS, perPart);
      const evaluated = await timed("evaluate", () => evaluatePart(plan, range));
      const table = narrowTable(evaluated.batch, evaluated.outcomes, { columns: COLUMNS, about: {} });
      const rows = await timed("encode", () => encode(table));
      await timed("write", () => {
        createHash("sha256").update(rows).digest();
        writeFileSync(join(folder, `${part}.parquet`), rows);
      });
      bytes += rows.length;
      summaries.push(evaluated.summary);
    }
    await timed("gather", () => gather(summaries, objectives));
    await timed("fill", () =>
      design.fill(
        0,
        POINTS,
        AXES.map(() => new Float64Array(POINTS)),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const yardstick = { what: "the same columns as raw bytes, hashed", value: rawMilliseconds() };
  const total = spent.evaluate + spent.encode + spent.write + spent.gather;
  const row = (what, value) => ({ what, value, unit: "ms", yardstick, ratio: value / yardstick.value });
  const limit = (LIMIT_SECONDS_PER_TEN_MILLION * 1000 * POINTS) / 1e7;
  return [
    { ...row("a million points from index to file", total), limit, holds: total < limit },
    row("  coordinates of a million points", spent.fill),
    row("  coordinates, stand-in, front and bins", spent.evaluate),
    row("  Parquet", spent.encode),
    row("  hash and write", spent.write),
    row("  fronts and bins of all parts", spent.gather),
    { what: "bytes a point", value: bytes / POINTS, unit: "B" },
    { what: "most memory (resident)", value: process.memoryUsage().rss / 2 ** 20, unit: "MiB" },
  ];
}

function rawMilliseconds() {
  const columns = Array.from({ length: AXES.length + COLUMNS.length + 2 }, (_, column) =>
    Float64Array.from({ length: POINTS }, (_, row) => row / (column + 1)),
  );
  const began = performance.now();
  const hash = createHash("sha256");
  for (const column of columns) hash.update(column);
  hash.digest();
  return performance.now() - began;
}
