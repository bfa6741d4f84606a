import { expect, test } from "vitest";
import { examine, RULES } from "../../lib/doctor/doctor.ts";
import { readTemplates } from "../../lib/doctor/template.ts";
import { errandTemplate, type Template } from "../support/errand-template.ts";

type Change = (resources: Template["Resources"]) => void;

function findingsOf(change?: Change) {
  return examine(readTemplates([{ name: "app", template: errandTemplate(change) }]));
}

function containerOf(task: Template["Resources"][string]) {
  return task.Properties.ContainerDefinitions[0];
}

/** Each breaks one thing in a template that is right; the rule says it, with this in its message. */
const VIOLATIONS: readonly (readonly [rule: string, what: string, change: Change, message: string])[] = [
  [
    "visibility-timeout",
    "less than six timeouts",
    ({ LowQueue }) => {
      LowQueue.Properties.VisibilityTimeout = 359;
    },
    "LowQueue: Properties.VisibilityTimeout must be at least 360 seconds (6 × the 60 of Worker), got 359.",
  ],
  [
    "visibility-timeout",
    "SQS's default",
    ({ LowQueue }) => {
      delete LowQueue.Properties.VisibilityTimeout;
    },
    "got 30.",
  ],
  [
    "visibility-timeout",
    "six timeouts without the window",
    ({ LowMapping }) => {
      LowMapping.Properties.MaximumBatchingWindowInSeconds = 20;
    },
    "at least 380 seconds (6 × the 60 of Worker + 1 × the window of 20), got 360.",
  ],
  [
    "visibility-windows",
    "one window where three may pass",
    ({ LowMapping, LowQueue }) => {
      LowMapping.Properties.MaximumBatchingWindowInSeconds = 20;
      LowQueue.Properties.VisibilityTimeout = 380;
    },
    "at least 420 seconds (6 × the 60 of Worker + 3 × the window of 20), got 380.",
  ],
  [
    "dead-letter-queue",
    "no redrive policy",
    ({ HighQueue }) => {
      delete HighQueue.Properties.RedrivePolicy;
    },
    "HighQueue: Properties.RedrivePolicy must be a redrive policy with a dead-letter queue, got none.",
  ],
  [
    "max-receive-count",
    "three receives",
    ({ LowQueue }) => {
      LowQueue.Properties.RedrivePolicy.maxReceiveCount = 3;
    },
    "Properties.RedrivePolicy.maxReceiveCount must be at least 20, got 3.",
  ],
  [
    "max-receive-count",
    "more than SQS takes",
    ({ LowQueue }) => {
      LowQueue.Properties.RedrivePolicy.maxReceiveCount = 1001;
    },
    "must be at most 1000, got 1001.",
  ],
  [
    "receive-count-net",
    "fewer receives than Errand's own",
    ({ LowQueue }) => {
      LowQueue.Properties.RedrivePolicy.maxReceiveCount = 5;
    },
    "must be at least 20, got 5.",
  ],
  [
    "dead-letter-retention",
    "as long as the queue's",
    ({ LowDead }) => {
      LowDead.Properties.MessageRetentionPeriod = 604_800;
    },
    "LowDead: Properties.MessageRetentionPeriod must be more than the 604800 seconds of LowQueue, got 604800.",
  ],
  [
    "dead-letter-kind",
    "a standard queue behind a FIFO queue",
    ({ LowQueue }) => {
      LowQueue.Properties.FifoQueue = true;
    },
    "LowDead: Properties.FifoQueue must be true, as that of LowQueue, got false.",
  ],
  [
    "dead-letter-retained",
    "CloudFormation's default",
    ({ LowDead }) => {
      delete LowDead.DeletionPolicy;
    },
    'LowDead: DeletionPolicy must be "Retain", got "Delete".',
  ],
  [
    "redrive-allow-policy",
    "none",
    ({ LowDead }) => {
      delete LowDead.Properties.RedriveAllowPolicy;
    },
    'must be "byQueue" with LowQueue, got none, which allows all.',
  ],
  [
    "redrive-allow-policy",
    "another queue's",
    ({ LowDead, HighDead }) => {
      LowDead.Properties.RedriveAllowPolicy = HighDead.Properties.RedriveAllowPolicy;
    },
    "got other queues only.",
  ],
  [
    "report-batch-item-failures",
    "left out",
    ({ HighMapping }) => {
      delete HighMapping.Properties.FunctionResponseTypes;
    },
    "HighMapping: Properties.FunctionResponseTypes must be",
  ],
  [
    "batching-window",
    "a batch of 11 without one",
    ({ LowMapping }) => {
      LowMapping.Properties.BatchSize = 11;
    },
    "Properties.MaximumBatchingWindowInSeconds must be at least 1 for a batch size of 11, got 0.",
  ],
  [
    "fifo-batch",
    "a batch of 11",
    ({ LowMapping, LowQueue }) => {
      LowQueue.Properties.FifoQueue = true;
      LowMapping.Properties.BatchSize = 11;
    },
    "Properties.BatchSize must be at most 10, got 11.",
  ],
  [
    "fifo-batch",
    "a window",
    ({ LowMapping, LowQueue }) => {
      LowQueue.Properties.FifoQueue = true;
      LowMapping.Properties.MaximumBatchingWindowInSeconds = 1;
    },
    "Properties.MaximumBatchingWindowInSeconds must be 0, got 1.",
  ],
  [
    "event-filter",
    "a filter",
    ({ LowMapping }) => {
      LowMapping.Properties.FilterCriteria = { Filters: [{ Pattern: '{"body":{"function":["a"]}}' }] };
    },
    "Properties.FilterCriteria must be left out, got filters.",
  ],
  [
    "mapping-enabled",
    "switched off",
    ({ LowMapping }) => {
      LowMapping.Properties.Enabled = false;
    },
    "Properties.Enabled must be true, got false.",
  ],
  [
    "maximum-concurrency",
    "one at once",
    ({ LowMapping }) => {
      LowMapping.Properties.ScalingConfig.MaximumConcurrency = 1;
    },
    "Properties.ScalingConfig.MaximumConcurrency must be from 2 to 1000, got 1.",
  ],
  [
    "maximum-concurrency-missing",
    "none, and no pollers",
    ({ LowMapping }) => {
      delete LowMapping.Properties.ScalingConfig;
    },
    "Properties.ScalingConfig must be a maximum concurrency, got none.",
  ],
  [
    "pollers-or-concurrency",
    "both",
    ({ LowMapping }) => {
      LowMapping.Properties.ProvisionedPollerConfig = { MinimumPollers: 2, MaximumPollers: 5 };
    },
    "got 5 pollers beside a maximum concurrency of 10.",
  ],
  [
    "reserved-concurrency",
    "less than the sum",
    ({ Worker }) => {
      Worker.Properties.ReservedConcurrentExecutions = 19;
    },
    "Properties.ReservedConcurrentExecutions must be at least 20, what its mappings may invoke at once, got 19.",
  ],
  [
    "reserved-concurrency",
    "less than the pollers may invoke",
    ({ HighMapping }) => {
      delete HighMapping.Properties.ScalingConfig;
      HighMapping.Properties.ProvisionedPollerConfig = { MinimumPollers: 2, MaximumPollers: 3 };
    },
    "Properties.ReservedConcurrentExecutions must be at least 40, what its mappings may invoke at once, got 20.",
  ],
  [
    "reserved-concurrency-missing",
    "none",
    ({ Worker }) => {
      delete Worker.Properties.ReservedConcurrentExecutions;
    },
    "Properties.ReservedConcurrentExecutions must be 20, what its mappings may invoke at once, got none.",
  ],
  [
    "recursive-loop",
    "Lambda's default",
    ({ Worker }) => {
      delete Worker.Properties.RecursiveLoop;
    },
    'Worker: Properties.RecursiveLoop must be "Allow", got "Terminate".',
  ],
  [
    "function-timeout",
    "too near the longest job's",
    ({ Worker }) => {
      Worker.Metadata["errand:longestJobTimeoutSeconds"] = 56;
    },
    "Properties.Timeout must be at least 61: the longest timeout of its jobs, 56, and 5 around the run, got 60.",
  ],
  [
    "function-timeout",
    "longer than Lambda's longest",
    ({ Worker }) => {
      Worker.Properties.Timeout = 901;
    },
    "Properties.Timeout must be at most 900, got 901.",
  ],
  [
    "function-runtime",
    "Node 20",
    ({ Worker }) => {
      Worker.Properties.Runtime = "nodejs20.x";
    },
    "Properties.Runtime must be nodejs22.x or later, got nodejs20.x.",
  ],
  [
    "queue-variables",
    "another queue's URL",
    ({ Worker }) => {
      Worker.Properties.Environment.Variables.ERRAND_LOW_QUEUE_URL = { Ref: "HighQueue" };
    },
    "must be ERRAND_HIGH_QUEUE_URL or ERRAND_LOW_QUEUE_URL with the URL of LowQueue, got HighQueue and HighQueue.",
  ],
  [
    "queue-variables",
    "none of a dead-letter queue",
    ({ Worker }) => {
      delete Worker.Properties.Environment.Variables.ERRAND_LOW_DEAD_QUEUE_URL;
    },
    "ERRAND_HIGH_DEAD_QUEUE_URL or ERRAND_LOW_DEAD_QUEUE_URL with the URL of LowDead, got HighDead.",
  ],
  [
    "log-retention",
    "no log group",
    ({ Worker }) => {
      delete Worker.Properties.LoggingConfig;
    },
    "must be a log group with a retention, got a log that is kept for ever.",
  ],
  [
    "log-retention",
    "a log group that keeps everything",
    ({ WorkerLog }) => {
      delete WorkerLog.Properties.RetentionInDays;
    },
    "got a log that is kept for ever.",
  ],
  [
    "queue-encryption",
    "switched off",
    ({ LowDead }) => {
      LowDead.Properties.SqsManagedSseEnabled = false;
    },
    "LowDead: Properties.SqsManagedSseEnabled must be true, or a KMS key, got false.",
  ],
  [
    "queue-tls",
    "no policy",
    (resources) => {
      delete resources["LowQueuePolicy"];
    },
    "LowQueue: its policy (AWS::SQS::QueuePolicy) must be",
  ],
  [
    "queue-tls",
    "a policy that allows only",
    ({ LowDeadPolicy }) => {
      LowDeadPolicy.Properties.PolicyDocument.Statement[0].Effect = "Allow";
    },
    "LowDead: its policy",
  ],
  [
    "maximum-message-size",
    "a quarter",
    ({ LowQueue }) => {
      LowQueue.Properties.MaximumMessageSize = 262_144;
    },
    "Properties.MaximumMessageSize must be 1048576, got 262144.",
  ],
  [
    "queue-delay",
    "a second",
    ({ HighQueue }) => {
      HighQueue.Properties.DelaySeconds = 1;
    },
    "Properties.DelaySeconds must be 0, got 1.",
  ],
  [
    "dead-letter-alarm",
    "none",
    (resources) => {
      delete resources["LowDeadVisible"];
    },
    "LowDead: its alarms (AWS::CloudWatch::Alarm) must be one on ApproximateNumberOfMessagesVisible, got none.",
  ],
  [
    "dead-letter-alarm-metric",
    "on what is sent",
    ({ LowDeadVisible }) => {
      LowDeadVisible.Properties.MetricName = "NumberOfMessagesSent";
    },
    "must be one on ApproximateNumberOfMessagesVisible, got one on NumberOfMessagesSent alone.",
  ],
  [
    "age-alarm",
    "none",
    (resources) => {
      delete resources["HighQueueAge"];
    },
    "HighQueue: its alarms (AWS::CloudWatch::Alarm) must be one on ApproximateAgeOfOldestMessage, got none.",
  ],
  [
    "queue-variables",
    "a container that doesn't know where the dead go",
    ({ Task }) => {
      containerOf(Task).Environment.pop();
    },
    "Task: Properties.ContainerDefinitions[Worker].Environment must be ERRAND_HIGH_DEAD_QUEUE_URL or " +
      "ERRAND_LOW_DEAD_QUEUE_URL with the URL of LowDead, got neither.",
  ],
  [
    "stop-timeout",
    "as long as the grace",
    ({ Task }) => {
      containerOf(Task).StopTimeout = 25;
    },
    "Task: Properties.ContainerDefinitions[Worker].StopTimeout must be at least 33: the grace of 25, and 8 to hand back",
  ],
  [
    "stop-timeout",
    "ECS's default for a longer grace",
    ({ Task }) => {
      delete containerOf(Task).StopTimeout;
      containerOf(Task).Environment[0].Value = '{"grace":60}';
    },
    "StopTimeout must be at least 68",
  ],
  [
    "stop-timeout",
    "less than a worker needs that is told nothing",
    ({ Task }) => {
      containerOf(Task).Environment.shift();
      containerOf(Task).StopTimeout = 27;
    },
    "StopTimeout must be at least 28: the grace of 20, and 8 to hand back what still runs (Fargate gives 120 at most), got 27.",
  ],
  [
    "stop-timeout",
    "a grace that the variable tells as a text",
    ({ Task }) => {
      containerOf(Task).Environment[0].Value = '{"grace":"1 minute"}';
    },
    "StopTimeout must be at least 68",
  ],
  [
    "stop-timeout",
    "a grace of the command, which wins over the variable's",
    ({ Task }) => {
      containerOf(Task).Command = ["node", "cli.js", "work", "--grace", "90s"];
    },
    "StopTimeout must be at least 98",
  ],
  [
    "stop-timeout",
    "a grace of the command in one word",
    ({ Task }) => {
      containerOf(Task).Command = ["node", "cli.js", "work", "--grace=2 minutes", "--quiet"];
    },
    "StopTimeout must be at least 128",
  ],
  [
    "container-init",
    "none",
    ({ Task }) => {
      delete containerOf(Task).LinuxParameters;
    },
    "Task: Properties.ContainerDefinitions[Worker].LinuxParameters.InitProcessEnabled must be true, got false.",
  ],
  [
    "task-permissions",
    "no role: that of the execution is another",
    ({ Task }) => {
      Task.Properties.ExecutionRoleArn = Task.Properties.TaskRoleArn;
      delete Task.Properties.TaskRoleArn;
    },
    "Task: Properties.TaskRoleArn must be a role that may do what a worker does, got none.",
  ],
  [
    "task-permissions",
    "one that may only enqueue",
    ({ TaskPolicy }) => {
      TaskPolicy.Properties.PolicyDocument.Statement[0].Action = "sqs:Send*";
    },
    "got one that lacks sqs:ReceiveMessage on LowQueue, sqs:ChangeMessageVisibility on LowQueue, sqs:DeleteMessage on LowQueue.",
  ],
  [
    "task-permissions",
    "one that may not bury",
    ({ TaskPolicy }) => {
      TaskPolicy.Properties.PolicyDocument.Statement.pop();
    },
    "got one that lacks sqs:SendMessage on LowDead.",
  ],
  [
    "service-tasks",
    "scaled to none at most",
    ({ Scaling }) => {
      Scaling.Properties.MaxCapacity = 0;
    },
    "Service: MaxCapacity of its scalable target must be 1 or more, got 0.",
  ],
  [
    "service-tasks",
    "none, and nothing scales it",
    (resources) => {
      delete resources["Scaling"];
      resources["Service"].Properties.DesiredCount = 0;
    },
    "Service: Properties.DesiredCount must be 1 or more, got 0.",
  ],
  [
    "schedule-expression",
    "five fields",
    ({ Nightly }) => {
      Nightly.Properties.ScheduleExpression = "cron(0 3 * * ?)";
    },
    "Nightly: Properties.ScheduleExpression must be an expression that AWS takes",
  ],
  [
    "schedule-expression",
    "no zone of this world",
    ({ Nightly }) => {
      Nightly.Properties.ScheduleExpressionTimezone = "Europe/Gotham";
    },
    "Nightly: Properties.ScheduleExpressionTimezone must be a zone that AWS takes",
  ],
  [
    "schedule-fifo",
    "no message group",
    ({ LowQueue }) => {
      Object.assign(LowQueue.Properties, { FifoQueue: true, ContentBasedDeduplication: true });
    },
    "Nightly: Properties.Target.SqsParameters.MessageGroupId must be a message group, for LowQueue is FIFO, got none.",
  ],
  [
    "schedule-fifo",
    "no deduplication by content",
    ({ LowQueue, Nightly }) => {
      LowQueue.Properties.FifoQueue = true;
      Nightly.Properties.Target.SqsParameters = { MessageGroupId: "nightly" };
    },
    "LowQueue: Properties.ContentBasedDeduplication must be true, for Nightly sends to it, got false.",
  ],
  [
    "schedule-fifo",
    "a FIFO dead-letter queue",
    ({ LowQueue, LowDead, Nightly }) => {
      Object.assign(LowQueue.Properties, { FifoQueue: true, ContentBasedDeduplication: true });
      LowDead.Properties.FifoQueue = true;
      Nightly.Properties.Target.SqsParameters = { MessageGroupId: "nightly" };
    },
    "Nightly: Properties.Target.DeadLetterConfig.Arn must be a standard queue, got LowDead, which is FIFO.",
  ],
  [
    "schedule-role",
    "none",
    ({ Nightly }) => {
      delete Nightly.Properties.Target.RoleArn;
    },
    "Nightly: Properties.Target.RoleArn must be the ARN of a role, got none.",
  ],
  [
    "schedule-dead-letter",
    "none",
    ({ Nightly }) => {
      delete Nightly.Properties.Target.DeadLetterConfig;
    },
    "Nightly: Properties.Target.DeadLetterConfig must be a dead-letter queue, got none.",
  ],
];

