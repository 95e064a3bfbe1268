import type { PlanChoice, StudySpec } from "../internal.ts";
import type { AnsweredStudy } from "./answered-study.ts";
import type { Arguments } from "./command.ts";
import { shippedExpectedErrors } from "./expected-errors.ts";
import type { AnswerStore } from "./kept/kept-answers.ts";
import { studyKeeper, type StudyKeeper } from "./kept/kept-study.ts";
import { metricNamesOf } from "./metric-names.ts";
import { openStudy } from "./open-study.ts";
import { overridesOf, stringOf, stringsOf } from "./options.ts";
import { progressLine, signalsHeard } from "./progress-line.ts";
import type { Shell } from "./shell.ts";
import { isFile, specFolders } from "./specs.ts";
import type { Timings } from "./timings.ts";

/** A study with its results, or the id of one that has a space and is answered by a sweep. */
export type StudyAnswer = AnsweredStudy | { readonly spaceOf: string };

/** Answers the study that a command line asks for, or takes the answer that was kept of the same question. */
export async function answerStudy(
  args: Arguments,
  shell: Shell,
  { timings, store }: { readonly timings: Timings; readonly store: AnswerStore | undefined },
): Promise<StudyAnswer> {
  // What came on stdin is in no file that would be there again.
  const keeper = store && stringOf(args, "study") !== "-" ? keeperOf(args, shell, store) : undefined;
  const kept = keeper?.find();
  if (kept !== undefined) {
    await metricNamesOf(
      args,
      "metrics",
      kept.results.metrics.map(({ id }) => id),
    );
    return kept;
  }
  const { specs, study } = await openStudy(args, shell, keeper?.onRead);
  await metricNamesOf(args, "metrics", Object.keys(study.spec.metrics));
  if (study.spec.space !== undefined) return { spaceOf: study.spec.id };
  const { runStudy } = await import("../study/run-study.ts");
  const fidelity = stringOf(args, "fidelity") as StudySpec["fidelity"] | undefined;
  const progress = progressLine(shell, { quiet: args["quiet"] === true });
  const plans: Record<string, PlanChoice> = {};
  const results = await runStudy({
    specs: timings.remembered(specs),
    study,
    tool: { name: "dse", version: shell.version },
    overrides: overridesOf(args),
    ...(fidelity === undefined ? {} : { fidelity }),
    expectedErrors: shippedExpectedErrors(shell),
    planners: timings.planners,
    onPlan: (system, workload, choice) => (plans[`${workload} ${system}`] = choice),
    onStage: timings.stage,
    onProgress: async ({ done, total, system, workload }) => {
      progress.show(done, total, `${system} · ${workload}`);
      await signalsHeard();
    },
  });
  progress.clear();
  const { carryStudy } = await import("../study/carry-study.ts");
  const answered = {
    results,
    carried: await carryStudy({ specs, study, overrides: overridesOf(args), plans }),
  };
  keeper?.keep(answered);
  return answered;
}

function keeperOf(args: Arguments, shell: Shell, store: AnswerStore): StudyKeeper {
  const [systems, workloads] = [stringsOf(args, "system"), stringsOf(args, "workload")];
  const study = stringOf(args, "study");
  const question = {
    ...{ study, systems, workloads, overrides: overridesOf(args), fidelity: stringOf(args, "fidelity") },
    ...{ version: shell.version, expectedErrors: shippedExpectedErrors(shell) },
  };
  return studyKeeper(
    store,
    question,
    specFolders(shell, [study ?? "", ...systems, ...workloads].filter(isFile)),
  );
}
