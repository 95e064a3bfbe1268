import type { Configuration, Given, ModelClass } from "../configuration.ts";
import type { Draft } from "../draft.ts";

/** How the configurations of one model type are read. Defaults are those of its class in transformers. */
export interface ModelType {
  readonly of: (given: Given) => ModelClass;
  readonly draft: (c: Configuration, given: Given) => Draft;
}

/** A model type whose defaults are always the same. */
export function modelType(
  name: string,
  defaults: ModelClass["defaults"],
  draft: ModelType["draft"],
  aliases: NonNullable<ModelClass["aliases"]> = {},
): ModelType {
  return { of: () => ({ name, defaults, aliases }), draft };
}
