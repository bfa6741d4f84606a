// What can be done with the dead, loaded when it is first done.

export { discard } from "./dead-discard.ts";
export { list, show } from "./dead-list.ts";
export { retry } from "./dead-retry.ts";
