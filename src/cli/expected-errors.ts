import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ExpectedErrors } from "../internal.ts";
import type { Shell } from "./shell.ts";

/** What `npm run accuracy` found of the shipped measurements; a part of the package. */
export function shippedExpectedErrors({ packageFolder }: Shell): ExpectedErrors {
  const file = join(packageFolder, "reports", "validation", "expected-error.json");
  return JSON.parse(readFileSync(file, "utf8")) as ExpectedErrors;
}
