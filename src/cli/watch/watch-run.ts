import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { ExitCode } from "../exit-code.ts";
import type { Shell } from "../shell.ts";
import { toldError } from "../tell-error.ts";
import { onChanges } from "./changes.ts";
import { openLivePage } from "./live-page.ts";

/** One answer: what the command would exit with, and the folder that report.html was written into. */
export interface Answered {
  readonly code: ExitCode;
  readonly out: string | undefined;
}

export interface Watched {
  readonly title: string;
  readonly port: number;
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/**
 * Answers, and answers again whenever a file changes that an answer may have been made of; a change that comes while it
 * answers is answered after. Ends with the process. An error in the input is told, on stderr and in the page, and the
 * next change is waited for; a bug ends it.
 */
export async function watchRun(
  answer: () => Promise<Answered>,
  { title, port, folders, files }: Watched,
  shell: Shell,
): Promise<never> {
  let shown: string | undefined;
  const page = await openLivePage({ title, port }, () =>
    shown !== undefined && existsSync(shown) ? readFileSync(shown, "utf8") : undefined,
  );
  const changes = nextChange();
  await onChanges({ folders: folders.filter((path) => existsSync(path)), files }, changes.say);
  for (;;) {
    const given = await tried(answer);
    if (typeof given === "string") shell.err(given);
    else if (given.out !== undefined) shown = join(given.out, "report.html");
    page.tell(typeof given === "string" ? { state: "failed", why: given } : { state: "answered" });
    shell.err(`${page.url} follows your files; Ctrl-C ends it\n`);
    const changed = relative(".", await changes.next());
    shell.err(`\n${changed} changed\n`);
    page.tell({ state: "answering", changed });
  }
}

/** The answer, or what is wrong with the input. */
async function tried(answer: () => Promise<Answered>): Promise<Answered | string> {
  try {
    return await answer();
  } catch (error) {
    const told = await toldError(error);
    if (told === undefined) throw error;
    return told.text;
  }
}

/** The path of a change that was not told yet, or of the next one. */
function nextChange(): { readonly say: (path: string) => void; readonly next: () => Promise<string> } {
  let untold: string | undefined;
  let waiting: ((path: string) => void) | undefined;
  return {
    say: (path) => {
      if (waiting === undefined) untold = path;
      else waiting(path);
      waiting = undefined;
    },
    next: () =>
      new Promise((resolve) => {
        if (untold === undefined) waiting = resolve;
        else resolve(untold);
        untold = undefined;
      }),
  };
}
