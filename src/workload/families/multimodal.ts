import { contrastive } from "./contrastive.ts";
import { denoise } from "./denoise.ts";
import type { FamilyBuilder } from "./family.ts";
import { prefix } from "./prefix.ts";

/** Several towers run as one, joined in one of three ways. */
export const multimodal: FamilyBuilder = (spec, sizes) => {
  switch (spec.model.joins) {
    case "contrastive":
      return contrastive(spec, sizes);
    case "prefix":
      return prefix(spec, sizes);
    case "denoise":
      return denoise(spec, sizes);
    default:
      throw new Error(`${spec.id}: a multimodal model needs model.joins`);
  }
};
