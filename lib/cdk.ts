// The door "errand/cdk": what makes queues, workers and schedules in a CDK application.

export type { AlarmOptions } from "./cdk/alarms.ts";
export type { BundlingOptions } from "./cdk/bundling.ts";
export type { ConcurrencyOptions, Pollers, QueueConcurrency } from "./cdk/concurrency.ts";
export type { Enqueuer } from "./cdk/enqueuer.ts";
export { JobQueues, type PriorityQueue, type WorkerOf } from "./cdk/job-queues.ts";
export type { JobQueuesProps, Workers } from "./cdk/job-queues-props.ts";
export type { ExistingQueues, QueueOptions } from "./cdk/queue-options.ts";
export type { CapacityOptions } from "./cdk/service/capacity.ts";
export type { WorkerServiceProps } from "./cdk/service/props.ts";
export type { WorkerOptions } from "./cdk/worker-options.ts";
export { WorkerService } from "./cdk/worker-service.ts";
export type { Jobs } from "./core/catalog.ts";
