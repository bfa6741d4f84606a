import { defineConfig } from "vitest/config";

export default defineConfig({
  // The repository is its own first customer: tests import "errand" by its public name and get the source.
  resolve: { conditions: ["@errand/source"] },
  ssr: { resolve: { conditions: ["@errand/source"] } },
  test: {
    // Processes that tests start get the source as well.
    execArgv: ["--conditions=@errand/source"],
    include: ["test/**/*.test.ts"],
    // Of the contract's cases, which wait for real time where there is no other.
    maxConcurrency: 24,
    reporters: ["default", "./test/support/closing-line.ts"],
    typecheck: { enabled: true, include: ["test/types/**/*.test-d.ts"], tsconfig: "./tsconfig.json" },
  },
});
