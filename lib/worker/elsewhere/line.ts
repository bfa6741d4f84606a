// A far side as the worker sees it: what it says has its listeners, and it can be waited for until its jobs are loaded.

import { toLoadError } from "./load-error.ts";
import type { Dying, FromFarSide, Load, ToFarSide } from "./messages.ts";
import type { Start, StartTransport } from "./transport.ts";

/** That a far side is gone: by itself, or because it was ended here. */
export interface Gone {
  readonly type: "gone";
  /** Continues "it": "ended with exit code 1: Error: no such file". */
  readonly how: string;
  readonly isOurs: boolean;
  /** The id of the job that has ended it, where that is known. */
  readonly id: string | undefined;
}

type Said = Exclude<FromFarSide, { readonly type: "dying" }> | Gone;
type Listener = (said: Said) => void;

export interface Line {
  /** Resolves once its jobs are loaded; rejects with `ErrandError` `invalid_entry` when they can't be, and ends it. */
  readonly loaded: Promise<void>;
  isGone(): boolean;
  send(message: ToFarSide): void;
  /** @returns what takes the listener back. */
  listen(listener: Listener): () => void;
  /** Ends it at once, and resolves when it is gone. */
  end(): Promise<void>;
}

/** A module that takes longer waits for something that won't come. */
const LOAD_SECONDS = 30;

export function openLine(start: Start, load: Load, { by, what }: { by: StartTransport; what: string }): Line {
  const listeners = new Set<Listener>();
  let isGone = false;
  let isOurs = false;
  let dying: Dying | undefined;
  const tell = (said: Said): void => {
    for (const listener of [...listeners]) listener(said);
  };
  const transport = by(start, {
    said(message) {
      if (message.type === "dying") dying ??= message;
      else tell(message);
    },
    gone(how, told) {
      isGone = true;
      const why = dying?.why ?? told;
      tell({ type: "gone", how: why === undefined ? how : `${how}: ${why}`, isOurs, id: dying?.id });
    },
  });
  const end = (): Promise<void> => {
    isOurs = true;
    return transport.end();
  };
  const listen = (listener: Listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  const loading = new Promise<void>((resolve, reject) => {
    const fail = (how: string, code?: string): void => reject(toLoadError(load.module, what, how, code));
    const disarm = start.clock.after(LOAD_SECONDS * 1000, () => fail(`it took longer than ${LOAD_SECONDS} s`));
    const stop = listen((said) => {
      disarm();
      stop();
      if (said.type === "unloadable") fail(`${said.error.name}: ${said.error.message}`, said.code);
      if (said.type === "gone") fail(`the ${what} ${said.how}`);
      if (said.type === "ready") resolve();
    });
  });
  const loaded = loading.catch(async (error: unknown) => {
    void end();
    throw error;
  });
  loaded.catch(() => {}); // whoever waits for it is told
  transport.send({ type: "load", ...load });
  return { loaded, isGone: () => isGone, send: transport.send, listen, end };
}
