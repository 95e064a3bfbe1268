import { describe, expect, test } from "vitest";
import { dse } from "./dse.ts";

const PAIR = ["simulate", "--system", "bow-pod16", "--workload", "bert-base"];

describe("dse simulate --faults", () => {
  test("a month as JSON: the same bytes again, every second accounted for", async () => {
    const ask = () => dse([...PAIR, "--hours", "720", "--faults", "--spares", "1", "--json"]);
    const { code, stdout } = await ask();
    expect(code).toBe(0);
    expect((await ask()).stdout).toBe(stdout);
    const { account, goodput, run } = JSON.parse(stdout) as {
      readonly account: Readonly<Record<string, number>>;
      readonly goodput: { readonly mean: number };
      readonly run: { readonly seconds: number; readonly machines: number };
    };
    expect(run.machines).toBe(4);
    const seconds = Object.entries(account).filter(([name]) => name.endsWith("Seconds"));
    expect(seconds.reduce((sum, [, one]) => sum + one, 0)).toBeCloseTo(720 * 3600, 1);
    expect(account["trainedSeconds"]! / run.seconds).toBeCloseTo(goodput.mean, 9);
  });
  test("an option without effect is refused", async () => {
    const [alone, without, jitter] = await Promise.all([
      dse([...PAIR, "--hours", "720"]),
      dse([...PAIR, "--faults"]),
      dse([...PAIR, "--faults", "--hours", "9", "--jitter", "0.1"]),
    ]);
    expect([alone.code, without.code, jitter.code]).toEqual([2, 2, 2]);
    expect(alone.stderr).toContain("--hours needs --faults");
    expect(without.stderr).toContain("--faults needs --hours");
    expect(jitter.stderr).toContain("--jitter is about one step");
  });
});
