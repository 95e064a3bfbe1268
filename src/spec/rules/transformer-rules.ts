import type { TransformerSpec, WorkloadSpec } from "../kinds/workload-spec.ts";
import type { SpecPath } from "../yaml/spec-node.ts";
import { idle, items, known, missing, type Loose, type RuleProblem } from "./rule-problem.ts";

/** A transformer: a model of its own, or a tower of several. */
export interface TransformerModel {
  readonly family: WorkloadSpec["family"];
  readonly model: Loose<TransformerSpec>;
  /** Where the model stands in its spec. */
  readonly at: SpecPath;
}

/** What is wrong with the sizes of a transformer beside each other. */
export function transformerProblems(transformer: TransformerModel): readonly RuleProblem[] {
  return [
    ...headProblems(transformer),
    ...normProblems(transformer),
    ...expertProblems(transformer),
    ...listedLayers(transformer),
    ...neededKeys(transformer),
    ...idleKeys(transformer),
  ];
}

function headProblems({ model, at }: TransformerModel): RuleProblem[] {
  const { hidden = 1, heads = 1, kvHeads = heads, headSize, latentAttention } = model;
  const problems: RuleProblem[] = [];
  if (!known(hidden, heads)) return [];
  if (headSize === undefined && latentAttention === undefined && hidden % heads !== 0)
    problems.push({
      path: [...at, "heads"],
      expected: `a divisor of hidden, ${hidden}, or a headSize beside it`,
      message: String(heads),
    });
  if (known(kvHeads) && heads % kvHeads !== 0)
    problems.push({
      path: [...at, "kvHeads"],
      expected: `a divisor of the ${heads} heads, which share them in equal groups`,
      message: String(kvHeads),
    });
  return problems;
}

/** Blocks side by side have a norm each, or one for both; a layer of blocks in a row has one before or after each. */
function normProblems({ model, at }: TransformerModel): RuleProblem[] {
  const { normsPerLayer, parallelBlocks, normPlacement } = model;
  if (parallelBlocks === true && normPlacement === "both")
    return [{ path: [...at, "normPlacement"], expected: "pre, for blocks side by side", message: '"both"' }];
  if (normsPerLayer === undefined || !known(normsPerLayer)) return [];
  const allowed = parallelBlocks === true ? [1, 2] : [2];
  if (allowed.includes(normsPerLayer)) return [];
  const expected =
    parallelBlocks === true ? "1 or 2" : "2 (for norms both before and after a block, normPlacement: both)";
  return [{ path: [...at, "normsPerLayer"], expected, message: String(normsPerLayer) }];
}

function expertProblems({ model, at }: TransformerModel): RuleProblem[] {
  const { experts, sparsity } = model;
  const { layers = 1 } = model;
  const { denseLayers = 0, every = 1, count = 1, perToken = 1, shared = 0, at: turn } = experts ?? {};
  const problems: RuleProblem[] = [];
  const tooMany = (key: string, value: number, expected: string): void => {
    problems.push({ path: [...at, ...key.split(".")], expected, message: String(value) });
  };
  if (!known(layers, denseLayers, every, count, perToken)) return [];
  if (perToken > count)
    tooMany("experts.perToken", perToken, `at most as many picks as there are experts, ${count}`);
  if (denseLayers >= layers)
    tooMany("experts.denseLayers", denseLayers, `less than the ${layers} layers, of which one has experts`);
  if (known(turn) && turn !== undefined && turn >= every)
    tooMany("experts.at", turn, `less than every, ${every}, counted from 0`);
  for (const key of ["sharedFfn", "sharedGate"] as const)
    if (shared === 0 && experts?.[key] !== undefined)
      problems.push(idle([...at, "experts", key], "there are no shared experts"));
  if (every > layers) tooMany("experts.every", every, `at most the ${layers} layers`);
  const listed = items(sparsity?.layers).reduce((sum, entry) => sum + (entry.count ?? 0), 0);
  if (listed > layers) tooMany("sparsity.layers", listed, `densities of at most ${layers} layers`);
  return problems;
}

/** Layers that are listed by number must be there. */
function listedLayers({ model, at }: TransformerModel): RuleProblem[] {
  const { layers = 1, experts, slidingWindow } = model;
  const lists = [
    ["experts", "dense", experts?.dense],
    ["slidingWindow", "fullLayers", slidingWindow?.fullLayers],
  ] as const;
  return lists.flatMap(([part, key, listed]) =>
    items(listed).flatMap((layer, index) =>
      known(layer, layers) && (layer ?? 0) >= layers
        ? [
            {
              path: [...at, part, key, index],
              expected: `less than the ${layers} layers`,
              message: String(layer),
            },
          ]
        : [],
    ),
  );
}

type Key = keyof TransformerSpec & string;
type Family = WorkloadSpec["family"];

const WRITES: readonly Family[] = ["decoder", "encoder-decoder"];
const READS: readonly Family[] = ["encoder", ...WRITES];

