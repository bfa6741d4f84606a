import { SecretValue, type Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { ContainerImage, FargateTaskDefinition } from "aws-cdk-lib/aws-ecs";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { expect, test } from "vitest";
import { aStack, makeQueues, makeQueuesOnly } from "./synth.ts";

const REFERENCE = Match.objectLike({
  "Fn::Join": Match.arrayWith([Match.arrayWith([Match.stringLikeRegexp("resolve:secretsmanager:")])]),
});

test("the worker, and whatever else gets variables, gets the keys by a reference to the secret", () => {
  const stack = aStack();
  const task = new FargateTaskDefinition(stack, "Task");
  task.addContainer("Web", { image: ContainerImage.fromRegistry("web") });
  const secret = new Secret(stack, "Keys");
  const queues = makeQueues(stack, { signingKeys: secret.secretValue });
  queues.grantEnqueue(task);

  const template = Template.fromStack(stack);
  template.hasResourceProperties("AWS::Lambda::Function", {
    Environment: { Variables: Match.objectLike({ ERRAND_SIGNING_KEYS: REFERENCE }) },
  });
  template.hasResourceProperties("AWS::ECS::TaskDefinition", {
    ContainerDefinitions: [
      Match.objectLike({ Environment: Match.arrayWith([{ Name: "ERRAND_SIGNING_KEYS", Value: REFERENCE }]) }),
    ],
  });
});

test("what may be printed has no keys in it", () => {
  const stack = aStack();
  const signingKeys = SecretValue.secretsManager("errand/keys");

  expect(makeQueuesOnly(stack, { signingKeys }).environment).not.toHaveProperty("ERRAND_SIGNING_KEYS");
});

test("keys as a text are refused, and not shown", () => {
  const signingKeys = "2026:c2VjcmV0LXNlY3JldC1zZWNyZXQ=" as unknown as SecretValue;

  expect(() => makeQueuesOnly(aStack(), { signingKeys })).toThrow(
    'JobQueues: "signingKeys" must be a SecretValue, got a text, which is not shown here. Give secret.secretValue',
  );
});

test.each([
  ["made", (stack: Stack) => new Secret(stack, "Keys")],
  ["found", (stack: Stack) => Secret.fromSecretNameV2(stack, "Keys", "errand/keys")],
])("the Secret itself, %s, is refused by its name", (_, make) => {
  const stack = aStack();

  expect(() => makeQueuesOnly(stack, { signingKeys: make(stack) as unknown as SecretValue })).toThrow(
    'JobQueues: "signingKeys" must be a SecretValue, got the Secret itself. Give secret.secretValue',
  );
});

test("keys as a text in a SecretValue are refused, and not shown", () => {
  const text = "2026:c2VjcmV0LXNlY3JldC1zZWNyZXQ=";
  const make = () => makeQueuesOnly(aStack(), { signingKeys: SecretValue.unsafePlainText(text) });

  expect(make).toThrow('JobQueues: "signingKeys" must refer to a secret, got the keys themselves');
  expect(make).not.toThrow(text);
});

test.each([
  ["a dynamic reference", () => SecretValue.unsafePlainText("{{resolve:secretsmanager:errand/keys}}")],
  ["a parameter of SSM", () => SecretValue.ssmSecure("/errand/keys", "1")],
])("%s is no text", (_, make) => {
  makeQueuesOnly(aStack(), { signingKeys: make() });
});

test("keys in two places are refused", () => {
  const signingKeys = SecretValue.secretsManager("errand/keys");
  const worker = { environment: { ERRAND_SIGNING_KEYS: "x" } };

  expect(() => makeQueues(aStack(), { signingKeys, worker })).toThrow("got it in worker.environment as well");
});
