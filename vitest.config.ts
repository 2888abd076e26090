/** One vitest run for every package: pure logic, in Node, without a browser. Journeys in a real browser are in `e2e/`. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/{src,test}/**/*.test.ts", "web/app/**/*.test.ts"],
    environment: "node",
  },
});
