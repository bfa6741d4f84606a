// A Lambda function that does nothing, to measure others against.

export const handler = async (): Promise<void> => {};
