// All that changes in a queue, but for its shelf and, of a FIFO queue, its memory.

import type { QueueSettings } from "./queue-settings.ts";

export type Tags = ReadonlyMap<string, string>;

export interface QueueState {
  readonly name: string;
  settings: QueueSettings;
  tags: Tags;
  readonly createdAt: number;
  modifiedAt: number;
  purgedAt: number;
  isDeleted: boolean;
  readonly lastSequence: () => number;
}
