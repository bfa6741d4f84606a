// All cases, by subject: the whole contract.

import type { Subject } from "./case.ts";
import { attributes } from "./cases/attributes.ts";
import { batches } from "./cases/batches.ts";
import { deadLetters } from "./cases/dead-letters.ts";
import { errors } from "./cases/errors.ts";
import { fairOrder } from "./cases/fair-order.ts";
import { fifoDeduplication } from "./cases/fifo-deduplication.ts";
import { fifoOrder } from "./cases/fifo-order.ts";
import { longPolls } from "./cases/long-polls.ts";
import { queues } from "./cases/queues.ts";
import { receiving } from "./cases/receiving.ts";
import { redriveTasks } from "./cases/redrive-tasks.ts";
import { firing } from "./cases/scheduler-firing.ts";
import { schedules } from "./cases/schedules.ts";
import { sending } from "./cases/sending.ts";
import { settings } from "./cases/settings.ts";
import { visibility } from "./cases/visibility.ts";

export const subjects: readonly Subject[] = [
  { title: "Queues", cases: queues },
  { title: "Attributes of queues", cases: settings },
  { title: "Sending", cases: sending },
  { title: "Batches", cases: batches },
  { title: "Message and system attributes", cases: attributes },
  { title: "Receiving and deleting", cases: receiving },
  { title: "Long polls", cases: longPolls },
  { title: "Visibility", cases: visibility },
  { title: "Dead letters", cases: deadLetters },
  { title: "Redrive tasks", cases: redriveTasks },
  { title: "FIFO: order", cases: fifoOrder },
  { title: "FIFO: deduplication", cases: fifoDeduplication },
  { title: "Fair order", cases: fairOrder },
  { title: "Errors", cases: errors },
  { title: "Scheduler: schedules and groups", cases: schedules },
  { title: "Scheduler: firing", cases: firing },
];
