import type { Overrides } from "../../src/spec/override.ts";
import { headline, SpecProblems } from "../../src/spec/yaml/spec-error.ts";
import type { Specs } from "../../src/spec/open-specs.ts";

/** What is wrong with a workload or a system given these values, one line each, without the place; empty: nothing. */
export async function problemsOf(
  specs: Specs,
  kind: "workload" | "arch",
  id: string,
  overrides: Overrides = {},
): Promise<readonly string[]> {
  try {
    await specs[kind](id, overrides);
    return [];
  } catch (error) {
    if (!(error instanceof SpecProblems)) throw error;
    return error.errors.map((one) => headline(one).replace(/^\S+ {2}/, ""));
  }
}
