import { describe, expect, test } from "vitest";
import {
  chipGroup,
  replicaDomains,
  replicaStride,
  stageStride,
  stateShards,
} from "../../../src/plan/placement/shards.ts";
import { tinyArch, tinyGpus } from "../../helpers/tiny.ts";

const ipus = tinyArch();
const gpus = tinyGpus();
const degrees = { tensorParallel: 2, pipelineParallel: 3, dataParallel: 4 };

describe("chips between counterparts", () => {
  test("on IPUs replica follows replica: 2 · 3 chips to the next one, 2 to the next stage", () =>
    expect([replicaStride(ipus, degrees), stageStride(ipus, degrees)]).toEqual([6, 2]));
  test("on GPUs replicas of a stage are neighbours: 2 chips to the next one, 2 · 4 to the next stage", () =>
    expect([replicaStride(gpus, degrees), stageStride(gpus, degrees)]).toEqual([2, 8]));
  test("GPUs may be ordered as IPUs are", () => {
    const ordered = { ...degrees, rankOrder: "tensor-pipeline-data" } as const;
    expect([replicaStride(gpus, ordered), stageStride(gpus, ordered)]).toEqual([6, 2]);
    const usual = { ...degrees, rankOrder: "tensor-data-pipeline" } as const;
    expect(replicaStride(gpus, usual)).toBe(2);
  });
});

describe("chips of a group in link domains of 8", () => {
  test("five, each 3 chips after the other: two to a domain, so three domains", () =>
    expect(chipGroup(ipus, 5, 3)).toEqual({ inside: 2, domains: 3 }));
  test("farther apart than a domain is wide: each in its own", () =>
    expect(chipGroup(ipus, 4, 16)).toEqual({ inside: 1, domains: 4 }));
  test("fewer than fit are in one", () => expect(chipGroup(ipus, 3, 2)).toEqual({ inside: 3, domains: 1 }));
});

describe("replicas of 2 chips, 16 of them", () => {
  const replicas = { tensorParallel: 2, pipelineParallel: 1, dataParallel: 16 };
  test("are four to a domain", () =>
    expect(replicaDomains(ipus, replicas)).toEqual({ inside: 4, domains: 4 }));
  test("hold the same experts every second one: eight of them, two to a domain", () =>
    expect(replicaDomains(ipus, replicas, 2)).toEqual({ inside: 2, domains: 4 }));
  test("divide their state in a domain on IPUs, over all replicas on GPUs", () => {
    expect([stateShards(ipus, replicas), stateShards(gpus, replicas)]).toEqual([4, 16]);
    expect([stateShards(ipus, replicas, 2), stateShards(gpus, replicas, 2)]).toEqual([2, 8]);
  });
});
