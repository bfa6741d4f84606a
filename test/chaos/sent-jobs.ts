// Which jobs a request to SQS sends to a queue where they run, read from its text.

/** Ids and attempts, as keys. */
export function sentJobs(request: string): readonly string[] {
  const start = request.indexOf("\r\n\r\n");
  if (!/^x-amz-target: AmazonSQS\.SendMessageBatch\r?$/im.test(request.slice(0, start))) return [];
  const { QueueUrl, Entries } = tryParse(request.slice(start)) as {
    readonly QueueUrl?: string;
    readonly Entries?: readonly { readonly MessageBody: string }[];
  };
  if (QueueUrl?.endsWith("-dead")) return [];
  return (Entries ?? []).map(({ MessageBody }) => {
    const { id, attempt } = tryParse(MessageBody) as { readonly id?: string; readonly attempt?: number };
    return jobKey(id ?? "", attempt ?? 0);
  });
}

export function jobKey(id: string, attempt: number): string {
  return `${id} ${attempt}`;
}

/** A request that did not come whole has no effect. */
function tryParse(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}
