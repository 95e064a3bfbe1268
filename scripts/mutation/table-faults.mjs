import { existsSync, readFileSync } from "node:fs";
import { transformSync } from "esbuild";

/** How often a text is in another. */
function countOf(text, part) {
  return text.split(part).length - 1;
}

/** The text of a mutant's file with the fault in it. */
export function mutatedText({ file, find, replace }) {
  return readFileSync(file, "utf8").replace(find, () => replace);
}

/** What is wrong with one mutant of the table, in words; undefined where it can be put in. */
function faultOf(mutant) {
  const { file, find, replace } = mutant;
  if (!existsSync(file)) return `${file} does not exist: where has the law gone?`;
  const count = countOf(readFileSync(file, "utf8"), find);
  if (count === 0) return `\`${find}\` is not in ${file}: was the law rewritten? Write its mutant anew.`;
  if (count > 1) return `\`${find}\` is ${count} times in ${file}: give more of the text around it.`;
  if (find === replace) return "the replacement is what it replaces.";
  try {
    transformSync(mutatedText(mutant), { loader: "ts", logLevel: "silent" });
    return undefined;
  } catch (error) {
    return `${file} does not compile with it: ${error.errors?.[0]?.text ?? error.message}`;
  }
}

/** Sentences about mutants that cannot be put in, and about ids that are not unique. */
export function tableFaults(mutants) {
  const ids = new Set();
  return mutants.flatMap((mutant) => {
    const fault = ids.has(mutant.id) ? "the id is taken." : faultOf(mutant);
    ids.add(mutant.id);
    return fault === undefined ? [] : [`${mutant.id}: ${fault}`];
  });
}
