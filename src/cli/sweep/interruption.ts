import { EXIT } from "../exit-code.ts";

/**
 * Ctrl-C while a sweep runs: say what is kept, leave with 130. Instead of the handler that only leaves, until the
 * returned function is called.
 */
export function onInterrupt(say: () => void): () => void {
  const others = process.rawListeners("SIGINT") as NodeJS.SignalsListener[];
  process.removeAllListeners("SIGINT");
  process.once("SIGINT", () => {
    say();
    process.exit(EXIT.interrupted);
  });
  return () => {
    process.removeAllListeners("SIGINT");
    for (const listener of others) process.on("SIGINT", listener);
  };
}
