// The failure of a request that had its effect, and whose answer never came: to its sender, a connection that broke.

/** The code that Node gives to a connection that the other side reset: the SDKs try such a request again. */
const CODE = "ECONNRESET";

export function lostAnswer(): Error {
  const message = "The connection was reset before the answer came; the request may have had its effect.";
  return Object.assign(new Error(message), { name: "LostAnswer", code: CODE });
}

export function isLostAnswer(error: unknown): error is Error {
  return error instanceof Error && error.name === "LostAnswer";
}
