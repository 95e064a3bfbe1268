import { join } from "node:path";
import { nearestName } from "../units/nearest-name.ts";
import { BadInput, EXIT, type ExitCode } from "./exit-code.ts";
import { openAllSpecs } from "./specs.ts";
import type { Shell } from "./shell.ts";

const DEFAULT_DIES = "silicon-dies.json";

export interface DiesQuestion {
  /** File of dies, - for stdin; default: the shipped ones. */
  readonly data: string | undefined;
  /** Quantities that are asked for; none: all. */
  readonly groups: readonly string[];
  readonly asJson: boolean;
  readonly textOf: (file: string) => string;
}

/** `dse validate --silicon`: dies by the laws of silicon against what is published of them. */
export async function validateSilicon(question: DiesQuestion, shell: Shell): Promise<ExitCode> {
  const { data, groups, asJson, textOf } = question;
  const [{ DIE_QUANTITIES }, { DiesError, parseDies }, { terminalDies }, { validateDies }] =
    await Promise.all([
      import("../validate/validation.ts"),
      import("../validate/dies/die-record.ts"),
      import("../report/validation/terminal-dies.ts"),
      import("../validate/dies/validate-dies.ts"),
    ]);
  for (const group of groups) {
    if (DIE_QUANTITIES.some((known) => known === group)) continue;
    const meant = nearestName(group, DIE_QUANTITIES) ?? DIE_QUANTITIES.join(", ");
    throw new BadInput(`no quantity "${group}" of dies, did you mean ${meant}?`);
  }
  const file = data ?? join(shell.packageFolder, "reports", "validation", DEFAULT_DIES);
  const name = file === "-" ? "stdin" : (data ?? DEFAULT_DIES);
  let records;
  try {
    records = parseDies(file === "-" ? shell.readInput() : textOf(file), name);
  } catch (error) {
    throw error instanceof DiesError ? new BadInput(error.message) : error;
  }
  const validation = await validateDies(records, await openAllSpecs(shell), groups);
  if (asJson) shell.out(`${JSON.stringify(validation, null, 2)}\n`);
  else {
    const { Chalk } = await import("chalk");
    shell.out(terminalDies(validation, new Chalk({ level: shell.colour ? 1 : 0 })));
  }
  return EXIT.done;
}
