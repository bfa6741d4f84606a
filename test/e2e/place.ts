// Where a stack is deployed to: an emulator's address, and the variables with which every AWS tool finds it and nothing else.

import { homedir } from "node:os";
import { join } from "node:path";

export interface Place {
  readonly url: string;
  /** For this process's clients and for cdk. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Of every emulator. */
export const ACCOUNT = "000000000000";
export const REGION = "us-east-1";

/** @param url `localhost` becomes its address: names below it, which S3's clients use for buckets, don't resolve everywhere. */
export function toPlace(url: string): Place {
  const address = url.replace("//localhost", "//127.0.0.1").replace(/\/$/, "");
  return {
    url: address,
    variables: {
      AWS_ENDPOINT_URL: address,
      AWS_ENDPOINT_URL_S3: address, // cdk looks for this one
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
  };
}

/**
 * @param home a folder for this place alone: cdk keeps there which account the keys belong to. npm, which it starts, still
 *   finds its own settings and its cache.
 */
export function toCdkVariables({ variables }: Place, home: string): NodeJS.ProcessEnv {
  return {
    npm_config_userconfig: join(homedir(), ".npmrc"),
    npm_config_cache: join(homedir(), ".npm"),
    ...process.env,
    ...variables,
    AWS_PROFILE: undefined,
    AWS_SESSION_TOKEN: undefined,
    HOME: home,
    // Not on Sundays only: within a minute.
    GAZETTE_ISSUES: "* * * * ? *",
  };
}
