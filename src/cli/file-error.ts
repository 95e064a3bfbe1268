/** What the operating system says of a path, in words. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "it may not be read or written",
  EBADF: "it is closed",
  EEXIST: "it is there already",
  EFBIG: "it would be too large",
  EIO: "the device failed",
  EISDIR: "it is a folder",
  ELOOP: "its links lead in a circle",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "there is no such file or folder",
  ENOSPC: "no space is left on the device",
  ENOTDIR: "a file stands where a folder is needed",
  ENOTEMPTY: "the folder is not empty",
  ENXIO: "there is no such device",
  EPERM: "it may not be read or written",
  EROFS: "it lies on a file system for reading only",
};

/**
 * A path that cannot be used as asked, as a sentence; undefined for an error of any other kind. `named` says what was
 * to be used, where the system does not.
 */
export function fileError(error: unknown, named = "a stream"): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const reason = code !== undefined && Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  if (reason === undefined || syscall === undefined) return undefined;
  return `${path ?? named} cannot be used: ${reason} (${code})`;
}
