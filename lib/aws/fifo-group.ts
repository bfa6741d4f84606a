// The group of a message that goes to a FIFO queue and has none yet: its job's, so that jobs of one name keep their order.

/** @param body the text of an envelope; its job's name is a group's name as SQS takes it. */
export function groupOfJob(body: string): string {
  return JSON.parse(body).function;
}
