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

/** Where a command's words go and come from: those of a process, or of a caller that keeps them. */
export interface Streams {
  readonly stdout: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** All of stdin as text. */
  readonly readInput: () => string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const ofProcess = (): Streams => ({
  ...{ stdout: process.stdout, stderr: process.stderr, env: process.env },
  readInput: () => readFileSync(0, "utf8"),
});

export function openShell(
  packageUrl: URL,
  argv: readonly string[],
  { stdout, stderr, readInput, env }: Streams = ofProcess(),
): Shell {
  const packageFolder = fileURLToPath(packageUrl);
  const colour = wantsColour(argv, env, stdout.isTTY === true);
  return {
    packageFolder,
    get version() {
      return (JSON.parse(readFileSync(new URL("package.json", packageUrl), "utf8")) as { version: string })
        .version;
    },
    colour,
    columns: stdout.columns,
    out: (text) => void stdout.write(printable(text, { colour })),
    err: (text) => void stderr.write(printable(text, { colour: false })),
    redraw: (text) => void stderr.write(`\r\x1b[K${printable(text, { colour: false })}`),
    readInput,
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
