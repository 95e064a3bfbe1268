import fc from "fast-check";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkWhole, openSpecs } from "../../dist/internal.js";
import { mutatedSpec, shippedSpecs } from "./mutated-specs.mjs";

/** Specs are opened anew after so many, for what was read stays. */
const FRESH_AFTER = 400;

/** Checks mutated specs: whatever they say, the answer is a list of errors in words. */
export function checkJob({ root, folder }) {
  const arbitrary = mutatedSpec(shippedSpecs(root));
  let specs;
  let used = 0;
  const tally = { refused: 0, sound: 0 };
  return {
    tally,
    cases: (seed, count) => fc.sample(arbitrary, { seed, numRuns: count }),
    show: (text) => text,
    async run(text) {
      if (specs === undefined || used++ % FRESH_AFTER === 0) specs = openSpecs();
      const file = join(folder, `fuzzed-${used}.yaml`);
      writeFileSync(file, text);
      try {
        const { errors } = await checkWhole(specs, [file]);
        tally[errors.length > 0 ? "refused" : "sound"]++;
        for (const error of errors)
          if (typeof error.message !== "string" || isLeak(error.expected ?? "", text))
            return `an error without words: ${JSON.stringify(error)}`;
        return undefined;
      } finally {
        rmSync(file, { force: true });
      }
    },
  };
}

/** A number that is none in the words of an error, where the spec itself does not say it (a system may be called NaN). */
function isLeak(words, text) {
  const [found] = /NaN|Infinity|undefined/.exec(words) ?? [];
  return found !== undefined && !text.includes(found);
}
