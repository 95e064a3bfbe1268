import type { TowerSpec, WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { norm } from "../operators/norm.ts";
import type { Block } from "../graph/operator-graph.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";
import { block, type FamilyBuilder } from "./family.ts";
import { named, towerBlocks, towerTokens, towersOf } from "./towers.ts";
import { held } from "../graph/held.ts";

/**
 * Latent diffusion. Training reads a text and encodes an image, and denoises it once; generating an image reads the
 * text, denoises as often as there are steps, and decodes what came out. With guidance a step evaluates the network
 * twice, with the text and with an empty one, which is the same for all images and read beforehand. The phase
 * `denoise` is one evaluation; the rest of the model stays resident beside it.
 * Source: Rombach 2022, arXiv:2112.10752, §3; Ho 2022, arXiv:2207.12598 (guidance).
 */
export const denoise: FamilyBuilder = (spec, sizes) => {
  const training = sizes.phase === "training";
  const stepping = sizes.phase === "denoise";
  return towersOf(spec).flatMap((tower): readonly Block[] => {
    if (tower.family === "image-codec" && tower.model.codec.direction !== (training ? "encode" : "decode"))
      return [];
    const blocks = whole(spec, tower, sizes);
    const active = training || (tower.family === "unet") === stepping;
    return active ? blocks : blocks.map(held);
  });
};

function whole(spec: WorkloadSpec, tower: TowerSpec, sizes: PhaseSizes): readonly Block[] {
  const blocks = towerBlocks(spec, tower, sizes);
  if (tower.family === "unet")
    return blocks.map((one, index) => (index === 0 ? { ...one, input: "all" } : one));
  if (tower.family === "image-codec") return blocks;
  return [...blocks, lastNorm(towerTokens(spec, tower), tower, sizes)];
}

function lastNorm(tokens: number, tower: TowerSpec, sizes: PhaseSizes): Block {
  const { model } = tower;
  const elements = tokens * model.hidden;
  return block(
    {
      ...named({ id: "final-norm" }, tower),
      kind: "join",
      count: 1,
      operators: [norm("final-norm", tokens, model)],
      outputElements: elements,
      saved: { all: elements, attention: 0 },
    },
    sizes,
  );
}
