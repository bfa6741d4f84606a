// The flag --env-file: variables from a file, for what has not been read from the environment yet.

import { ErrandError, show } from "../core/errors.ts";

/** @throws `ErrandError` `invalid_option` where the file can't be read. */
export function loadEnvironment(file: string): void {
  try {
    process.loadEnvFile(file);
  } catch (cause) {
    const { message } = cause as Error;
    throw new ErrandError(
      "invalid_option",
      `--env-file must be a file of NAME=value lines, got ${show(file)}, which can't be read: ${message}. Correct the path, or leave it out.`,
      { cause },
    );
  }
}
