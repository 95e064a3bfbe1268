import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { cnn } from "./cnn.ts";
import { conformer } from "./conformer.ts";
import { decoder } from "./decoder.ts";
import { encoderDecoder } from "./encoder-decoder.ts";
import { encoder } from "./encoder.ts";
import { imageCodec } from "./image-codec.ts";
import { multimodal } from "./multimodal.ts";
import { multiway } from "./multiway.ts";
import { stateSpace } from "./state-space.ts";
import { unet } from "./unet.ts";
import type { FamilyBuilder } from "./family.ts";
import { visionTransformer } from "./vision-transformer.ts";

/** Every family of workload-spec.ts and what builds it; a family without a builder does not compile. */
export const FAMILY_BUILDERS = {
  encoder,
  decoder,
  "encoder-decoder": encoderDecoder,
  "vision-transformer": visionTransformer,
  multiway,
  cnn,
  conformer,
  "state-space": stateSpace,
  unet,
  "image-codec": imageCodec,
  multimodal,
} as const satisfies Record<WorkloadSpec["family"], FamilyBuilder>;
