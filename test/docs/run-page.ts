import { execFile, spawn, type ChildProcess } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { PageCommand, PageStep } from "./page-commands.ts";

export interface Ran extends PageCommand {
  /** Undefined: the shell ended before it. */
  readonly code: number | undefined;
  /** Lines of stdout, then those of stderr. */
  readonly printed: readonly string[];
}

export interface WarmDse {
  readonly port: number;
  readonly home: string;
  readonly close: () => void;
}

/** One process that answers the commands of all pages, with a folder for what it keeps. */
export async function openWarmDse(): Promise<WarmDse> {
  const home = mkdtempSync(join(tmpdir(), "dse-pages-"));
  const child: ChildProcess = spawn(process.execPath, [resolve("test/docs/warm-dse.mjs")], {
    env: { ...process.env, XDG_CACHE_HOME: join(home, "cache"), NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<number>((found, failed) => {
    child.stdout!.once("data", (bytes) => found(Number(String(bytes))));
    child.once("exit", (code) => failed(new Error(`the process that answers ended with ${String(code)}`)));
  });
  const close = (): void => {
    child.kill();
    rmSync(home, { recursive: true, force: true });
  };
  return { port, home, close };
}

/**
 * `dse` as bash sees it: its arguments to the process that answers, and the answer to stdout, stderr and `$?`. A sweep
 * starts no threads, which would take longer than its points.
 */
const SHELL_FUNCTIONS = `
npm() { :; }
dse() {
  if [ "$1" = sweep ]; then set -- "$@" --workers 1; fi
  local input="" code bytes
  case " $* " in *" - "*) input=$(cat);; esac
  exec 3<>"/dev/tcp/127.0.0.1/$DSE_PORT"
  printf '%s\\0' "$#" "$PWD" "$input" "$@" >&3
  IFS=' ' read -r code bytes <&3
  head -c "$bytes" <&3 >&2
  cat <&3
  exec 3>&-
  return "$code"
}
`;

/** What a page may name that is too large for a test, and what stands in for it. */
const SMALLER: readonly (readonly [RegExp, string])[] = [
  [/\b(good-computer|bow-pod(16|64|256))\b/g, "bow-pod4"],
  [/\ba100-gpus(64|512)\b/g, "a100-gpus8"],
  [/\b(gpt-3-175b|gpt-j-6b|bert-large|chinchilla-70b)\b/g, "tiny"],
  [/--system bow-pod --system a100-gpus /g, "--system a100-gpus "],
  [/--budget-dollars 2e6 --days 60/g, "--budget-dollars 1e5 --days 1"],
];
const smaller = (command: string): string =>
  SMALLER.reduce((text, [large, small]) => text.replaceAll(large, small), command);

/** A page done from top to bottom by one shell in an empty folder. */
export async function runPage(
  name: string,
  steps: readonly PageStep[],
  dse: WarmDse,
): Promise<readonly Ran[]> {
  // The same folder for all pages: what one of them asked already, another is told from what is kept.
  const folder = join(dse.home, "page");
  const told = join(dse.home, `${name.replaceAll("/", "-")}.told`);
  rmSync(folder, { recursive: true, force: true });
  for (const made of [join(folder, "node_modules"), told]) mkdirSync(made, { recursive: true });
  symlinkSync(resolve("."), join(folder, "node_modules", "dse-ipu"));
  if (steps.some((step) => step.kind === "command" && step.small)) writeTiny(folder);
  writeFileSync(join(told, "script"), `${SHELL_FUNCTIONS}${steps.map(scriptOf(told)).join("")}`);
  const env = { PATH: process.env["PATH"], HOME: dse.home, DSE_PORT: String(dse.port) };
  await promisify(execFile)("bash", [join(told, "script")], { cwd: folder, env });
  return steps.flatMap((step, at) =>
    step.kind === "command" ? [ranAs(step, { at: join(told, String(at)), folder })] : [],
  );
}

/** The model that stands in for large ones. */
function writeTiny(folder: string): void {
  mkdirSync(join(folder, "workloads"));
  writeFileSync(
    join(folder, "workloads", "tiny.workload.yaml"),
    `kind: workload
id: tiny
name: Tiny
extends: gpt2-s
source: made for a test
status: assumed
model: { layers: 2, hidden: 256, heads: 4, ffn: 1024, vocabulary: 8192 }
task: { tokens: 1e6, globalBatch: 8 }
`,
  );
}

const scriptOf =
  (told: string) =>
  (step: PageStep, at: number): string => {
    if (step.kind === "snippet") return "";
    if (step.kind === "file")
      return `mkdir -p "$(dirname ${step.path})"; cat > ${step.path} <<'END OF ${step.path}'\n${step.text}END OF ${step.path}\n`;
    const to = join(told, String(at));
    const command = step.small ? smaller(step.command) : step.command;
    return `{ ${command}\n} >${to}.out 2>${to}.err; echo $? >${to}.code\n`;
  };

/** What a page shows in place of the folder that the test works in. */
const READERS_FOLDER = "/home/you";

function ranAs(
  { command, shown, exit, small }: PageCommand,
  { at, folder }: { readonly at: string; readonly folder: string },
): Ran {
  const read = (part: string): string =>
    existsSync(`${at}.${part}`) ? readFileSync(`${at}.${part}`, "utf8") : "";
  const asRead = (text: string): string =>
    text
      .replaceAll(folder, READERS_FOLDER)
      .replaceAll(resolve("."), `${READERS_FOLDER}/node_modules/dse-ipu`);
  const linesOf = (text: string): readonly string[] =>
    text === "" ? [] : asRead(text.trimEnd()).split("\n");
  const code = read("code");
  return {
    ...{ command, shown, exit, small, code: code === "" ? undefined : Number(code) },
    printed: [...linesOf(read("out")), ...linesOf(read("err"))],
  };
}
