import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { EtTrace } from "../../chakra/et-trace.ts";
import type { Replay, ReplaySystem } from "../../chakra/replay.ts";
import type { ParsedQuantity } from "../../units/parse-quantity.ts";
import type { Arguments, Command } from "../command.ts";
import { BadInput, EXIT } from "../exit-code.ts";
import { jsonOption, stringOf } from "../options.ts";

const RINGS = ["one-way", "both-ways", "meet-in-the-middle"] as const;

export const replayCommand: Command = {
  usage: "replay <traces..>",
  summary: "Event-driven run of Chakra execution traces, one an NPU, on links that you state",
  positionals: {
    traces: {
      type: "string",
      demandOption: true,
      array: true,
      describe: "Files NAME.0.et, NAME.1.et … in the order of their NPUs, or a folder with them",
    },
  },
  options: {
    bandwidth: { type: "string", requiresArg: true, describe: "Of a link, one way, such as '50 GB/s'" },
    latency: { type: "string", default: "0 s", requiresArg: true, describe: "Of a message over a link" },
    ring: {
      choices: RINGS,
      default: "meet-in-the-middle",
      describe: "How a collective goes round its ring",
    },
    "memory-bandwidth": { type: "string", requiresArg: true, describe: "Of each NPU's off-chip memory" },
    groups: {
      type: "string",
      requiresArg: true,
      describe: "JSON of the process groups: name to NPUs; default: all NPUs are one",
    },
    ...jsonOption,
  },
  examples: [
    ["dse replay allreduce.*.et --bandwidth '50 GB/s' --latency '500 ns' --ring one-way", ""],
    [
      "dse simulate --system bow-pod16 --workload bert-large --chakra out/bert",
      "then: dse replay out --groups out/bert.comm_group.json --bandwidth '64 GB/s' --memory-bandwidth '10 GB/s'",
    ],
  ],
  async run(args, shell) {
    const [{ decodeTrace }, { replay }, { parseQuantity }, { formatQuantity }] = await Promise.all([
      import("../../chakra/et-trace.ts"),
      import("../../chakra/replay.ts"),
      import("../../units/parse-quantity.ts"),
      import("../../units/format-quantity.ts"),
    ]);
    const files = filesOf([args["traces"] as string | string[]].flat());
    const traces = files.map((file) => readTrace(file, decodeTrace));
    const system = systemOf(args, traces, parseQuantity);
    const done = replay(traces, system);
    if (done.kind === "no replay") throw new BadInput(done.reasons.join("\n"));
    if (args["json"] === true) {
      const { seconds, events, npus } = done;
      shell.out(`${JSON.stringify({ schema: "dse.replay/v1", files, seconds, events, npus }, null, 2)}\n`);
    } else shell.out(replayText(done, formatQuantity));
    return EXIT.done;
  },
};

/** In the order of their NPUs, whose numbers end the names: NAME.10.et comes after NAME.9.et. */
function filesOf(sources: readonly string[]): readonly string[] {
  const files = sources.flatMap((source) => {
    if (!(statSync(source, { throwIfNoEntry: false })?.isDirectory() ?? false)) return [source];
    const found = readdirSync(source).filter((name) => name.endsWith(".et"));
    if (found.length === 0) throw new BadInput(`${source} has no file of the name NAME.et`);
    return found.map((name) => join(source, name));
  });
  const numberOf = (file: string): number => Number(/[.](\d+)[.]et$/.exec(file)?.[1] ?? 0);
  const sorted = [...files].sort((a, b) => numberOf(a) - numberOf(b));
  sorted.forEach((file, npu) => {
    if (sorted.length > 1 && numberOf(file) !== npu)
      throw new BadInput(
        `${file}: expected the trace of NPU ${npu}; one of each number is needed, from 0 on`,
      );
  });
  return sorted;
}

function readTrace(file: string, decode: (bytes: Uint8Array) => EtTrace): EtTrace {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new BadInput(`cannot read ${file}: ${(error as Error).message}`);
  }
  try {
    return decode(bytes);
  } catch (error) {
    throw new BadInput(`${file} is no Chakra execution trace: ${(error as Error).message}`);
  }
}

type ParseQuantity = (text: string, dimension: "bytesPerSecond" | "seconds") => ParsedQuantity;

function systemOf(args: Arguments, traces: readonly EtTrace[], parse: ParseQuantity): ReplaySystem {
  const quantity = (name: string, dimension: "bytesPerSecond" | "seconds", least: number): number => {
    const text = stringOf(args, name);
    if (text === undefined) throw new BadInput(`--${name} is needed, such as --${name} '50 GB/s'`);
    const parsed = parse(text, dimension);
    if (!parsed.ok) throw new BadInput(`--${name}: ${parsed.problem}`);
    if (!(parsed.value >= least)) throw new BadInput(`--${name}: ${text} is too little`);
    return parsed.value;
  };
  const moves = traces.some(({ nodes }) => nodes.some(({ type = "" }) => type.startsWith("MEM_")));
  if (!moves && args["memory-bandwidth"] !== undefined)
    throw new BadInput("--memory-bandwidth has no effect: no node of these traces loads or stores");
  return {
    link: {
      bytesPerSecond: quantity("bandwidth", "bytesPerSecond", 1e-3),
      latencySeconds: quantity("latency", "seconds", 0),
    },
    algorithm: args["ring"] as (typeof RINGS)[number],
    memoryBytesPerSecond: moves ? quantity("memory-bandwidth", "bytesPerSecond", 1e-3) : Infinity,
    groups: groupsOf(stringOf(args, "groups"), traces.length),
  };
}

function groupsOf(file: string | undefined, npus: number): ReadonlyMap<string, readonly number[]> {
  if (file === undefined) return new Map();
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new BadInput(`--groups ${file}: ${(error as Error).message}`);
  }
  const entries = typeof parsed === "object" && parsed !== null ? Object.entries(parsed) : [];
  return new Map(
    entries.map(([name, members]) => {
      const isNpu = (one: unknown): one is number =>
        Number.isInteger(one) && (one as number) >= 0 && (one as number) < npus;
      if (!Array.isArray(members) || members.length === 0 || !members.every(isNpu))
        throw new BadInput(`--groups ${file}: group "${name}" is no list of NPUs from 0 to ${npus - 1}`);
      return [name, members];
    }),
  );
}

function replayText(
  { seconds, events, npus }: Replay,
  format: (value: number, unit: string) => string,
): string {
  const range = (values: readonly number[], unit: string): string => {
    const [least, most] = values.reduce(([low, high], one) => [Math.min(low, one), Math.max(high, one)], [
      Infinity,
      -Infinity,
    ] as [number, number]);
    return least === most ? format(most, unit) : `${format(least, unit)} to ${format(most, unit)}`;
  };
  const rows = [
    ["one run", format(seconds, "s")],
    ["NPUs", String(npus.length)],
    [
      "computes",
      range(
        npus.map((one) => one.computeSeconds),
        "s",
      ),
    ],
    [
      "moves memory",
      range(
        npus.map((one) => one.memorySeconds),
        "s",
      ),
    ],
    [
      "sends",
      range(
        npus.map((one) => one.bytesSent),
        "B",
      ),
    ],
    ["events", String(events)],
  ];
  return rows.map(([name, value]) => `  ${name!.padEnd(14)}${value!}\n`).join("");
}
