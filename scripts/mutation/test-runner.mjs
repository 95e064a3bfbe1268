import { clearTimeout, setTimeout } from "node:timers";
import { relative, resolve } from "node:path";
import { BaseSequencer, createVitest } from "vitest/node";
import { mutatedText } from "./table-faults.mjs";

/** Seconds in which not one test ends: a fault that makes a law run for ever. No test takes that long, however busy the machine. */
const HUNG_SECONDS = 900;

/** Files in the order in which they are asked for. */
class AsAsked extends BaseSequencer {
  async sort(specifications) {
    return specifications;
  }
}

/**
 * Runs tests against the sources with one fault put in, in one Vitest that keeps all other sources compiled. The fault
 * is put in where a source is loaded: no file is written, and whatever ends the process leaves the tree as it was.
 */
export async function startTestRunner(workers) {
  let mutant; // whose fault is in
  let run; // the tests that run
  const stop = (reason) => {
    run.reason ??= reason;
    vitest.cancelCurrentRun("test-failure");
    vitest.cancelCurrentRun("test-failure"); // asked twice, Vitest ends the threads instead of waiting for their tests
  };
  const watch = () => {
    clearTimeout(run.timer);
    run.timer = setTimeout(() => stop("no test ended for a quarter of an hour"), HUNG_SECONDS * 1000);
  };
  const reporter = {
    onTestCaseResult(test) {
      watch();
      if (test.result().state === "failed") stop(`${relative("", test.module.moduleId)} > ${test.fullName}`);
    },
    onTestModuleEnd(module) {
      run.seconds.set(relative("", module.moduleId), module.diagnostic().duration / 1000);
      const [error] = module.errors();
      if (module.state() === "failed" && error) stop(`${relative("", module.moduleId)}: ${error.message}`);
    },
  };
  const fault = {
    name: "law-mutant",
    enforce: "pre",
    load: (id) => (mutant && id === resolve(mutant.file) ? mutatedText(mutant) : undefined),
  };
  const vitest = await createVitest(
    "test",
    { watch: false, reporters: [reporter], sequence: { sequencer: AsAsked }, maxWorkers: workers },
    { plugins: [fault] },
  );
  const project = vitest.getRootProject();

  /** Runs tests, up to the first that fails: which one and how (undefined: none did), and the seconds of each file. */
  return {
    async run(tests, withMutant) {
      const touched = [mutant, withMutant].filter((one) => one !== undefined);
      mutant = withMutant;
      for (const { file } of touched) vitest.invalidateFile(resolve(file));
      run = { reason: undefined, seconds: new Map(), timer: undefined };
      watch();
      const { unhandledErrors } = await vitest.runTestSpecifications(
        tests.map((test) => project.createSpecification(resolve(test))),
      );
      clearTimeout(run.timer);
      const failure = run.reason ?? unhandledErrors[0]?.message;
      return { failure, seconds: run.seconds };
    },
    close: () => vitest.close(),
  };
}
