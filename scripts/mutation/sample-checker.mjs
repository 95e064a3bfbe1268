import { readFileSync } from "node:fs";
import { mutantName } from "./sampled.mjs";

/**
 * Stryker asks a checker of each mutant whether it is worth a run: only those of the sample are. Which those are stands
 * in a file, since a checker is a process of its own.
 */
class SampleChecker {
  async init() {
    this.wanted = new Set(JSON.parse(readFileSync(process.env.MUTATION_SAMPLE, "utf8")));
  }

  group(mutants) {
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants) {
    return Object.fromEntries(
      mutants.map((mutant) => [
        mutant.id,
        this.wanted.has(mutantName(mutant.fileName, mutant))
          ? { status: "passed" }
          : { status: "compileError", reason: "not in the sample" },
      ]),
    );
  }
}

export const strykerPlugins = [{ kind: "Checker", name: "sample", injectableClass: SampleChecker }];