/** What a family cannot be built without, besides what every transformer needs. */
const NEEDED: readonly (readonly [Key, readonly Family[], string])[] = [
  ["vocabulary", [...READS, "conformer", "multiway"], "rows of the table of tokens"],
  ["image", ["vision-transformer"], "what comes in: size, channels, patch, classes"],
  ["speech", ["conformer"], "what comes in: melBins, kernel"],
];

function neededKeys({ family, model, at }: TransformerModel): RuleProblem[] {
  if (model.position === "disentangled" && model.disentangled === undefined)
    return [missing([...at, "disentangled"], "the table of distances of `position: disentangled`")];
  return NEEDED.filter(([key, families]) => families.includes(family) && model[key] === undefined).map(
    ([key, , why]) => missing([...at, key], why),
  );
}

interface Use {
  readonly families: readonly Family[];
  /** Of a model of these families, whether it comes to bear. Absent: always. */
  readonly where?: (model: Loose<TransformerSpec>) => boolean;
  readonly belongs: string;
}

const plainAttention = ({ latentAttention }: Loose<TransformerSpec>): boolean =>
  latentAttention === undefined;

/** Keys that only some models use. */
const USES: Readonly<Partial<Record<Key, Use>>> = {
  decoderFfn: { families: ["encoder-decoder"], belongs: "an encoder-decoder" },
  decoderHeads: { families: ["encoder-decoder"], belongs: "an encoder-decoder" },
  decoderLayers: { families: ["encoder-decoder", "conformer"], belongs: "an encoder-decoder or a conformer" },
  targetLength: { families: ["encoder-decoder", "conformer"], belongs: "an encoder-decoder or a conformer" },
  typeVocabulary: { families: READS, belongs: "an encoder or a decoder" },
  positions: {
    families: ["encoder", "decoder", "encoder-decoder"],
    where: ({ position }) => position === "learned",
    belongs: "a model with `position: learned`",
  },
  relativeBuckets: {
    families: READS,
    where: ({ position }) => position === "relative-buckets",
    belongs: "a model with `position: relative-buckets`",
  },
  disentangled: {
    families: ["encoder"],
    where: ({ position }) => position === "disentangled",
    belongs: "an encoder with `position: disentangled`",
  },
  rotaryShare: {
    families: [...READS, "vision-transformer", "multiway"],
    where: ({ position, latentAttention }) => position === "rope" && latentAttention === undefined,
    belongs: "a model with `position: rope`",
  },
  pooler: {
    families: ["encoder", "vision-transformer"],
    where: ({ window }) => window === undefined,
    belongs: "an encoder or a vision transformer without windows",
  },
  classToken: {
    families: ["vision-transformer"],
    where: ({ window }) => window === undefined,
    belongs: "a vision transformer without windows",
  },
  finalNorm: { families: ["encoder", "decoder"], belongs: "an encoder or a decoder" },
  embeddingWidth: { families: ["encoder", "decoder"], belongs: "an encoder or a decoder" },
  keyBias: { families: READS, where: plainAttention, belongs: "a model of tokens with plain attention" },
  queryKeyNorm: { families: READS, where: plainAttention, belongs: "a model of tokens with plain attention" },
  attentionSinks: { families: ["decoder"], where: plainAttention, belongs: "a decoder with plain attention" },
  slidingWindow: { families: ["decoder"], belongs: "a decoder" },
  stateSpace: {
    families: ["decoder"],
    where: ({ parallelBlocks }) => parallelBlocks !== true,
    belongs: "a decoder whose blocks follow each other",
  },
  maskedLanguageHead: { families: ["encoder"], belongs: "an encoder" },
  headCounted: { families: ["encoder"], belongs: "an encoder, of which a count may leave out the head" },
  headBias: { families: WRITES, belongs: "a decoder" },
  embeddingNorm: {
    families: [...READS, "vision-transformer"],
    where: ({ window }) => window === undefined,
    belongs: "an encoder, a decoder or a vision transformer without windows",
  },
  patchBias: {
    families: ["vision-transformer"],
    where: ({ window }) => window === undefined,
    belongs: "a vision transformer without windows",
  },
  window: {
    families: ["vision-transformer"],
    belongs: "a vision transformer (Swin); text has a slidingWindow",
  },
  stages: {
    families: ["vision-transformer"],
    where: ({ window }) => window !== undefined,
    belongs: "a vision transformer with windows (Swin)",
  },
  vocabularyPadded: { families: WRITES, belongs: "a decoder" },
  experts: { families: WRITES, belongs: "a decoder" },
  latentAttention: { families: ["decoder"], belongs: "a decoder" },
  image: { families: ["vision-transformer", "multiway"], belongs: "a model of images" },
  speech: { families: ["conformer", "encoder-decoder"], belongs: "a conformer or an encoder-decoder" },
  normsPerLayer: { families: READS, belongs: "an encoder or a decoder" },
};

function idleKeys({ family, model, at }: TransformerModel): RuleProblem[] {
  return Object.entries(USES).flatMap(([key, { families, where, belongs }]) => {
    const value = model[key as Key];
    if (value === undefined || value === false) return [];
    if (families.includes(family) && where?.(model) !== false) return [];
    return [idle([...at, key], `it belongs to ${belongs}`)];
  });
}
