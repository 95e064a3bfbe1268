import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { BadInput, EXIT } from "./exit-code.ts";

const unfinished = new Set<string>();

/** Exit codes as a shell gives them to what these signals end. */
const SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: 143 } as const;

/** While a file is half written a signal takes it away before it ends the process. */
function begin(file: string): void {
  if (unfinished.size === 0) for (const name of signalNames) process.prependListener(name, leave);
  unfinished.add(file);
}

function finish(file: string): void {
  unfinished.delete(file);
  if (unfinished.size === 0) for (const name of signalNames) process.removeListener(name, leave);
}

const signalNames = Object.keys(SIGNALS) as readonly (keyof typeof SIGNALS)[];

function leave(signal: NodeJS.Signals): never {
  removeUnfinished();
  process.exit(SIGNALS[signal as keyof typeof SIGNALS]);
}

/**
 * Writes a file that was named, so that nobody ever sees half of it: beside its place first, then renamed over it.
 * Only a regular file is written over, never a device or a pipe, and no folder is made for it. A path that cannot be
 * written is the user's to put right.
 */
export function writeWhole(file: string, contents: string | Uint8Array): void {
  checkFile(file);
  const target = targetOf(file);
  const beside = `${target}.${process.pid}.tmp`;
  begin(beside);
  try {
    writeFileSync(beside, contents);
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new BadInput(`cannot write ${file}: ${(error as Error).message}`);
  } finally {
    finish(beside);
  }
}

/** Where a link leads: the link stays one. */
const targetOf = (file: string): string => (existsSync(file) ? realpathSync(file) : file);

/** The same of a text that comes in pieces, for one too long to hold. */
export async function writePieces(file: string, pieces: AsyncIterable<string | Uint8Array>): Promise<void> {
  checkFile(file);
  const target = targetOf(file);
  const beside = `${target}.${process.pid}.tmp`;
  begin(beside);
  const open = openSync(beside, "w");
  try {
    for await (const piece of pieces) writeFileSync(open, piece);
    renameSync(beside, target);
  } finally {
    closeSync(open);
    rmSync(beside, { force: true });
    finish(beside);
  }
}

/** Writes into a folder that was named and may be new; `name` may lead through folders of its own below it. */
export function writeInto(folder: string, name: string, contents: string | Uint8Array): void {
  makeFolder(folder);
  const file = join(folder, name);
  mkdirSync(dirname(resolve(file)), { recursive: true });
  writeWhole(file, contents);
}

/** Whether a file that was named can be written, before anything is computed for it. */
export function checkFile(file: string): void {
  if (file.trim() === "") throw new BadInput("expected the name of a file, got an empty text");
  if (!existsSync(dirname(resolve(file))))
    throw new BadInput(`cannot write ${file}: there is no folder ${dirname(file)}; make it first`);
  if (!existsSync(file)) return;
  const found = statSync(file);
  if (found.isDirectory()) throw new BadInput(`cannot write ${file}: it is a folder`);
  if (found.isFile()) return;
  const hint = file === "/dev/stdout" ? "; for stdout write -" : "";
  throw new BadInput(`cannot write ${file}: it is no regular file${hint}`);
}

/**
 * Whether a folder that was named is one or can be made. What it stands in must be there, unless it is below the folder that dse was started
 * in: `--out runs/a` makes `runs`, a mistyped `/dta/runs/a` makes nothing.
 */
export function checkFolder(folder: string): void {
  if (folder.trim() === "") throw new BadInput("expected the name of a folder, got an empty text");
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw new BadInput(`${folder} is a file; expected a folder`);
    return;
  }
  const below = relative(process.cwd(), resolve(folder));
  const isBelow = !below.startsWith("..") && !isAbsolute(below);
  if (!isBelow && !existsSync(dirname(resolve(folder))))
    throw new BadInput(
      `cannot make ${folder}: there is no folder ${dirname(resolve(folder))}; make it first`,
    );
}

/** Makes a folder that was named. */
export function makeFolder(folder: string): void {
  checkFolder(folder);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new BadInput(`cannot make ${folder}: ${(error as Error).message}`);
  }
}

/** For the way out before its time. */
export function removeUnfinished(): void {
  for (const file of unfinished) rmSync(file, { force: true });
}
