// What is to be done when: one alarm for the first of all, however many there are.

import type { Clock } from "../../core/ports.ts";
import { createEntry, createHeap, type HeapEntry } from "../heap.ts";

export type Appointment<T> = HeapEntry<T>;

export interface Agenda<T> {
  /** `at` is in milliseconds since 1970; what is past is due at once. */
  add(item: T, at: number): Appointment<T>;
  /** Nothing happens where it is done or cancelled already. */
  cancel(appointment: Appointment<T>): void;
  /** Cancels everything. */
  close(): void;
}

/** `perform` is called for each item at its time, in their order. It may add and cancel. */
export function createAgenda<T>(clock: Clock, perform: (item: T) => void): Agenda<T> {
  const heap = createHeap<T>();
  let alarm: { readonly at: number; readonly cancel: () => void } | undefined;
  let ringing = false;

  const setAlarm = (): void => {
    if (ringing) return;
    const at = heap.first()?.rank;
    // One that rings too early does no harm.
    if (at !== undefined && alarm !== undefined && alarm.at <= at) return;
    alarm?.cancel();
    alarm = at === undefined ? undefined : { at, cancel: clock.after(Math.max(0, at - clock.now()), ring) };
  };

  const ring = (): void => {
    alarm = undefined;
    ringing = true;
    const now = clock.now();
    try {
      for (let first = heap.first(); first !== undefined && first.rank <= now; first = heap.first()) {
        heap.remove(first);
        perform(first.item);
      }
    } finally {
      ringing = false;
      setAlarm();
    }
  };

  return {
    add(item, at) {
      const appointment = createEntry(item, at);
      heap.add(appointment);
      setAlarm();
      return appointment;
    },
    cancel(appointment) {
      if (appointment.position >= 0) heap.remove(appointment);
      setAlarm();
    },
    close() {
      heap.clear();
      setAlarm();
    },
  };
}
