import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Wall-clock milliseconds of one whole node process. */
export function processMilliseconds(args, options = {}) {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", ...options });
  const milliseconds = performance.now() - began;
  if (status !== 0) throw new Error(`node ${args.join(" ")} left with ${status}:\n${stderr}`);
  return milliseconds;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
