import config from "../../vitest.config.ts";

/**
 * The tests that Stryker runs: those of one folder. (Its own `testFiles` would do, but with it a fault in a constant is
 * put in after the constant has been computed, and survives.)
 */
export default {
  ...config,
  test: { ...config.test, include: [`${process.env.MUTATION_TESTS}/**/*.test.ts`] },
};
