import { pathToFileURL } from "node:url";
import { tsImport } from "tsx/esm/api";

/** Every shape is planned this often, uncached; its fastest time counts, so that a busy machine blurs less. */
const ROUNDS = 3;
const LIMIT_MILLISECONDS = 0.5;
const YARDSTICK_ITERATIONS = 1e6;

/** Weight matmuls of BERT to GPT-3 and LLaMA widths, their weight gradients, logits, and attention cores. */
function realisticShapes() {
  const shapes = [];
  for (const width of [768, 1024, 1600, 2048, 4096, 5120, 8192, 12288])
    for (const rows of [1, 16, 128, 512, 1024, 2048, 4096, 8192, 16384])
      for (const [inner, columns] of [
        [width, width],
        [width, 3 * width],
        [width, 4 * width],
        [4 * width, width],
        [width, 50304],
      ]) {
        shapes.push({ groups: 1, rows, inner, columns });
        shapes.push({ groups: 1, rows: inner, inner: rows, columns });
      }
  for (const groups of [1, 12, 16, 40, 64, 96, 128, 256, 512, 1024])
    for (const tokens of [128, 384, 512, 1024, 2048, 4096])
      for (const head of [64, 128]) {
        shapes.push({ groups, rows: tokens, inner: head, columns: tokens });
        shapes.push({ groups, rows: tokens, inner: tokens, columns: head });
        shapes.push({ groups, rows: 1, inner: head, columns: tokens });
      }
  return shapes;
}

/** A tile array like Mk2's and Bow's, at the memory proportions that models are run with. */
const TARGETS = [
  { arithmetic: "fp16_16", macsPerCycle: 64, availableMemoryProportion: 0.6 },
  { arithmetic: "fp16_32", macsPerCycle: 32, availableMemoryProportion: 0.2 },
].map((target) => ({
  tiles: 1472,
  sramBytesPerTile: 638_976,
  weightLoadBytesPerCycle: 8,
  exchangeBytesPerCycle: 4,
  pairFactor: 2,
  phaseCycles: 500,
  ...target,
}));

/** How long does the exact tile planner take for a shape it has not seen? */
export async function bench() {
  const { planMatmul } = await tsImport("../src/cost/matmul/matmul-plan.ts", import.meta.url);
  const times = [];
  for (const target of TARGETS)
    for (const shape of realisticShapes()) times.push(() => planMatmul(shape, target));
  const milliseconds = new Array(times.length).fill(Infinity);
  for (let round = 0; round < ROUNDS; round++)
    times.forEach(
      (plan, index) => (milliseconds[index] = Math.min(milliseconds[index], millisecondsOf(plan))),
    );
  milliseconds.sort((a, b) => a - b);
  const mean = milliseconds.reduce((sum, time) => sum + time, 0) / milliseconds.length;
  const p99 = milliseconds[Math.ceil(0.99 * milliseconds.length) - 1];
  const yardstick = { what: "a loop of a million multiply-adds", value: yardstickMilliseconds() };
  const row = (what, value) => ({ what, value, unit: "ms", yardstick, ratio: value / yardstick.value });
  return [
    {
      ...row(`a shape, mean of ${times.length}`, mean),
      limit: LIMIT_MILLISECONDS,
      holds: mean <= LIMIT_MILLISECONDS,
    },
    row(`a shape, 99th percentile of ${times.length}`, p99),
  ];
}

function millisecondsOf(run) {
  const began = performance.now();
  run();
  return performance.now() - began;
}

function yardstickMilliseconds() {
  let sum = 0;
  const loop = () => {
    for (let i = 0; i < YARDSTICK_ITERATIONS; i++) sum = sum * 0.999 + i;
  };
  const times = Array.from({ length: 9 }, () => millisecondsOf(loop));
  if (!Number.isFinite(sum)) throw new Error("the yardstick must compute something");
  return Math.min(...times);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const rows = await bench();
  console.log(
    process.argv.includes("--json")
      ? JSON.stringify(rows, null, 2)
      : rows
          .map(({ what, value, ratio }) => `${what}: ${value.toFixed(3)} ms, ${ratio.toFixed(2)} × yardstick`)
          .join("\n"),
  );
}
