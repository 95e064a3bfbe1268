import fc from "fast-check";
import {
  buildArch,
  evaluatePlan,
  layerCount,
  measureEvaluation,
  openSpecs,
  SpecProblems,
  buildOperatorGraph,
  phasesOf,
  samplesPerStep,
  withDefaults,
} from "../../dist/internal.js";
import { brokenLaw, brokenMonotony, brokenScaling, onHalfTheChips, withMoreSram } from "./broken-law.mjs";

/** Systems of at most 16 chips, and a workload of every family. */
const SYSTEMS = [
  "bow-pod4",
  "bow-pod16",
  "mk2-pod4",
  "mk2-pod16",
  "c600-card",
  "a100-gpus8",
  "a100-gpus16",
  "h100-gpus16",
];
const WORKLOADS = [
  ...[
    "bert-base",
    "bert-large",
    "gpt2-s",
    "gpt-j-6b",
    "gpt-j-6b-mnli-answer",
    "llama2-70b-answer",
    "mixtral-8x7b",
  ],
  ...[
    "t5-small",
    "t5-base",
    "vit-l16",
    "swin-t",
    "resnet-50",
    "resnet-50-inference",
    "efficientnet-b0",
    "magma",
  ],
  ...[
    "magma-caption",
    "clip-vit-l14",
    "conformer-m",
    "beit-3",
    "stable-diffusion-v1-image",
    "luminous-base-sparse",
  ],
];

const mild = fc.constantFrom(0.3, 0.5, 0.9, 1.1, 2, 3, 10);
const wild = fc.constantFrom(0, 1e-9, 1e-3, 0.1, 1e3, 1e6, 1e12);
const small = fc.nat({ max: 100 }).map((count) => -count);
const factor = fc.oneof(
  { weight: 6, arbitrary: mild },
  { weight: 1, arbitrary: wild },
  { weight: 1, arbitrary: small },
);
const change = fc.tuple(fc.nat({ max: 1e6 }), factor);
/** One of the first values most of the time, else one of the rest. */
const mostly = (usual, rest) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...rest) },
  );

const question = fc.record({
  system: fc.constantFrom(...SYSTEMS),
  workload: fc.constantFrom(...WORKLOADS),
  /** A model and a batch so small that most plans fit, and cost milliseconds. */
  small: mostly([true], [false]),
  changes: fc.array(change, { maxLength: 4 }),
  event: mostly([false], [true]),
  /** Chips along each kind of parallelism, as powers of two, and how often they are taken as they are. */
  powers: fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 4 })),
  odd: mostly([undefined], [3, 5, 6, 16]),
  plan: fc.record({
    microBatch: mostly([1, 2], [3, 8, 64]),
    microBatches: mostly([1, 2, 7, 16], [1000]),
    recompute: fc.constantFrom("none", "attention", "layer"),
    optimizerState: mostly(["sram", "sharded"], ["streaming"]),
    weights: mostly(["sram"], ["streaming"]),
    weightLoads: mostly([1], [2, 4]),
    arithmetic: mostly(["fp16_16", "fp16_32"], ["fp32", "fp8_16"]),
    availableMemoryProportion: mostly([0.6], [0.1, 1]),
    ioTiles: mostly([0], [32, 1000, 1471, 1472, 5000]),
    sequenceParallel: fc.boolean(),
    kvCache: mostly(["sram"], ["streaming", "none"]),
    headPlacement: fc.constantFrom("last", "first"),
  }),
});

/** Images between convolutions are on one chip, and have no heads to divide. */
const UNDIVIDED = new Set(["resnet-50", "resnet-50-inference", "efficientnet-b0"]);

/** Degrees whose product is at most the chips, of which pipelines take no more than there are layers. */
function degrees({ powers: [tensor, pipeline], odd, workload }, chips, layers) {
  const whole = UNDIVIDED.has(workload);
  const tensorParallel = whole ? 1 : Math.min(chips, odd ?? 2 ** tensor);
  const pipelineParallel = Math.min(Math.floor(chips / tensorParallel), layers, 2 ** pipeline);
  return {
    tensorParallel,
    pipelineParallel,
    dataParallel: Math.floor(chips / tensorParallel / pipelineParallel),
  };
}

/**
 * Evaluates mutated systems and workloads under decided plans: every figure is a number, or does not apply; model FLOPs
 * are no more than the plan executes, parts add up to the whole, and twice the chips are at most twice as fast.
 */
export function evaluateJob() {
  const specs = openSpecs();
  const tally = { refused: 0, evaluated: 0 };
  return {
    tally,
    cases: (seed, count) => fc.sample(question, { seed, numRuns: count }),
    show: JSON.stringify,
    async run(one) {
      const { system, workload, event, plan } = one;
      const overrides = await overridesOf(specs, one);
      let arch, spec;
      try {
        arch = buildArch(await specs.arch(system, overrides));
        spec = (await specs.workload(workload, overrides)).spec;
      } catch (error) {
        if (!(error instanceof SpecProblems)) throw error;
        tally.refused++;
        return undefined;
      }
      const layers = layersOf(spec);
      if (arch.chips > 16 || layers > 2000) return undefined;
      const ranks = degrees(one, arch.chips, layers);
      const choice = withDefaults({
        ...plan,
        ...ranks,
        microBatches: Math.max(plan.microBatches, microBatchesOf(spec, ranks, plan)),
        layersPerStage: split(layers, ranks.pipelineParallel),
      });
      for (const fidelity of event ? ["analytic", "event"] : ["analytic"]) {
        const wrong = wrongEvaluation({ arch, workload: spec, choice, fidelity }, tally);
        if (wrong !== undefined) return `${wrong} at ${fidelity}`;
      }
      return undefined;
    },
  };
}

