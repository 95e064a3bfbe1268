import type { SpecError } from "../../internal.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { jsonOption } from "../options.ts";
import { isFile, openAllSpecs, withInputFile } from "../specs.ts";
import type { Shell } from "../shell.ts";

export const check: Command = {
  usage: "check [files..]",
  summary: "Specs: everything that is wrong, at once, with what was expected",
  positionals: {
    files: { type: "string", array: true, describe: "Files or ids; - for stdin; default: every spec" },
  },
  options: { ...jsonOption },
  examples: [["dse check arch-specs/my-chip.arch.yaml", "one file, and what it extends"]],
  async run(args, shell) {
    const files = (args["files"] as string[] | undefined) ?? [];
    const asJson = args["json"] === true;
    if (!files.includes("-")) return await checkAll({ files, asJson }, shell);
    return await withInputFile(shell, (file) =>
      checkAll({ files: files.map((name) => (name === "-" ? file : name)), asJson, input: file }, shell),
    );
  },
};

interface CheckOrder {
  readonly files: readonly string[];
  readonly asJson: boolean;
  /** The file that holds what came on stdin. */
  readonly input?: string;
}

async function checkAll({ files, asJson, input }: CheckOrder, shell: Shell): Promise<0 | 2> {
  const [{ checkWhole }, { renderSpecErrors }] = await Promise.all([
    import("../../study/check-whole.ts"),
    import("../../spec/yaml/render-spec-errors.ts"),
  ]);
  const specs = await openAllSpecs(shell, files.filter(isFile));
  const { errors, warnings } = await checkWhole(specs, files.length === 0 ? undefined : files);
  const told = (found: readonly SpecError[]): readonly SpecError[] =>
    found.map((one) => (one.file === input ? { ...one, file: "stdin" } : one)).toSorted(byPlace);
  const named = (found: readonly SpecError[]): string => renderSpecErrors(told(found));
  const code = errors.length > 0 ? EXIT.badInput : EXIT.done;
  if (asJson) {
    const answer = { schema: "dse.check/v1", errors: told(errors), warnings: told(warnings) };
    shell.out(`${JSON.stringify(answer, null, 2)}\n`);
    return code;
  }
  if (errors.length > 0) shell.err(`${named(errors)}\n`);
  if (warnings.length > 0) shell.err(`warnings:\n${named(warnings)}\n`);
  const count = files.length === 0 ? specs.list().length : files.length;
  const summary = [plural(count, "spec"), plural(errors.length, "error"), plural(warnings.length, "warning")];
  shell.out(`${summary.join(", ")}\n`);
  return code;
}

/** File by file, from its top. */
const byPlace = (a: SpecError, b: SpecError): number =>
  a.file === b.file
    ? (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
    : a.file < b.file
      ? -1
      : 1;

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
