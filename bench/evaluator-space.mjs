/**
 * The space that the evaluator's questions are asked on: GPT-3 175B training, plans × machine parameters. Every plan
 * differs, every machine differs, and so does every pair.
 */
const LAYERS = 96;

/** A value with some of its numbers multiplied: `{ chip: { clockHertz: 1.1 } }`. */
function scaled(value, factors) {
  const changed = { ...value };
  for (const [key, factor] of Object.entries(factors))
    if (value[key] !== undefined)
      changed[key] = typeof factor === "number" ? value[key] * factor : scaled(value[key], factor);
  return changed;
}

/** So many machines, no two alike in clock, links, DDR and power; those of another `round` all differ in what the machine draws besides. */
export function machineVariants(base, count, round = 0) {
  const spread = (index, steps) => 0.8 + (0.4 * (index % steps)) / (steps - 1);
  return Array.from({ length: count }, (_, at) => {
    const speed = spread(at, 5);
    const links = spread(Math.floor(at / 5), 5);
    const ddr = spread(Math.floor(at / 25), 5);
    const power = spread(Math.floor(at / 125), Math.max(2, Math.ceil(count / 125)));
    return scaled(base, {
      chip: {
        clockHertz: speed,
        memoryBytesPerSecond: speed,
        links: { bytesPerSecondEach: links },
        power: { idleWatts: power },
      },
      machine: {
        streaming: { bytesPerSecond: ddr, chipBytesPerSecond: ddr },
        overheadWatts: power * (1 + round / 100),
      },
    });
  });
}

/** The same, of 32 kinds of chip: fewer and more tiles, more SRAM a tile, a wider AMP. */
export function chipVariants(base, count) {
  const kinds = 32;
  const { macsPerCycle } = base.chip;
  return machineVariants(base, count).map((arch, at) => {
    const kind = at % kinds;
    const chip = {
      ...arch.chip,
      tiles: base.chip.tiles - 64 * (kind % 4),
      sramBytesPerTile: base.chip.sramBytesPerTile * (1 + 0.25 * (Math.floor(kind / 4) % 4)),
      macsPerCycle: kind < 16 ? macsPerCycle : scaled(macsPerCycle, { fp16_16: 2, fp16_32: 2, fp8_16: 2 }),
    };
    return { ...arch, chip: { ...chip, sramBytes: chip.tiles * chip.sramBytesPerTile } };
  });
}

function even(stages) {
  const base = Math.floor(LAYERS / stages);
  const extra = LAYERS - base * stages;
  return Array.from({ length: stages }, (_, stage) => base + (stage >= stages - extra ? 1 : 0));
}

function combinations(axes) {
  let found = [{}];
  for (const [name, values] of Object.entries(axes))
    found = found.flatMap((choice) => values.map((value) => ({ ...choice, [name]: value })));
  return found;
}

const COMMON = {
  weightLoads: 1,
  availableMemoryProportion: 0.6,
  ioTiles: 0,
  sequenceParallel: true,
  kvCache: "none",
  headPlacement: "last",
};

/** Plans of GPT-3 175B with a global batch of `batch` on so many chips, in an order that mixes them. */
export function plans({ withDefaults }, arch, batch, count) {
  const tiled = arch.chip.architecture === "tiled";
  const axes = tiled
    ? {
        weightLoads: [1, 2, 4, 8],
        recompute: ["layer"],
        availableMemoryProportion: [0.6, 0.4, 0.2, 0.1],
        ioTiles: [0, 64],
        microBatch: [1, 2],
        dataParallel: [1, 2, 4, 8, 16, 32],
        tensorParallel: [8, 16, 24, 32, 48],
        pipelineParallel: [1],
      }
    : {
        optimizerState: ["sram", "sharded"],
        recompute: ["none", "attention", "layer"],
        interleave: [1, 2, 3],
        microBatch: [1, 2, 4],
        dataParallel: [1, 2, 4, 8, 16],
        pipelineParallel: [4, 8, 16, 32],
        tensorParallel: [2, 4, 8, 16],
      };
  const weights = tiled ? { weights: "streaming", optimizerState: "streaming" } : { weights: "sram" };
  return combinations(axes)
    .map((choice) => ({
      ...COMMON,
      ...weights,
      arithmetic: tiled ? "fp16_16" : "fp16_32",
      ...choice,
      layersPerStage: even(choice.pipelineParallel),
      microBatches: batch / (choice.dataParallel * choice.microBatch),
    }))
    .filter(
      ({ tensorParallel, pipelineParallel, dataParallel, microBatches, weightLoads }) =>
        tensorParallel * pipelineParallel * dataParallel <= arch.chips && microBatches % weightLoads === 0,
    )
    .slice(0, count)
    .map(withDefaults);
}

/** Of `choices`, those that fit on `arch`. */
export function fitting({ compileEvaluator, pointColumns }, workload, arch, choices) {
  const evaluator = compileEvaluator({ workload, archs: [arch], choices, metrics: [] });
  const columns = pointColumns(1, 0);
  return choices.filter((_, choice) => evaluator.evaluateInto(0, choice, columns, 0) === undefined);
}

export async function openSpace(system) {
  const library = await import("../dist/internal.js");
  const specs = library.openSpecs({ folders: ["arch-specs", "workloads"] });
  const { spec: workload } = await specs.workload("gpt-3-175b");
  return { library, workload, base: library.buildArch(await specs.arch(system)) };
}

/** Milliseconds of this thread's own work: on a busy machine others take their share of the wall clock. */
export function cpuMilliseconds(run) {
  const began = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}
