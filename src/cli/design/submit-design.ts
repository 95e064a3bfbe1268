import type { Arguments } from "../command.ts";
import { BadInput } from "../exit-code.ts";
import type { Shell } from "../shell.ts";
import type { Submittable } from "../sweep/batch/submittable.ts";
import { wordsOf } from "../sweep/sweep-words.ts";
import { askedDesign } from "./ask.ts";
import { joinedAnswer } from "./run-share.ts";
import { sharesFolder } from "./shares.ts";
import { writeDesign } from "./write-design.ts";

const REPEATED = ["system", "workload", "set", "within", "objectives"] as const;
const SINGLE = ["top", "breadth", "out"] as const;
/** What a sweep is told and a design is not. */
const OF_SWEEPS = [
  ...["strategy", "fidelity", "weights", "columns", "seed", "limit", "population", "workers"],
] as const;

/** A design as an array of tasks: boxes of its grid are shared out. */
export async function submittableDesign(args: Arguments, out: string, shell: Shell): Promise<Submittable> {
  const extra = OF_SWEEPS.find((name) => args[name] !== undefined);
  if (extra !== undefined)
    throw new BadInput(`--${extra} is for a sweep; leave it out, or leave --design out`);
  const asked = await askedDesign(args, shell);
  return {
    id: `design-${asked.question.system}`,
    words: ["design", ...wordsOf(args, REPEATED, SINGLE)],
    cores: 1,
    isThreaded: false,
    open: (shards) => Promise.resolve({ shards, missing: sharesFolder(out, asked, shards).missing }),
    async gather(shards) {
      const answer = await joinedAnswer(asked, shards, out);
      await writeDesign(answer, { out, json: args["json"] === true }, shell);
      return answer.best.length > 0;
    },
  };
}
