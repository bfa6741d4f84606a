// The wording for what S3 did not do with stored arguments: what it said, and what to do.

import { ErrandError } from "../core/errors.ts";

/** What is done with an object. */
export type BlobAction = "put" | "get" | "remove";

interface Wording {
  readonly what: string;
  /** Who lacks it, and what. */
  readonly permission: string;
  /** What is so now. */
  readonly consequence: string;
}

const WORDINGS: Readonly<Record<BlobAction, Wording>> = {
  put: {
    what: "written to",
    permission:
      "Give whoever enqueues s3:PutObject on its objects (and kms:GenerateDataKey, where the bucket has a key)",
    consequence: "Unless only the answer was lost, nothing is stored",
  },
  get: {
    what: "read from",
    permission:
      "Give the worker s3:GetObject on its objects (and kms:Decrypt, where the bucket has a key), and s3:ListBucket on the bucket: " +
      "without that, S3 says this of an object that isn't there",
    consequence: "Whether it is there can't be told",
  },
  remove: {
    what: "deleted from",
    permission: "Give the worker s3:DeleteObject on its objects",
    consequence: "Left there, the bucket's lifecycle rules delete it in time",
  },
};

const NO_BUCKET = "Make the bucket, or correct ERRAND_BUCKET";
const KEYS = "Correct the AWS keys";
const REGION = "Set AWS_REGION to the region of the bucket, and keep the bucket where the queues are";

/** What waiting doesn't mend, by the error's name. S3 API reference, "Error responses", and the SDK's own. */
const ADVICE: Readonly<Record<string, string>> = {
  NoSuchBucket: NO_BUCKET,
  InvalidBucketName: NO_BUCKET,
  InvalidAccessKeyId: KEYS,
  SignatureDoesNotMatch: KEYS,
  InvalidToken: KEYS,
  ExpiredToken: "Renew the AWS keys",
  CredentialsProviderError: "Give the process AWS keys, a profile or a role",
  PermanentRedirect: REGION,
  AuthorizationHeaderMalformed: REGION,
};

/** @param thrown the SDK's error. */
export function storeFailed(action: BlobAction, bucket: string, key: string, thrown: unknown): ErrandError {
  const { name, message } = thrown instanceof Error ? thrown : { name: "Error", message: String(thrown) };
  const { what, permission, consequence } = WORDINGS[action];
  const advice = ADVICE[name] ?? (statusOf(thrown) === 403 ? permission : "Mend the cause, then try again");
  const said = `"${key}" can't be ${what} the bucket "${bucket}": ${name}: ${firstLine(message)}`;
  return new ErrandError("store_failed", `${said}. ${consequence}. ${advice}.`, { cause: thrown });
}

/** The SDK's hints for its own users are on lines of their own. */
function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").replace(/\.$/, "");
}

/** The status of S3's answer; `undefined` where none came. */
export function statusOf(thrown: unknown): number | undefined {
  return (thrown as { readonly $metadata?: { readonly httpStatusCode?: number } } | undefined)?.$metadata
    ?.httpStatusCode;
}
