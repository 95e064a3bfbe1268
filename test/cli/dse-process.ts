import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const binary = fileURLToPath(new URL("../../bin/dse.js", import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** SIGINT after that long. */
  readonly killAfterMilliseconds?: number;
}

/** Runs the built `dse` as a user would: a process with its own streams and exit code. Each costs a second: see `dse.ts`. */
export function dseProcess(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const { cwd, input = "", env = {}, killAfterMilliseconds } = surroundings;
  const child = spawn(process.execPath, [binary, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  if (killAfterMilliseconds !== undefined) setTimeout(() => child.kill("SIGINT"), killAfterMilliseconds);
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
