import { commands } from "./commands/index.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { parse } from "./parse.ts";
import { openShell, type Shell } from "./shell.ts";
import { toldError } from "./tell-error.ts";
import { removeUnfinished } from "./write-whole.ts";

/**
 * One run of the command line: argv → one command → streams, files and an exit code.
 *
 *   bin/dse.js ─► main ─► parse ─► commands/<name> ─► the library (src/internal.ts, loaded when first needed)
 *
 * Results go to stdout, everything else to stderr. Bad input is told in words (2); a broken invariant with its
 * stack and what to report (70).
 *
 * An interrupt ends the process as the system does, at once and however busy it is. Only what has something to put
 * away first listens: a file half written (write-whole), a search that has a best so far (stoppable), a sweep.
 */
export async function main(argv: readonly string[], packageUrl: URL): Promise<ExitCode> {
  const shell = openShell(packageUrl, argv);
  leaveWhenNobodyReads(shell);
  return answer(argv, shell);
}

/** The same on any streams, for who would rather not start a process: nothing of the process is touched. */
export async function answer(argv: readonly string[], shell: Shell): Promise<ExitCode> {
  try {
    const request = await parse(argv, shell);
    if (request.kind === "command")
      return await request.command.run(request.args, shell, { commands, answer });
    shell.out(request.text);
    return EXIT.done;
  } catch (error) {
    return await tell(error, argv, shell);
  }
}

async function tell(error: unknown, argv: readonly string[], shell: Shell): Promise<ExitCode> {
  const told = await toldError(error);
  if (told !== undefined) {
    shell.err(told.text);
    return told.code;
  }
  const stack = error instanceof Error ? error.stack : String(error);
  shell.err(
    `dse: this is a bug in dse, not in your input. Please report it with the lines below.\n` +
      `  dse ${shell.version}, node ${process.version}, ${process.platform}\n` +
      `  command: dse ${argv.join(" ")}\n${stack}\n`,
  );
  return EXIT.bug;
}

/**
 * `dse … | head` closes the pipe early: that is the reader's right, not an error. A full disk or a lost terminal is
 * one, and nothing more can be said than that.
 */
function leaveWhenNobodyReads(shell: Shell): void {
  const leaveAt = (name: string) => (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") leave(EXIT.done);
    if (name === "stdout") shell.err(`dse: cannot write to stdout: ${error.message}\n`);
    leave(EXIT.badInput);
  };
  process.stdout.on("error", leaveAt("stdout"));
  process.stderr.on("error", leaveAt("stderr"));
}

function leave(code: number): never {
  removeUnfinished();
  process.exit(code);
}
