// How many tasks so many jobs are worth, as the steps of a scaling policy.

/** From so many jobs on, so many tasks: until the next step's. */
export interface ScalingStep {
  readonly fromJobs: number;
  readonly tasks: number;
}

/** Source: Application Auto Scaling guide, "Quotas", step adjustments of a policy. */
const MOST_STEPS = 20;

/** What is too small to be more than an error of floating point. */
const ERROR_OF_FLOATS = 1e-9;

/**
 * One step for each number of tasks, where these are few; else each is by the same factor more than the one before. No step has
 * fewer tasks than its jobs need, but for `max`.
 *
 * @param jobsPerTask for how many jobs there is to be a task.
 */
export function toScalingSteps(min: number, max: number, jobsPerTask: number): readonly ScalingStep[] {
  const least = Math.max(1, min);
  const count = Math.min(MOST_STEPS, max - least + 1);
  const steps: ScalingStep[] = [{ fromJobs: 1, tasks: count === 1 ? max : least }];
  while (steps.length < count) {
    const { tasks: before } = steps.at(-1) as ScalingStep;
    const factor = (max / before) ** (1 / (count - steps.length));
    const tasks = Math.min(max, Math.max(before + 1, Math.ceil(before * factor - ERROR_OF_FLOATS)));
    steps.push({ fromJobs: before * jobsPerTask + 1, tasks });
  }
  return steps;
}
