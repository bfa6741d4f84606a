// A few lines that change: redrawn in place on a terminal, printed when they have changed elsewhere.

import { cursorTo, moveCursor } from "node:readline";
import type { WriteStream } from "node:tty";

export interface Screen {
  /** Shows these lines in place of those before. */
  show(lines: readonly string[]): void;
}

/** @param stream usually process.stdout. */
export function createScreen(stream: WriteStream): Screen {
  return stream.isTTY ? redrawing(stream) : printing((line) => stream.write(`${line}\n`));
}

function redrawing(stream: WriteStream): Screen {
  let height = 0;
  return {
    show: (lines) => {
      // In one write, each line cleared from where it ends: nothing flickers.
      stream.cork();
      moveCursor(stream, 0, -height);
      cursorTo(stream, 0);
      for (const line of lines) {
        stream.write(line);
        stream.clearLine(1);
        stream.write("\n");
      }
      stream.uncork();
      height = lines.length;
    },
  };
}

/** For a file or a CI log: a line is printed when it isn't what stood in its place before. */
export function printing(print: (line: string) => void): Screen {
  let shown: readonly string[] = [];
  return {
    show: (lines) => {
      lines.forEach((line, index) => {
        if (line !== shown[index]) print(line);
      });
      shown = lines;
    },
  };
}
