import type { TowerSpec, WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { multiwayTokens } from "../families/multiway.ts";
import { towerTokens, towersOf } from "../families/towers.ts";
import { imageTokens } from "../families/vision-transformer.ts";
import { FRAMES_OF_A_TOKEN } from "../operators/speech.ts";
import type { OperatorGraph } from "./operator-graph.ts";
import type { PhaseSizes } from "./phase-sizes.ts";

/** Tokens of a sample, where the model fixes them: an image is as many as a transformer makes of it. */
export function fixedSampleTokens(spec: WorkloadSpec): number | undefined {
  switch (spec.family) {
    case "vision-transformer":
      return imageTokens(spec);
    case "multiway":
      return multiwayTokens(spec);
    case "cnn":
    case "unet":
    case "image-codec":
      return 1;
    case "multimodal":
      if (spec.model.joins === "prefix") return undefined;
      if (spec.model.joins === "denoise") return 1;
      return towersOf(spec).reduce((sum, tower) => sum + towerTokens(spec, tower), 0);
    default:
      return undefined;
  }
}

/** What the host sends for a sample; nothing for the tokens and images that the machine itself makes. */
export function sampleInput(spec: WorkloadSpec, { phase, tokens }: PhaseSizes): OperatorGraph["input"] {
  if (phase === "decode" || phase === "denoise") return { tokens: 0, imageValues: 0 };
  const { model, family } = spec;
  if (family === "multiway") {
    const pictures = spec.task.kind === "pretrain" ? 2 : 1;
    return { tokens: pictures * model.sequenceLength, imageValues: pictures * pixels(model.image) };
  }
  if (family !== "multimodal") return inputOf(spec, tokens);
  const inputs = towersOf(spec).map((tower) =>
    tower.family === "image-codec" && (phase !== "training" || tower.model.codec.direction === "decode")
      ? { tokens: 0, imageValues: 0 }
      : inputOf(
          tower,
          tower.family === "decoder" && model.joins === "prefix" ? tokens : towerTokens(spec, tower),
        ),
  );
  return {
    tokens: inputs.reduce((sum, input) => sum + input.tokens, 0),
    imageValues: inputs.reduce((sum, input) => sum + input.imageValues, 0),
  };
}

function inputOf({ family, model }: TowerSpec | WorkloadSpec, tokens: number): OperatorGraph["input"] {
  // What a denoiser reads was made by the codec, or is noise.
  if (family === "unet") return { tokens: 0, imageValues: 0 };
  const { speech } = model as WorkloadSpec["model"];
  if (family === "encoder-decoder" && speech !== undefined)
    return { tokens: 0, imageValues: FRAMES_OF_A_TOKEN * tokens * speech.melBins };
  const read = "codec" in model && model.codec !== undefined ? model.codec : undefined;
  const picture = read ?? ("image" in model ? model.image : undefined);
  return picture === undefined ? { tokens, imageValues: 0 } : { tokens: 0, imageValues: pixels(picture) };
}

function pixels(image: { readonly size: number; readonly channels: number } | undefined): number {
  return image === undefined ? 0 : image.size ** 2 * image.channels;
}
