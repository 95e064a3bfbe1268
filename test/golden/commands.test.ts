import { expect, test } from "vitest";
import { dse } from "../cli/dse.ts";
import { differsFromRecorded } from "./recorded.ts";

/**
 * What the commands that ask more than one plan answer today, as a user runs them, to six significant digits. Of each
 * the members named, so that a recorded answer stays small.
 */
interface Asked {
  readonly args: string;
  readonly members: readonly string[];
}

const COMMANDS: Readonly<Record<string, Asked>> = {
  serve: {
    args: "serve --system bow-pod16 --workload gpt2-m --rate 200 --requests 40 --prompt 64..256 --generate 32 --ttft 20ms --capacity",
    members: ["plan", "replicas", "slots", "stages", "metrics", "capacity"],
  },
  "serve-with-draft": {
    args: "serve --system a100-gpus8 --workload gpt2-l --draft gpt2-s --acceptance 0.7 --rate 50 --requests 20 --batching static",
    members: ["plan", "replicas", "slots", "stages", "speculation", "metrics"],
  },
  optimum: {
    args: "optimum --system a100-gpus --flops 1e20 --law besiroglu",
    members: ["question", "answers", "spread", "leeway"],
  },
  uncertainty: {
    args: "uncertainty --system bow-pod4 --workload bert-base --samples 16 --indices 8 --metric stepTimeSeconds",
    members: ["plan", "nominal", "deciles", "sensitivities", "headroom"],
  },
};

test.each(Object.entries(COMMANDS))(
  "dse %s: the answer is what is recorded",
  async (id, { args, members }) => {
    const { code, stdout } = await dse([...args.split(" "), "--json"]);
    expect(code).toBe(0);
    const answer = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
    const named = Object.fromEntries(members.map((member) => [member, answer[member]]));
    expect(differsFromRecorded(`commands/${id}`, named)).toBe("");
  },
);
