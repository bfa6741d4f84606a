// Appends messages to the spool by group commit: what is asked for while a write is under way goes into the next, all at once.

import { setImmediate } from "node:timers/promises";
import { ErrandError } from "../core/errors.ts";
import type { Clock } from "../core/ports.ts";
import type { PreparedMessage } from "../core/prepared-message.ts";
import { createOpenFile, type OpenFile } from "./open-file.ts";
import { toSpoolFailure } from "./spool-failure.ts";
import { toLine } from "./spool-line.ts";
import { toBase } from "./spool-names.ts";
import type { SpoolRoom } from "./spool-room.ts";

export interface SpoolWriter {
  append(messages: readonly PreparedMessage[]): Promise<void>;
  /** This process is about to claim the file: if it is this writer's, nothing new goes there. */
  leave(base: string): void;
  close(): Promise<void>;
}

interface WriterOptions {
  readonly directory: string;
  readonly maxBytes: number;
  readonly clock: Clock;
  readonly room: SpoolRoom;
  /** One of a kind. */
  readonly writer: string;
}

/** Messages that wait for the next write. */
interface Asked {
  readonly lines: Buffer;
  readonly done: PromiseWithResolvers<void>;
}

/** A file of so many bytes is followed by another: a claimant reads one as a whole, again and again. */
const FILE_BYTES = 1024 * 1024;
/** One write takes about so many at most: beyond, more in one save nothing. */
const GROUP_BYTES = 4 * 1024 * 1024;
/** So often a file may be taken away in the moment in which it is written. */
const TRIES = 20;

export function createSpoolWriter({ directory, maxBytes, clock, room, writer }: WriterOptions): SpoolWriter {
  const asked: Asked[] = [];
  let file: OpenFile | undefined;
  let files = 0;
  let writing: Promise<void> | undefined;
  let closed = false;

  async function writeAll(): Promise<void> {
    while (asked.length > 0) {
      // Whoever was just told of the last write, or asks at the same moment, comes along.
      await setImmediate();
      const group = await admit(takeGroup());
      const lines = Buffer.concat(group.map((one) => one.lines));
      try {
        if (lines.length > 0) await write(lines);
        for (const { done } of group) done.resolve();
      } catch (error) {
        room.add(-lines.length);
        for (const { done } of group) done.reject(toSpoolFailure(directory, "write to", error));
      }
    }
    writing = undefined;
  }

  function takeGroup(): readonly Asked[] {
    let bytes = 0;
    const more = asked.findIndex(({ lines }, index) => {
      bytes += lines.length;
      return index > 0 && bytes > GROUP_BYTES;
    });
    return asked.splice(0, more === -1 ? asked.length : more);
  }

  /** Those for which there is room. */
  async function admit(group: readonly Asked[]): Promise<readonly Asked[]> {
    try {
      await room.look();
    } catch (error) {
      for (const { done } of group) done.reject(toSpoolFailure(directory, "look into", error));
      return [];
    }
    return group.filter(({ lines, done }) => {
      if (room.bytes() + lines.length > maxBytes) {
        done.reject(tooFull(lines.length));
        return false;
      }
      room.add(lines.length);
      return true;
    });
  }

  function tooFull(bytes: number): ErrandError {
    return new ErrandError(
      "spool_full",
      `The spool in ${directory} has no room for ${bytes} bytes more: it holds ${room.bytes()}, and spool.maxBytes is ` +
        `${maxBytes}. Send what waits with "errand spool replay" once the queue can be reached, remove what was set aside, or ` +
        "give it a higher spool.maxBytes.",
    );
  }

  async function write(lines: Buffer): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const current = file ?? (await nextFile());
      file = current;
      const kept = await current.append(lines).catch(async (error: unknown) => {
        await leaveFile(current);
        throw error;
      });
      if (!kept || current.bytes() >= FILE_BYTES) await leaveFile(current);
      if (kept) return;
    }
    throw new Error(`something takes away each file in the moment in which it is written, ${TRIES} times on end`);
  }

  function nextFile(): Promise<OpenFile> {
    files += 1;
    return createOpenFile({ directory, base: toBase(writer, files), writer }, () => clock.now());
  }

  async function leaveFile(left: OpenFile): Promise<void> {
    if (file === left) file = undefined;
    await left.close();
  }

  return {
    append(messages) {
      if (closed) return Promise.reject(toSpoolFailure(directory, "write to", new Error("it was closed")));
      if (messages.length === 0) return Promise.resolve();
      const at = clock.now();
      const lines = Buffer.from(messages.map((message) => toLine(message, at)).join(""));
      const done = Promise.withResolvers<void>();
      asked.push({ lines, done });
      writing ??= writeAll();
      return done.promise;
    },
    leave(base) {
      if (file?.base !== base) return;
      const left = file;
      file = undefined;
      void Promise.resolve(writing).then(left.close); // its last write may be under way
    },
    async close() {
      closed = true;
      await writing;
      await file?.close();
      file = undefined;
    },
  };
}
