// How long a request to AWS may take: left alone, the SDK waits without end for an endpoint that says nothing.

/** For an SDK client's `requestHandler`. With the SDK's three tries, a mute endpoint costs half a minute. */
export const REQUEST_TIMEOUTS = {
  connectionTimeout: 3000,
  requestTimeout: 10_000,
  throwOnRequestTimeout: true, // else the SDK only warns
};

/**
 * The same where 64 MiB may go either way: how long all of it takes is the line's affair, so what counts is how long nothing
 * of it goes.
 */
export const LARGE_REQUEST_TIMEOUTS = { connectionTimeout: 3000, socketTimeout: 10_000 };
