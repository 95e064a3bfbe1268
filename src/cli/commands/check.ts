import type { SpecError } from "../../internal.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { isFile, openAllSpecs, withInputFile } from "../specs.ts";
import type { Shell } from "../shell.ts";

export const check: Command = {
  usage: "check [files..]",
  summary: "Specs: everything that is wrong, at once, with what was expected",
  positionals: {
    files: { type: "string", array: true, describe: "Files or ids; - for stdin; default: every spec" },
  },
  options: {},
  examples: [["dse check arch-specs/my-chip.arch.yaml", "one file, and what it extends"]],
  async run(args, shell) {
    const files = (args["files"] as string[] | undefined) ?? [];
    if (!files.includes("-")) return await checkAll(files, shell);
    return await withInputFile(shell, (file) =>
      checkAll(
        files.map((name) => (name === "-" ? file : name)),
        shell,
        file,
      ),
    );
  },
};

async function checkAll(files: readonly string[], shell: Shell, input?: string): Promise<0 | 2> {
  const { checkWhole, renderSpecErrors } = await import("../../internal.ts");
  const specs = await openAllSpecs(shell, files.filter(isFile));
  const { errors, warnings } = await checkWhole(specs, files.length === 0 ? undefined : files);
  const named = (found: readonly SpecError[]): string =>
    renderSpecErrors(found.map((one) => (one.file === input ? { ...one, file: "stdin" } : one)));
  if (errors.length > 0) shell.err(`${named(errors)}\n`);
  if (warnings.length > 0) shell.err(`warnings:\n${named(warnings)}\n`);
  const count = files.length === 0 ? specs.list().length : files.length;
  const summary = [plural(count, "spec"), plural(errors.length, "error"), plural(warnings.length, "warning")];
  shell.out(`${summary.join(", ")}\n`);
  return errors.length > 0 ? EXIT.badInput : EXIT.done;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
