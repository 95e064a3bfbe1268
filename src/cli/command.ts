import type { Options, PositionalOptions } from "yargs";
import type { ExitCode } from "./exit-code.ts";
import type { Shell } from "./shell.ts";

/** Arguments as yargs hands them over; each command reads its own. */
export type Arguments = Readonly<Record<string, unknown>>;

/** One command of the command line. Its file imports nothing heavy at the top: `dse --help` reads them all. */
export interface Command {
  /** Name and positionals as yargs writes them: `run [study]`. */
  readonly usage: string;
  readonly summary: string;
  readonly positionals: Readonly<Record<string, PositionalOptions>>;
  readonly options: Readonly<Record<string, Options>>;
  readonly examples: readonly (readonly [command: string, what: string])[];
  run(args: Arguments, shell: Shell, program: Program): Promise<ExitCode>;
}

/** All of `dse`, for a command that is about others: it completes their names, or asks them. */
export interface Program {
  readonly commands: readonly Command[];
  /** One run of the command line on these streams; errors are told there. */
  answer(argv: readonly string[], shell: Shell): Promise<ExitCode>;
}

export const nameOf = (command: Command): string => command.usage.split(" ")[0]!;
