import { BadInput, EXIT, type ExitCode } from "./exit-code.ts";
import { parse } from "./parse.ts";
import { openShell, type Shell } from "./shell.ts";
import { removeUnfinished } from "./write-whole.ts";

/**
 * One run of the command line: argv → one command → streams, files and an exit code.
 *
 *   bin/dse.js ─► main ─► parse ─► commands/<name> ─► the library (src/internal.ts, loaded when first needed)
 *
 * Results go to stdout, everything else to stderr. Bad input is told in words (2); a broken invariant with its
 * stack and what to report (70).
 */
export async function main(argv: readonly string[], packageUrl: URL): Promise<ExitCode> {
  const shell = openShell(packageUrl, argv);
  leaveWhenNobodyReads();
  process.once("SIGINT", () => leave(EXIT.interrupted));
  process.once("SIGTERM", () => leave(143));
  try {
    const request = await parse(argv, shell);
    if (request.kind === "command") return await request.command.run(request.args, shell);
    shell.out(request.text);
    return EXIT.done;
  } catch (error) {
    return await tell(error, argv, shell);
  }
}

async function tell(error: unknown, argv: readonly string[], shell: Shell): Promise<ExitCode> {
  if (error instanceof BadInput) {
    shell.err(`dse: ${error.message}\n`);
    return EXIT.badInput;
  }
  const { SpecProblems, renderSpecErrors } = await import("../internal.ts");
  if (error instanceof SpecProblems) {
    shell.err(`${renderSpecErrors(error.errors)}\n`);
    return EXIT.badInput;
  }
  const stack = error instanceof Error ? error.stack : String(error);
  shell.err(
    `dse: this is a bug in dse, not in your input. Please report it with the lines below.\n` +
      `  dse ${shell.version}, node ${process.version}, ${process.platform}\n` +
      `  command: dse ${argv.join(" ")}\n${stack}\n`,
  );
  return EXIT.bug;
}

/** `dse … | head` closes the pipe early: that is the reader's right, not an error. */
function leaveWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      leave(EXIT.done);
    });
}

function leave(code: number): never {
  removeUnfinished();
  process.exit(code);
}
