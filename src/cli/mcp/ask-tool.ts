import type { Program } from "../command.ts";
import { BadInput, type ExitCode } from "../exit-code.ts";
import { openShell, type Shell } from "../shell.ts";
import type { Tool } from "./tools.ts";
import { pathToFileURL } from "node:url";

/** What a tool answers: texts for the assistant, and whether they tell of an error. */
export interface ToolAnswer {
  readonly content: { readonly type: "text"; readonly text: string }[];
  readonly isError: boolean;
}

/** More points are no answer to read: they are counted, and a folder of `dse sweep --out` holds them. */
const MOST_LINES = 500;

/** Answers as the command line does, on streams of its own: what it tells is the answer, its errors word for word. */
export async function askTool(
  tool: Tool,
  input: unknown,
  { shell, program }: { readonly shell: Shell; readonly program: Program },
): Promise<ToolAnswer> {
  const { words, stdin } = tool.asks(input);
  const argv = [...words, "--json", "--quiet"];
  let [out, err] = ["", ""];
  const own = openShell(pathToFileURL(shell.packageFolder), argv, {
    stdout: { write: (text) => void (out += text) },
    stderr: { write: (text) => void (err += text) },
    readInput: () => stdin ?? noInput(),
    env: {},
  });
  const code = await program.answer(argv, own);
  if (!isAnswered(tool, code, out)) return { content: [textOf(err || out)], isError: true };
  const told = firstLines((tool.told?.(out) ?? out).trimEnd());
  return { content: [told, err].filter((text) => text !== "").map(textOf), isError: false };
}

/** An exit code can be that of an answer (nothing is feasible) or of none (no plan to explain). */
const isAnswered = (tool: Tool, code: ExitCode, out: string): boolean =>
  tool.answeredBy.includes(code) && out !== "";

const textOf = (text: string): ToolAnswer["content"][number] => ({ type: "text", text: text.trimEnd() });

function noInput(): never {
  throw new BadInput('"-" names no input here: `check` takes a spec as its text');
}

/** JSON of many lines is one value; lines of JSON are points. */
function firstLines(text: string): string {
  const lines = text.split("\n");
  if (lines.length <= MOST_LINES || !lines[1]!.startsWith("{")) return text;
  const more = (lines.length - MOST_LINES).toLocaleString("en-US");
  return [
    ...lines.slice(0, MOST_LINES),
    `${more} more points were evaluated and are not shown: ask for fewer, or let \`dse sweep --out FOLDER\` keep all`,
  ].join("\n");
}
