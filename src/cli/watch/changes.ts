import { basename } from "node:path";
import type { Stats } from "node:fs";

/** Editors write a file in several steps: they count as one change. */
const SETTLED_MILLISECONDS = 80;
/** `reports/<study>/study.yaml` lies one folder deeper than the specs of machines and workloads. */
const DEPTH = 1;

/** A spec, or the configuration of a model, which may stand in for one. What reports are written as is neither. */
export const isRead = (path: string): boolean => /[.]ya?ml$/.test(path) || basename(path) === "config.json";

/** Says which file below the folders, or which of the files named, was written, added or removed; resolves once it listens. */
export async function onChanges(
  { folders, files }: { readonly folders: readonly string[]; readonly files: readonly string[] },
  say: (path: string) => void,
): Promise<{ readonly close: () => Promise<void> }> {
  const { watch } = await import("chokidar");
  const ignored = (path: string, stats?: Stats): boolean =>
    stats?.isFile() === true && !isRead(path) && !files.includes(path);
  const watcher = watch([...folders, ...files], { ignoreInitial: true, depth: DEPTH, ignored });
  let pause: NodeJS.Timeout | undefined;
  watcher.on("all", (_, path) => {
    clearTimeout(pause);
    pause = setTimeout(() => say(path), SETTLED_MILLISECONDS);
  });
  await new Promise<void>((resolve) => void watcher.once("ready", resolve));
  return {
    close: () => {
      clearTimeout(pause);
      return watcher.close();
    },
  };
}
