// Which jobs a request to SQS sends to a queue where they run, read from its text.

/** Ids and attempts, as keys. */
export function sentJobs(request: string): readonly string[] {
  if (!/^x-amz-target: AmazonSQS\.SendMessage/im.test(request)) return [];
  if (/"QueueUrl":"[^"]*-dead"/.test(request)) return [];
  // The envelopes are JSON within JSON.
  return [...request.matchAll(/\\"id\\":\\"([0-9a-f-]{36})\\".*?\\"attempt\\":(\d+)/g)].map(([, id = "", attempt]) =>
    jobKey(id, Number(attempt)),
  );
}

export function jobKey(id: string, attempt: number): string {
  return `${id} ${attempt}`;
}
