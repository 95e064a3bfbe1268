import type { Math } from "./math.ts";

let loaded: Promise<Math> | undefined;

/** mathjs, imported on first use: it is heavy, and most commands and many specs never need it. */
export function loadMath(): Promise<Math> {
  loaded ??= import("./math.ts").then(({ createMath }) => createMath());
  return loaded;
}
