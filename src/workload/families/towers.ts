import type { TowerSpec, WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import type { Block } from "../graph/operator-graph.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";
import { cnn } from "./cnn.ts";
import { decoder } from "./decoder.ts";
import { encoder } from "./encoder.ts";
import type { FamilyBuilder } from "./family.ts";
import { imageCodec } from "./image-codec.ts";
import { unet } from "./unet.ts";
import { imageTokens, visionTransformer } from "./vision-transformer.ts";

/** What builds a tower of each family. */
const TOWER_BUILDERS = {
  encoder,
  decoder,
  "vision-transformer": visionTransformer,
  cnn,
  unet,
  "image-codec": imageCodec,
} as const satisfies Record<TowerSpec["family"], FamilyBuilder>;

export function towersOf({ id, model }: WorkloadSpec): readonly TowerSpec[] {
  if (model.towers === undefined) throw new Error(`${id}: a multimodal model needs model.towers`);
  return model.towers;
}

/** A tower as a workload of its own, of the same task. */
export function towerSpec(spec: WorkloadSpec, { family, model }: TowerSpec): WorkloadSpec {
  return { ...spec, family, model };
}

/** Tokens of one sample that a tower reads: of its text, or what it makes of an image. */
export function towerTokens(spec: WorkloadSpec, tower: TowerSpec): number {
  return tower.family === "vision-transformer"
    ? imageTokens(towerSpec(spec, tower))
    : tower.model.sequenceLength;
}

/**
 * The blocks of a tower, without the head that a model of its own would have, named for the tower. What a tower keeps
 * of keys and values it needs no longer than the pass: none are kept.
 */
export function towerBlocks(spec: WorkloadSpec, tower: TowerSpec, sizes: PhaseSizes): readonly Block[] {
  const tokens = towerTokens(spec, tower);
  const own = { ...sizes, tokens, contextTokens: tokens, promptTokens: tokens, targetTokens: tokens };
  const blocks = TOWER_BUILDERS[tower.family](towerSpec(spec, tower), own);
  const endsWithHead = tower.family !== "unet" && tower.family !== "image-codec";
  return blocks
    .filter(({ kind }) => !(endsWithHead && kind === "head"))
    .map((block, index) => ({
      ...block,
      ...(index === 0 && { input: "sample" as const }),
      kind: block.kind === "head" ? "join" : block.kind,
      kvElementsPerToken: 0,
      ...named(block, tower),
    }));
}

/** A block's place in its tower. */
export function named({ id }: Pick<Block, "id">, { name }: TowerSpec): Pick<Block, "id" | "tower"> {
  return { id: `${name}-${id}`, tower: name };
}
