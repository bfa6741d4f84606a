// A row of the table: an expression, and when it runs by AWS's documentation and a calendar.

export interface Row {
  readonly expression: string;
  /** Default: UTC. */
  readonly timeZone?: string;
  readonly from: string;
  /** The next runs after it, with a blank between them; each with the zone's offset of that time. */
  readonly runs: string;
  /** Whether these are all that there are. */
  readonly ends?: true;
  /** What the row shows; and where AWS says nothing, what was chosen. */
  readonly why: string;
}
