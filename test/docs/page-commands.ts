/** A command of a page, and what the page shows of its output: undefined where it shows none. */
export interface PageCommand {
  readonly command: string;
  readonly shown: readonly string[] | undefined;
  readonly exit: number;
  /** The page says that its test may take smaller machines and models than it names. */
  readonly small: boolean;
}

/** A file that a page tells to write. */
export interface PageFile {
  readonly path: string;
  readonly text: string;
}

export type PageStep =
  | ({ readonly kind: "command" } & PageCommand)
  | ({ readonly kind: "file" } & PageFile)
  | { readonly kind: "snippet"; readonly language: string; readonly text: string };

const FENCE = /^```(?<language>\w+)(?<info>[^\n]*)\n(?<body>[^]*?)^```$/gm;

/**
 * The blocks of a page that a reader can do, in their order. `sh` blocks are commands, and `console` blocks commands
 * after `$ ` with their output; a block whose first line is a comment with a path (or whose fence names one) is a file.
 */
export function stepsOf(page: string): readonly PageStep[] {
  return [...page.matchAll(FENCE)].flatMap((match): readonly PageStep[] => {
    const { language = "", info = "", body = "" } = match.groups ?? {};
    const words = info.trim().split(" ");
    // What makes a clone usable is what these tests themselves came after.
    if (words.includes("clone")) return [];
    const exit = Number(words.find((word) => word.startsWith("exit="))?.slice(5) ?? 0);
    const common = { kind: "command", exit, small: words.includes("small") } as const;
    if (language === "sh")
      return commandsIn(body).map((command) => ({ ...common, command, shown: undefined }));
    if (language === "console") return consoleIn(body).map((told) => ({ ...common, ...told }));
    const path = /^(?:#|\/\/) ([\w./-]+\.(?:ya?ml|mjs))\b/.exec(body)?.[1];
    return [
      path === undefined ? { kind: "snippet", language, text: body } : { kind: "file", path, text: body },
    ];
  });
}

/** How many of these lines are the first command: it goes on after a backslash, and until its heredoc ends. */
function linesOfFirst(lines: readonly string[]): number {
  const ends = lines.findIndex((line, at) => {
    const heredoc = /<<'?(\w+)'?/.exec(lines.slice(0, at + 1).join("\n"))?.[1];
    return heredoc === undefined ? !line.endsWith("\\") : at > 0 && line === heredoc;
  });
  return ends + 1 || lines.length;
}

function commandsIn(body: string): readonly string[] {
  const lines = body.split("\n");
  const commands: string[] = [];
  while (lines.length > 0) commands.push(lines.splice(0, linesOfFirst(lines)).join("\n"));
  return commands.filter((command) => command.trim() !== "");
}

const consoleIn = (body: string): readonly Pick<PageCommand, "command" | "shown">[] =>
  body
    .trimEnd()
    .split(/^\$ /m)
    .slice(1)
    .map((told) => {
      const lines = told.replace(/\n$/, "").split("\n");
      const command = lines.splice(0, linesOfFirst(lines)).join("\n");
      return { command, shown: lines };
    });

const ELLIPSIS = "…";

/** What a page shows, drawn from what was printed: all of it, or as many first and last lines as stand around an "…". */
export function drawn(shown: readonly string[], printed: readonly string[]): readonly string[] {
  const cut = shown.indexOf(ELLIPSIS);
  if (cut < 0) return printed;
  const last = shown.length - cut - 1;
  return [...printed.slice(0, cut), ELLIPSIS, ...(last === 0 ? [] : printed.slice(-last))];
}
