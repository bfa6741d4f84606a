// The pages of AWS's documentation that the rules rest on, each once.

const SQS = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide";
const LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg";
const SCHEDULER = "https://docs.aws.amazon.com/scheduler/latest/UserGuide";
const ECS = "https://docs.aws.amazon.com/AmazonECS/latest";
const CLOUDFORMATION = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide";

export const PAGES = {
  eventSource: `${LAMBDA}/services-sqs-configure.html`,
  eventSourceParameters: `${LAMBDA}/services-sqs-parameters.html`,
  eventSourceErrors: `${LAMBDA}/services-sqs-errorhandling.html`,
  eventSourceScaling: `${LAMBDA}/services-sqs-scaling.html`,
  eventFiltering: `${LAMBDA}/with-sqs-filtering.html`,
  recursion: `${LAMBDA}/invocation-recursion.html`,
  timeout: `${LAMBDA}/configuration-timeout.html`,
  runtimes: `${LAMBDA}/lambda-runtimes.html`,
  logs: "https://docs.aws.amazon.com/lambda/latest/api/API_LoggingConfig.html",
  environment: `${LAMBDA}/configuration-envvars.html`,
  deadLetters: `${SQS}/sqs-dead-letter-queues.html`,
  deadLetterRetention: `${SQS}/setting-up-dead-letter-queue-retention.html`,
  deadLetterAlarm: `${SQS}/dead-letter-queues-alarms-cloudwatch.html`,
  metrics: `${SQS}/sqs-available-cloudwatch-metrics.html`,
  encryption: `${SQS}/sqs-server-side-encryption.html`,
  security: `${SQS}/sqs-security-best-practices.html`,
  attributes: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html",
  deletion: `${CLOUDFORMATION}/aws-attribute-deletionpolicy.html`,
  taskParameters: `${ECS}/developerguide/task_definition_parameters.html`,
  linuxParameters: `${ECS}/APIReference/API_LinuxParameters.html`,
  serviceScaling: `${ECS}/developerguide/service-auto-scaling.html`,
  taskRole: `${ECS}/developerguide/task-iam-roles.html`,
  scheduleTypes: `${SCHEDULER}/schedule-types.html`,
  scheduleTarget: "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Target.html",
  scheduleDeadLetters: `${SCHEDULER}/configuring-schedule-dlq.html`,
} as const;
