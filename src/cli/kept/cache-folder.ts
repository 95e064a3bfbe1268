import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** Where this platform keeps what may be lost: https://specifications.freedesktop.org/basedir-spec, Apple's and Microsoft's guides. */
export function cacheFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: () => string = homedir,
): string {
  const { XDG_CACHE_HOME: named = "", LOCALAPPDATA: local = "" } = environment;
  // A relative path is to be ignored, says the specification.
  if (isAbsolute(named)) return join(named, "dse");
  if (platform === "win32" && local !== "") return join(local, "dse", "cache");
  return platform === "darwin" ? join(home(), "Library", "Caches", "dse") : join(home(), ".cache", "dse");
}
