import { answer } from "../../src/cli/main.ts";
import { openShell } from "../../src/cli/shell.ts";

export interface Answered {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const packageUrl = new URL("../../", import.meta.url);

/**
 * Asks `dse` in this process: the words, streams and exit code of the command line, without the second that a process
 * takes to open and to warm up. What is about the process itself (its folder, environment, signals, pipes, what it
 * remembers from before) starts one with `dse-process.ts`; `built.test.ts` does so for each command.
 */
export async function dse(
  args: readonly string[],
  { input = "" }: { readonly input?: string } = {},
): Promise<Answered> {
  let stdout = "";
  let stderr = "";
  const shell = openShell(packageUrl, args, {
    stdout: { write: (text) => void (stdout += text) },
    stderr: { write: (text) => void (stderr += text) },
    readInput: () => input,
    env: {},
  });
  const code = await answer(args, shell);
  return { code, stdout, stderr };
}