/** Times a choice that fits, and holds it to the laws; a choice that breaks a rule is taken back where it can be. */
function wrongEvaluation(input, tally) {
  const { choice, result } = evaluateLegal(input);
  if (result.kind !== "evaluation") {
    tally[result.kind] = (tally[result.kind] ?? 0) + 1;
    return undefined;
  }
  const timed = (change) => {
    const found = evaluatePlan({ ...input, choice, ...change });
    return found.kind === "evaluation" ? { ...found, measured: measureEvaluation(found) } : found;
  };
  tally.evaluated++;
  const whole = measureEvaluation(result);
  const half = onHalfTheChips(choice);
  const halved = half && timed({ choice: half });
  const wider = withMoreSram(input.arch);
  return (
    wrongNumber(whole) ??
    brokenLaw(whole) ??
    (halved?.kind === "evaluation" ? brokenScaling(whole, halved.measured) : undefined) ??
    (wider && brokenMonotony(whole, timed({ arch: wider })))
  );
}

/** So many broken rules are mended. */
const MENDS = 6;

function evaluateLegal(input) {
  let { choice } = input;
  for (let mend = 0; ; mend++) {
    const result = evaluatePlan({ ...input, choice });
    const made = result.kind === "illegal" ? Object.keys(result.made).filter((name) => !(name in RANKS)) : [];
    if (mend === MENDS || made.length === 0) return { choice, result };
    const { [made[0]]: _, ...rest } = choice;
    choice = withDefaults(rest);
  }
}

/** Choices that go together, and are no mistake by themselves. */
const RANKS = { tensorParallel: 1, pipelineParallel: 1, dataParallel: 1, microBatches: 1, layersPerStage: 1 };

/** Sizes at which a model of any family is small: of a path of its spec, at most so much. */
const SMALL = [
  [/^(?!.*stages).*\.(layers|decoderLayers)$/, 3],
  [/\.convolutions\.stages\.\d+\.repeat$/, 2],
  [/\.vocabulary$/, 2000],
  [/\.(hidden|ffn)$/, 1024],
  [/\.heads$/, 8],
  [/\.kvHeads$/, 4],
  [/^task\.(batch|globalBatch)$/, 32],
  [/^task\.(promptTokens|generatedTokens)$/, 64],
  [/^task\.denoising\.steps$/, 4],
];
const smaller = ({ path, value }) => {
  const most = SMALL.find(([pattern]) => pattern.test(path))?.[1] ?? Infinity;
  return value > most ? [[path, most]] : [];
};

/** Figures of the machine and the workload, some moved by a factor, some set to a small number. */
async function overridesOf(specs, { system, workload, changes, small }) {
  const figures = (await specs.workload(workload)).provenance.filter(
    ({ path }) => !path.startsWith("published"),
  );
  const shrunk = Object.fromEntries(small && !MIXED.has(workload) ? figures.flatMap(smaller) : []);
  const inputs = [...(await specs.arch(system)).provenance, ...figures];
  const moved = Object.fromEntries(
    changes.map(([at, by]) => {
      const { path, value, unit } = inputs[at % inputs.length];
      const moved = by < 0 ? -by : (shrunk[path] ?? value) * by;
      return [path, unit === "" && value >= 1 && Number.isInteger(value) ? Math.round(moved) : moved];
    }),
  );
  return { ...shrunk, ...moved };
}

/** Models whose parts have sizes in common, which do not shrink one by one. */
const MIXED = new Set([
  "swin-t",
  "stable-diffusion-v1-image",
  "magma",
  "magma-caption",
  "beit-3",
  "clip-vit-l14",
]);

function layersOf(spec) {
  return layerCount(buildOperatorGraph(spec, phasesOf(spec).at(-1)));
}

/** So many micro-batches that the batch is computed: an odd rest is padded. */
function microBatchesOf({ task }, { dataParallel }, { microBatch }) {
  return Math.ceil(samplesPerStep(task) / dataParallel / microBatch);
}

/** Layers in parts as equal as can be. */
function split(layers, stages) {
  return Array.from({ length: stages }, (_, stage) => Math.floor((layers + stage) / stages));
}

/** Metrics that apply only to some systems or tasks: money where there is no price, tokens where there are none. */
const MAY_BE_NULL =
  /Dollars|dollars|^.metrics.die|SquareMetre|embodied|timeToTrain|latency|timePerToken|timeToFirst|tokens|Tokens|sram|memory|streaming|bubble|capex|hfu|mfu/;

function wrongNumber(result) {
  const visit = (value, path) => {
    if (typeof value === "number" && !Number.isFinite(value)) return `${path} is ${value}`;
    if (value === null && path.startsWith(".metrics") && !MAY_BE_NULL.test(path)) return `${path} is null`;
    if (value === null || typeof value !== "object") return undefined;
    for (const [key, child] of Object.entries(value)) {
      const wrong = visit(child, `${path}.${key}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
  return visit(result, "");
}