test("nothing is found in a template that is right", () => {
  expect(findingsOf()).toEqual([]);
});

test.each(VIOLATIONS)("%s: %s", (rule, _, change, message) => {
  const findings = findingsOf(change);
  expect(findings.filter((finding) => finding.rule === rule).map((finding) => finding.message)).toEqual([
    expect.stringContaining(message),
  ]);
});

test.each<[string, Change]>([
  [
    "what only the deployment knows",
    ({ Task }) => {
      Task.Properties.ContainerDefinitions[0].StopTimeout = { Ref: "Seconds" };
      Task.Properties.TaskRoleArn = { Ref: "RoleArn" };
    },
  ],
  [
    "a role with a policy of elsewhere",
    ({ TaskRole, TaskPolicy }) => {
      TaskRole.Properties.ManagedPolicyArns = ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"];
      TaskPolicy.Properties.PolicyDocument.Statement = [];
    },
  ],
  [
    "a role that may do anything with queues by wildcards",
    ({ TaskPolicy }) => {
      TaskPolicy.Properties.PolicyDocument.Statement = [{ Effect: "Allow", Action: "sqs:*", Resource: "*" }];
    },
  ],
  [
    "a policy that stands in the role",
    ({ TaskRole, TaskPolicy }) => {
      TaskRole.Properties.Policies = [TaskPolicy.Properties];
      TaskPolicy.Properties = { Roles: [], PolicyDocument: {} };
    },
  ],
  [
    "a container that only enqueues",
    ({ Task }) => {
      const container = containerOf(Task);
      container.Command = ["node", "web.js"];
      container.Environment.shift();
      delete container.LinuxParameters;
      container.StopTimeout = 2;
    },
  ],
  [
    "a shorter grace of the command",
    ({ Task }) => {
      containerOf(Task).Command = ["node", "cli.js", "work", "--grace", "10s"];
      containerOf(Task).StopTimeout = 18;
    },
  ],
  [
    "a grace of the command that a shell makes of its line",
    ({ Task }) => {
      containerOf(Task).Command = ["sh", "-c", "exec errand work --grace $GRACE"];
      containerOf(Task).StopTimeout = 2;
    },
  ],
  [
    "a grace of the command that is no duration",
    ({ Task }) => {
      containerOf(Task).Command = ["errand", "work", "--grace", "soon"];
      containerOf(Task).StopTimeout = 2;
    },
  ],
  [
    "a grace of the command that only the deployment knows",
    ({ Task }) => {
      containerOf(Task).Command = ["errand", "work", "--grace", { Ref: "Grace" }];
      containerOf(Task).StopTimeout = 2;
    },
  ],
])("of a task, nothing is found in %s", (_, change) => {
  expect(findingsOf(change)).toEqual([]);
});

test("every rule has its violation here, and a name of its own", () => {
  const names = RULES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect([...new Set(VIOLATIONS.map(([rule]) => rule))].toSorted()).toEqual(names.toSorted());
});

test.each(RULES)(
  "$name says what is right, what to do, and where AWS says so",
  ({ name, sentence, remedy, source }) => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(remedy).toMatch(/^[A-Z].*\.$/);
    expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/.*\.html$/);
  },
);
