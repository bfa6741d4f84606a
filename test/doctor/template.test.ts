import { describe, expect, test } from "vitest";
import { isKnown, UNKNOWN } from "../../lib/doctor/deployment.ts";
import { examine } from "../../lib/doctor/doctor.ts";
import { keysOf } from "../../lib/doctor/drift.ts";
import { readTemplates } from "../../lib/doctor/template.ts";
import { errandTemplate, type Template } from "../support/errand-template.ts";

type Change = (resources: Template["Resources"]) => void;

const read = (change?: Change) => readTemplates([{ name: "app", template: errandTemplate(change) }]);
const rulesOf = (change?: Change) => examine(read(change)).map(({ rule }) => rule);

describe("a value that only the deployment knows", () => {
  const unknowable = [
    ["a parameter", { Ref: "Timeout" }],
    ["a condition", { "Fn::If": ["IsProduction", 30, 60] }],
    ["another stack's export", { "Fn::ImportValue": "timeout" }],
    ["a function of CloudFormation's that isn't followed", { "Fn::FindInMap": ["Stages", "test", "timeout"] }],
    ["a text with one of these in it", { "Fn::Sub": `\${Timeout}` }],
  ] as const;

  test.each(unknowable)("%s: no rule says anything of it", (_, value) => {
    const change: Change = ({ LowQueue, LowMapping, Worker, LowDead, Nightly }) => {
      LowQueue.Properties.VisibilityTimeout = value;
      LowQueue.Properties.MessageRetentionPeriod = value;
      LowQueue.Properties.RedrivePolicy = value;
      LowDead.Properties.RedriveAllowPolicy = value;
      LowMapping.Properties.FunctionResponseTypes = value;
      LowMapping.Properties.ScalingConfig = value;
      Worker.Properties.ReservedConcurrentExecutions = value;
      Worker.Properties.RecursiveLoop = value;
      Worker.Properties.LoggingConfig = value;
      Nightly.Properties.ScheduleExpression = value;
      Nightly.Properties.Target.RoleArn = value;
      Nightly.Properties.Target.DeadLetterConfig = value;
    };
    expect(rulesOf(change)).toEqual([]);
    const { queues } = read(change);
    expect(queues.find(({ id }) => id === "LowQueue")?.visibilitySeconds).toBe(UNKNOWN);
  });

  test("an export that imports itself is one of these", () => {
    const template = errandTemplate(({ LowQueue }) => {
      LowQueue.Properties.VisibilityTimeout = { "Fn::ImportValue": "a" };
      LowQueue.Properties.MessageRetentionPeriod = { "Fn::ImportValue": "c" };
    });
    const Outputs = {
      A: { Value: { "Fn::ImportValue": "b" }, Export: { Name: "a" } },
      B: { Value: { "Fn::ImportValue": "a" }, Export: { Name: "b" } },
      C: { Value: 1, Export: { Name: { "Fn::ImportValue": "c" } } },
    };
    const { queues } = readTemplates([{ name: "app", template: { ...template, Outputs } }]);
    const low = queues.find(({ id }) => id === "LowQueue");
    expect([low?.visibilitySeconds, low?.retentionSeconds]).toEqual([UNKNOWN, UNKNOWN]);
  });

  test("a text of nothing but opened braces is read at once, as what it is", () => {
    const began = performance.now();
    const { queues } = read(({ LowQueue }) => {
      LowQueue.Properties.QueueName = { "Fn::Sub": "${".repeat(100_000) };
    });
    expect(queues).toHaveLength(4);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  test("a policy that can't be read whole may require TLS", () => {
    const change: Change = ({ LowQueuePolicy }) => {
      LowQueuePolicy.Properties.PolicyDocument = { "Fn::If": ["IsProduction", {}, {}] };
    };
    expect(rulesOf(change)).toEqual([]);
  });

  test.each([
    ["a list", { Bool: { "aws:SecureTransport": ["false"] } }],
    ["where the key is there", { BoolIfExists: { "aws:SecureTransport": false } }],
    ["in small letters", { Bool: { "aws:securetransport": "false" } }],
  ])("a policy may require TLS in each of IAM's ways: %s", (_, Condition) => {
    const change: Change = ({ LowQueuePolicy }) => {
      const Statement = { Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: "*", Condition };
      LowQueuePolicy.Properties.PolicyDocument = { Statement };
    };
    expect(rulesOf(change)).toEqual([]);
  });

  test("an alarm on an unknown queue may be on any", () => {
    const change: Change = ({ LowDeadVisible }) => {
      LowDeadVisible.Properties.Dimensions[0].Value = { Ref: "Name" };
    };
    expect(rulesOf(change)).toEqual([]);
  });

  test("what is not there stays a fault: AWS::NoValue is that", () => {
    expect(
      rulesOf(({ LowMapping }) => {
        LowMapping.Properties.FunctionResponseTypes = { Ref: "AWS::NoValue" };
      }),
    ).toEqual(["report-batch-item-failures"]);
  });
});

describe("a queue is known by", () => {
  const isFed = (change: Change): void => {
    const { mappings } = read(change);
    expect(mappings.map(({ source }) => isKnown(source) && source)).toContain("app#LowQueue");
    expect(rulesOf(change)).toEqual([]);
  };

  test.each([
    ["a reference as text", { "Fn::GetAtt": "LowQueue.Arn" }],
    ["a substitution", { "Fn::Sub": `\${LowQueue.Arn}` }],
    [
      "a substitution with names of its own",
      { "Fn::Sub": [`\${Arn}`, { Arn: { "Fn::GetAtt": ["LowQueue", "Arn"] } }] },
    ],
    [
      "the parts of its ARN",
      { "Fn::Join": ["", ["arn:aws:sqs:eu-west-1:1:", { "Fn::GetAtt": ["LowQueue", "QueueName"] }]] },
    ],
  ])("%s", (_, arn) => {
    isFed(({ LowMapping }) => {
      LowMapping.Properties.EventSourceArn = arn;
    });
  });

  test("its own name, in an ARN and in a URL", () => {
    isFed(({ LowQueue, LowDead, LowMapping, Worker }) => {
      LowQueue.Properties.QueueName = "digests";
      LowDead.Properties.RedriveAllowPolicy.sourceQueueArns = ["arn:aws:sqs:eu-west-1:123456789012:digests"];
      LowMapping.Properties.EventSourceArn = "arn:aws:sqs:eu-west-1:123456789012:digests";
      Worker.Properties.Environment.Variables.ERRAND_LOW_QUEUE_URL =
        "https://sqs.eu-west-1.amazonaws.com/123456789012/digests";
    });
  });
});

test("a mapping of a function's alias is one of the function", () => {
  const change: Change = (resources) => {
    resources["Live"] = { Type: "AWS::Lambda::Alias", Properties: { FunctionName: { Ref: "Worker" }, Name: "live" } };
    resources["LowMapping"].Properties.FunctionName = { Ref: "Live" };
    resources["Worker"].Properties.ReservedConcurrentExecutions = 19;
  };
  expect(rulesOf(change)).toEqual(["reserved-concurrency"]);
});

test("templates of one application are read together: an import is what another one exports", () => {
  const queues = errandTemplate(({ Worker, HighMapping, LowMapping }) => {
    for (const one of [Worker, HighMapping, LowMapping]) one.Type = "Custom::Elsewhere";
  });
  const outputs = Object.fromEntries(
    ["HighQueue", "LowQueue", "HighDead", "LowDead"].flatMap((id) => [
      [`${id}Url`, { Value: { Ref: id }, Export: { Name: `Queues:${id}Url` } }],
      [`${id}Arn`, { Value: { "Fn::GetAtt": [id, "Arn"] }, Export: { Name: { "Fn::Sub": `Queues:${id}Arn` } } }],
    ]),
  );
  const worker = errandTemplate((resources) => {
    for (const id of Object.keys(resources)) if (!/Worker|Mapping/.test(id)) delete resources[id];
    for (const priority of ["High", "Low"]) {
      resources[`${priority}Mapping`].Properties.EventSourceArn = { "Fn::ImportValue": `Queues:${priority}QueueArn` };
      const { Variables } = resources["Worker"].Properties.Environment;
      Variables[`ERRAND_${priority.toUpperCase()}_QUEUE_URL`] = { "Fn::ImportValue": `Queues:${priority}QueueUrl` };
      Variables[`ERRAND_${priority.toUpperCase()}_DEAD_QUEUE_URL`] = { "Fn::ImportValue": `Queues:${priority}DeadUrl` };
    }
    resources["Worker"].Properties.Timeout = 61;
  });
  const findings = examine(
    readTemplates([
      { name: "queues", template: { ...queues, Outputs: outputs } },
      { name: "worker", template: worker },
    ]),
  );
  expect(findings.map(({ rule, template, resource }) => [rule, template, resource])).toEqual([
    ["visibility-timeout", "queues", "HighQueue"],
    ["visibility-timeout", "queues", "LowQueue"],
  ]);
});

describe("nothing is judged but what is Errand's", () => {
  test("another queue with its own function, however wrong, is nobody's business", () => {
    const change: Change = (resources) => {
      resources["Orders"] = { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: 10 } };
      resources["Biller"] = { Type: "AWS::Lambda::Function", Properties: { Runtime: "python3.13" } };
      resources["Bills"] = {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: { EventSourceArn: { "Fn::GetAtt": ["Orders", "Arn"] }, FunctionName: { Ref: "Biller" } },
      };
    };
    expect(rulesOf(change)).toEqual([]);
  });

  test("a function that enqueues and reads somebody else's queue is no worker", () => {
    const change: Change = (resources) => {
      resources["Orders"] = { Type: "AWS::SQS::Queue", Properties: {} };
      const { Variables } = resources["Worker"].Properties.Environment;
      resources["Biller"] = { Type: "AWS::Lambda::Function", Properties: { Environment: { Variables } } };
      resources["Bills"] = {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: { EventSourceArn: { "Fn::GetAtt": ["Orders", "Arn"] }, FunctionName: { Ref: "Biller" } },
      };
    };
    expect(rulesOf(change)).toEqual([]);
  });

  test("a worker that reads other queues than it names is told so, although nobody names those", () => {
    const change: Change = ({ Worker, HighMapping, LowMapping }) => {
      delete Worker.Metadata;
      HighMapping.Type = "Custom::Elsewhere";
      LowMapping.Properties.EventSourceArn = { "Fn::GetAtt": ["Orders", "Arn"] };
    };
    const rules = rulesOf((resources) => {
      resources["Orders"] = { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 360 } };
      change(resources);
    });
    expect(rules).toContain("queue-variables");
  });

  test("what is Errand's is known by a worker's variables, and is all there", () => {
    expect([...keysOf(read())].toSorted()).toEqual(
      ["HighDead", "HighMapping", "HighQueue", "LowDead", "LowMapping", "LowQueue", "Nightly", "Worker"].map(
        (id) => `app#${id}`,
      ),
    );
  });
});

