import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "schema/", "node_modules/", "out/", ".mutation/", "test/**/fixtures/"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      "no-console": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "max-params": "off",
      eqeqeq: "error",
      "no-restricted-syntax": [
        "error",
        {
          selector: "ExportDefaultDeclaration",
          message: "Named exports only: one concept a file, named for it.",
        },
      ],
    },
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["src/cli/**"],
    rules: {
      "no-restricted-globals": ["error", "process", "Date"],
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "Randomness is a seeded generator passed in." },
      ],
    },
  },
  {
    files: [
      "scripts/**",
      "bench/**",
      "docs/examples/**",
      "*.js",
      "*.cjs",
      "vitest.config.ts",
      "bin/**",
      "test/fuzz/**",
      "test/docs/*.mjs",
    ],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        performance: "readonly",
        module: "writable",
        Buffer: "readonly",
        URL: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
      },
    },
    rules: { "no-console": "off", "no-restricted-syntax": "off" },
  },
);
