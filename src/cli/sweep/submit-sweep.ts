import type { Arguments } from "../command.ts";
import { BadInput } from "../exit-code.ts";
import type { Shell } from "../shell.ts";
import { askedSweep, workersOf } from "./ask.ts";
import type { Submittable } from "./batch/submittable.ts";
import { surveyParts } from "./finish.ts";
import { openJob } from "./job.ts";
import { openRunFolder } from "./run-folder.ts";
import { noShards, runSweep } from "./run-sweep.ts";
import { sweepWords } from "./sweep-words.ts";

/** A sweep as an array of tasks: parts of its points are shared out. */
export async function submittableSweep(args: Arguments, out: string, shell: Shell): Promise<Submittable> {
  const asked = await askedSweep(args, shell);
  const { question, named, source } = asked;
  const { isSearch } = await import("../../explore/sweep/search-points.ts");
  if (isSearch(question.strategy)) throw new BadInput(noShards(question));
  const quiet = args["quiet"] === true;
  const run = { ...asked, out, resume: true, workers: 1, json: false, quiet };
  return {
    id: question.id,
    words: ["sweep", ...sweepWords(args)],
    cores: workersOf(args, 1),
    isThreaded: true,
    async open(most) {
      const library = await import("../../internal.ts");
      const { packageFolder } = shell;
      const { sweep } = await openJob({ packageFolder, question, named, out, wantsLines: false }, source);
      const { identity } = sweep;
      const folder = openRunFolder({ library, path: out, identity, resume: true });
      const parts = library.partCount(identity.points, identity.pointsPerPart ?? identity.points);
      const shards = Math.min(most, parts);
      const lost = (): readonly number[] =>
        surveyParts(folder, library.partsOfShard(parts, 0, 1)).missing.map((part) => part % shards);
      return { shards, missing: () => [...new Set(lost())].sort((a, b) => a - b) };
    },
    async gather() {
      if (args["json"] !== true) return runSweep(run, shell);
      const isFeasible = await runSweep(run, { ...shell, out: () => undefined });
      const { readSavedSweep } = await import("./saved-sweep.ts");
      shell.out(`${JSON.stringify(await readSavedSweep(out))}\n`);
      return isFeasible;
    },
  };
}