test.each([
  ["no object", []],
  ["nothing", null],
  ["an object that is something else", { name: "gazette", Outputs: {} }],
])("what is no template is refused: %s", (_, template) => {
  expect(() => readTemplates([{ name: "x.json", template }])).toThrow(/^x\.json must be a CloudFormation template/);
});

test("a stack that has no resources yet is nobody's business", () => {
  const template = { Parameters: { BootstrapVersion: {} }, Rules: {} }; // as the CDK writes it
  expect(readTemplates([{ name: "Empty", template }]).queues).toEqual([]);
});

test.each([
  ["resources that are none", { Resources: { A: null, B: "text", C: 3, D: [] } }],
  ["properties of other types", { Resources: { A: { Type: "AWS::SQS::Queue", Properties: [1] } } }],
  [
    "references to nothing",
    {
      Resources: {
        A: {
          Type: "AWS::SQS::Queue",
          Properties: { QueueName: { Ref: "toString" }, RedrivePolicy: "x", FifoQueue: 7 },
        },
        B: { Type: "AWS::Lambda::Function", Properties: { Environment: { Variables: { ERRAND_LOW_QUEUE_URL: {} } } } },
        C: { Type: "AWS::CloudWatch::Alarm", Properties: { MetricName: {}, Dimensions: [null, 4] } },
        D: {
          Type: "AWS::SQS::QueuePolicy",
          Properties: { Queues: "x", PolicyDocument: { Statement: [null, "x", 4] } },
        },
      },
    },
  ],
])("a template that CloudFormation would refuse is read all the same: %s", (_, template) => {
  expect(examine(readTemplates([{ name: "x.json", template }]))).toEqual([]);
});
