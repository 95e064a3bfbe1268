import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Options } from "yargs";
import type { Arguments } from "../command.ts";
import type { Shell } from "../shell.ts";
import { cacheFolder } from "./cache-folder.ts";
import { answerStore, type AnswerStore } from "./kept-answers.ts";

export const cacheOption = {
  cache: {
    type: "boolean",
    default: true,
    describe: "Take answers that an earlier run kept, and keep those of this one; --no-cache for none",
  },
} as const satisfies Record<string, Options>;

/** What this code answered before on this machine; undefined with --no-cache. */
export function openAnswers(args: Arguments, shell: Shell): AnswerStore | undefined {
  return args["cache"] === false
    ? undefined
    : answerStore(cacheFolder(process.env, process.platform), codeOf(shell));
}

/** Which code answers, on which engine. The bundler names every other file by its content, and the entry names them. */
function codeOf({ packageFolder }: Shell): string {
  const hash = createHash("sha256").update(process.version);
  for (const file of [join("cli", "main.js"), "report-runtime.js", "report-live.js"])
    hash.update(readFileSync(join(packageFolder, "dist", file))).update("\0");
  return hash.digest("hex");
}
