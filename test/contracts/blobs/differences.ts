// What a store is known to do otherwise, by its peer and the name of the case: the case is not run there, for some of it is chance.

export const NOT_RUN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  localstack: {
    "of puts of one key at once, one is got whole, and none while it is half there":
      "LocalStack writes into the object that is being read: a reader gets the beginning of one and the end of another. No job's " +
      "arguments are put twice.",
  },
};
