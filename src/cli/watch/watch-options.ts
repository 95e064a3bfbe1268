import type { Options } from "yargs";
import type { Arguments } from "../command.ts";
import { BadInput } from "../exit-code.ts";
import { formatsOf, outOf, stringOf, stringsOf } from "../options.ts";
import type { Shell } from "../shell.ts";
import { DEFAULT_STUDY } from "../open-study.ts";
import { isFile, specFolders } from "../specs.ts";
import type { Watched } from "./watch-run.ts";

export const watchOptions = {
  watch: {
    type: "boolean",
    default: false,
    describe: "Answer again whenever a spec is saved, and show the report in a page that follows",
  },
  port: { type: "number", describe: "Port of that page on 127.0.0.1; default: any that is free" },
} as const satisfies Record<string, Options>;

/** What --watch watches and where it shows the answer, checked; undefined without it. */
export function watchedOf(args: Arguments, shell: Shell): Watched | undefined {
  const port = args["port"] as number | undefined;
  if (args["watch"] !== true) {
    if (port !== undefined) throw new BadInput("--port is of the page that --watch opens: give --watch too");
    return undefined;
  }
  const study = stringOf(args, "study");
  const pairs = [...stringsOf(args, "system"), ...stringsOf(args, "workload")];
  if (args["json"] === true || outOf(args) === "-")
    throw new BadInput("--watch shows the report in a page: leave out --json and --out -");
  if (study === "-")
    throw new BadInput("--watch needs a study in a file: what comes on stdin does not change");
  if (!formatsOf(args, ["html"]).includes("html"))
    throw new BadInput("--watch shows the report in a page: --format needs html");
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new BadInput("--port: expected a whole number from 0 (any that is free) to 65535");
  const files = [study ?? "", ...pairs].filter(isFile);
  const folders = specFolders(shell, files).map(({ path }) => path);
  return { title: study ?? (pairs.join(" · ") || DEFAULT_STUDY), port: port ?? 0, folders, files };
}
