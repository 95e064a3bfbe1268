import { taskCommand, type BatchJob } from "./batch-job.ts";

export interface ClusterPlace {
  /** Container image with `dse` in it. */
  readonly image: string;
  /** Volume that all tasks share; the folder of the sweep lies in it. */
  readonly claim: string;
}

const RETRIES = 3;

/** An Indexed Job (Kubernetes 1.29 or later, for the retries of single indexes). JSON strings are YAML strings. */
export function kubernetesManifest(job: BatchJob, { image, claim }: ClusterPlace): string {
  return [
    "apiVersion: batch/v1",
    "kind: Job",
    "metadata:",
    `  name: ${job.name}`,
    "spec:",
    "  completionMode: Indexed",
    `  completions: ${job.shards}`,
    `  parallelism: ${job.shards}`,
    `  backoffLimitPerIndex: ${RETRIES}`,
    "  template:",
    "    spec:",
    "      restartPolicy: Never",
    "      containers:",
    "        - name: shard",
    `          image: ${JSON.stringify(image)}`,
    `          workingDir: ${JSON.stringify(job.folder)}`,
    "          command:",
    ...taskCommand(job).map((word) => `            - ${JSON.stringify(word)}`),
    "          resources:",
    `            requests: { cpu: "${job.cores}" }`,
    "          volumeMounts:",
    `            - { name: runs, mountPath: ${JSON.stringify(job.folder)} }`,
    "      volumes:",
    "        - name: runs",
    `          persistentVolumeClaim: { claimName: ${JSON.stringify(claim)} }`,
    "",
  ].join("\n");
}
