import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type ScalingStep, toScalingSteps } from "../../../lib/cdk/service/scaling-steps.ts";

/** As Application Auto Scaling takes them: the last one that begins at or before so many jobs. */
function tasksFor(steps: readonly ScalingStep[], jobs: number): number {
  return steps.findLast(({ fromJobs }) => jobs >= fromJobs)?.tasks ?? 0;
}

test("few tasks have a step each", () => {
  expect(toScalingSteps(0, 3, 100)).toEqual([
    { fromJobs: 1, tasks: 1 },
    { fromJobs: 101, tasks: 2 },
    { fromJobs: 201, tasks: 3 },
  ]);
});

test("no step is below the least that there are anyway", () => {
  expect(toScalingSteps(2, 4, 10).map(({ tasks }) => tasks)).toEqual([2, 3, 4]);
});

test("one task at most is one step", () => {
  expect(toScalingSteps(0, 1, 5)).toEqual([{ fromJobs: 1, tasks: 1 }]);
  expect(toScalingSteps(7, 7, 5)).toEqual([{ fromJobs: 1, tasks: 7 }]);
});

test("many tasks have twenty, fine where there are few and coarse where there are many", () => {
  expect(toScalingSteps(0, 100, 10).map(({ tasks }) => tasks)).toEqual([
    1, 2, 3, 4, 5, 7, 9, 11, 14, 17, 21, 25, 30, 36, 43, 51, 61, 72, 85, 100,
  ]);
});

test("there are at most twenty steps, each higher than the last, never fewer tasks than the jobs need, and never more than the most", () => {
  const settings = fc
    .record({
      min: fc.integer({ min: 0, max: 5000 }),
      more: fc.integer({ min: 0, max: 5000 }),
      jobsPerTask: fc.integer({ min: 1, max: 100_000 }),
    })
    .map(({ min, more, jobsPerTask }) => ({ min, max: Math.min(5000, Math.max(1, min + more)), jobsPerTask }));
  void fc.assert(
    fc.property(settings, fc.integer({ min: 1, max: 1_000_000 }), ({ min, max, jobsPerTask }, jobs) => {
      const steps = toScalingSteps(min, max, jobsPerTask);
      expect(steps.length).toBeLessThanOrEqual(20);
      expect(steps.at(-1)?.tasks).toBe(max);
      for (const [index, { fromJobs, tasks }] of steps.entries()) {
        const before = steps[index - 1] ?? { fromJobs: 0, tasks: 0 };
        expect(tasks > before.tasks && fromJobs > before.fromJobs).toBe(true);
      }
      expect(tasksFor(steps, jobs)).toBeGreaterThanOrEqual(Math.min(max, Math.ceil(jobs / jobsPerTask)));
    }),
  );
});
