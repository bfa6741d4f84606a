// Deliveries for tests: a body, and everything else as it usually is.

import type { Delivery } from "../../lib/core/ports.ts";

const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:errand-low";

export function aDelivery(body: unknown, changes: Partial<Delivery> = {}): Delivery {
  return {
    messageId: "00000000-0000-4000-8000-000000000001",
    body: typeof body === "string" ? body : JSON.stringify(body),
    queue: QUEUE_ARN,
    priority: "low",
    sentAt: Date.parse("2026-11-21T10:00:00.000Z"),
    receipt: "receipt",
    receives: 1,
    firstReceivedAt: Date.parse("2026-11-21T10:00:00.000Z"),
    group: undefined,
    ...changes,
  };
}
