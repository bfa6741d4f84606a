// How long a request to AWS may take: left alone, the SDK waits without end for an endpoint that says nothing.

/** For an SDK client's `requestHandler`. With the SDK's three tries, a mute endpoint costs half a minute. */
export const REQUEST_TIMEOUTS = {
  connectionTimeout: 3000,
  requestTimeout: 10_000,
  throwOnRequestTimeout: true, // else the SDK only warns
};
