// What Lambda says of a function, as the properties of AWS::Lambda::Function.

import { ask, type Notice, type RealProperties, type Stack, UNASKED } from "./stack-requests.ts";

export async function readFunctionProperties(
  id: string,
  FunctionName: string,
  { clients: { lambda } }: Stack,
  notice: Notice,
): Promise<RealProperties> {
  const { GetFunctionConcurrencyCommand, GetFunctionConfigurationCommand, GetFunctionRecursionConfigCommand } =
    await import("@aws-sdk/client-lambda");
  const [configuration, concurrency, recursion] = await Promise.all([
    ask(`Lambda GetFunctionConfiguration of ${id}`, () =>
      lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
    ),
    ask(`Lambda GetFunctionConcurrency of ${id}`, () =>
      lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })),
    ),
    ask(`Lambda GetFunctionRecursionConfig of ${id}`, () =>
      lambda.send(new GetFunctionRecursionConfigCommand({ FunctionName })),
    ),
  ]);
  if (configuration.kind !== "answer") return undefined;
  const { Timeout, MemorySize, Runtime, Handler, Architectures, Environment, LoggingConfig } = configuration.value;
  const isOwnLog = LoggingConfig?.LogGroup === `/aws/lambda/${FunctionName}`;
  if (concurrency.kind === "unsupported") notice(unknown(id, "reserved concurrency", concurrency.why));
  if (recursion.kind === "unsupported") notice(unknown(id, "recursive loop", recursion.why));
  return {
    FunctionName,
    Timeout,
    MemorySize,
    Runtime,
    Handler,
    Architectures,
    Environment: { Variables: Environment?.Variables ?? {} },
    ...(LoggingConfig === undefined || isOwnLog ? {} : { LoggingConfig: { LogGroup: LoggingConfig.LogGroup } }),
    ReservedConcurrentExecutions:
      concurrency.kind === "unsupported"
        ? UNASKED
        : concurrency.kind === "answer"
          ? concurrency.value.ReservedConcurrentExecutions
          : undefined,
    RecursiveLoop: recursion.kind === "answer" ? recursion.value.RecursiveLoop : UNASKED,
  };
}

function unknown(id: string, what: string, why: string): string {
  return `The ${what} of ${id} is not known, and not judged: the endpoint can't say it (${why}).`;
}
