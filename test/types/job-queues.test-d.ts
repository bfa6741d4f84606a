import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { JobQueues, type JobQueuesProps, type Workers } from "errand/cdk";
import { expectTypeOf, test } from "vitest";

declare const scope: Construct;
declare const jobs: object;

test("there is a function, unless there is to be none", () => {
  expectTypeOf(new JobQueues(scope, "a", { entry: "w.ts" }).worker).toEqualTypeOf<LambdaFunction>();
  const perPriority = new JobQueues(scope, "b", { entry: "w.ts", workers: "per-priority" });
  expectTypeOf(perPriority.low.worker).toEqualTypeOf<LambdaFunction>();
  expectTypeOf(perPriority).toExtend<JobQueues>();
  expectTypeOf(new JobQueues(scope, "c", { jobs, workers: "none" }).high.worker).toEqualTypeOf<undefined>();
});

test("where it isn't known, there may be none", () => {
  const props = {} as JobQueuesProps<Workers>;
  expectTypeOf(new JobQueues(scope, "a", props).worker).toEqualTypeOf<LambdaFunction | undefined>();
  expectTypeOf(new JobQueues(scope, "b", {} as JobQueuesProps).worker).toEqualTypeOf<LambdaFunction>();
});

test("an entry may be left out only where there is no function", () => {
  // @ts-expect-error a function is made of an entry
  new JobQueues(scope, "a", { jobs });
  // @ts-expect-error a function is made of an entry
  new JobQueues(scope, "b", { jobs, workers: "shared" });
});
