import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { printable } from "./printable.ts";

/** What a command may touch: the streams, the place of the package, the wish for colour. */
export interface Shell {
  /** Root of this package: shipped specs, studies and assets. */
  readonly packageFolder: string;
  readonly version: string;
  /** Colour for what goes to stdout. */
  readonly colour: boolean;
  /** Columns of the terminal on stdout, when there is one. */
  readonly columns: number | undefined;
  /** Results. */
  out(text: string): void;
  /** Progress and diagnostics. */
  err(text: string): void;
  /** Progress, over what stands in the last line of the terminal. */
  redraw(text: string): void;
  /** All of stdin as text. */
  readInput(): string;
}

export function openShell(packageUrl: URL, argv: readonly string[]): Shell {
  const packageFolder = fileURLToPath(packageUrl);
  const colour = wantsColour(argv, process.env, process.stdout.isTTY === true);
  return {
    packageFolder,
    get version() {
      return (JSON.parse(readFileSync(new URL("package.json", packageUrl), "utf8")) as { version: string })
        .version;
    },
    colour,
    columns: process.stdout.columns,
    out: (text) => void process.stdout.write(printable(text, { colour })),
    err: (text) => void process.stderr.write(printable(text, { colour: false })),
    redraw: (text) => void process.stderr.write(`\r\x1b[K${printable(text, { colour: false })}`),
    readInput: () => readFileSync(0, "utf8"),
  };
}

/** NO_COLOR (https://no-color.org) and --no-color win, then FORCE_COLOR, then whether a person is looking. */
export function wantsColour(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (environment["NO_COLOR"] || argv.includes("--no-color")) return false;
  const force = environment["FORCE_COLOR"];
  if (force !== undefined) return force !== "0" && force !== "false";
  return isTerminal && environment["TERM"] !== "dumb";
}
