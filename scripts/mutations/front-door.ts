// The ways in which what lets jobs in is broken on purpose: signatures, stored arguments, ways out of an outage.

import type { Mutation } from "./list.ts";

const SIGNATURE = ["test/core/signature.test.ts"];
const LARGE_ARGS = ["test/core/large-args.test.ts", "test/journeys/large-args.test.ts"];
const OUTAGE = ["test/core/outage.test.ts"];

export const FRONT_DOOR_MUTATIONS: readonly Mutation[] = [
  {
    name: "front door: takes any signature of a known key",
    file: "lib/core/signature.ts",
    changes: [["return isSignedBy(key, message, signature) ? undefined :", "return key !== undefined ? undefined :"]],
    tests: SIGNATURE,
  },
  {
    name: "front door: signs the dead that nobody vouches for",
    file: "lib/core/settle.ts",
    changes: [
      [
        "const isUnsigned = distrust !== undefined || delivery.isUnsigned === true || body === delivery.body;",
        "const isUnsigned = distrust === null;",
      ],
    ],
    tests: ["test/journeys/signing.test.ts", "test/lambda/signatures.test.ts"],
  },
  {
    name: "front door: sends what points to arguments that are not stored yet",
    file: "lib/core/packing.ts",
    changes: [["await blobs.put(key, stored);", "void blobs.put(key, stored).catch(() => {});"]],
    tests: LARGE_ARGS,
  },
  {
    name: "front door: runs arguments that are not what was sent",
    file: "lib/core/unpacking.ts",
    changes: [['if (found.length === bytes && hash("sha256", found) === sha256) return found;', "return found;"]],
    tests: LARGE_ARGS,
  },
  {
    name: "front door: reads any object that a message names",
    file: "lib/core/payload.ts",
    changes: [
      [
        "export function isOwn({ key }: StoredPayload, id: string): boolean {",
        "export function isOwn({ key }: StoredPayload, id: string): boolean {\n  if (key !== id) return true;",
      ],
    ],
    tests: [...LARGE_ARGS, "test/regression/stored-arguments.test.ts"],
  },
  {
    name: "front door: does not put the context back",
    file: "lib/core/run.ts",
    changes: [["() => within(restore, context, call);", "call;"]],
    tests: ["test/core/context.test.ts"],
  },
  {
    name: "front door: spools mistakes",
    file: "lib/core/fallbacks.ts",
    changes: [
      [
        'tried.filter((post) => isErrandError(errorOf(answers.get(post)), "queue_unavailable"))',
        "tried.filter((post) => isErrandError(errorOf(answers.get(post))))",
      ],
    ],
    tests: OUTAGE,
  },
  {
    name: "front door: forgets what it let through since the count",
    file: "lib/core/backlog.ts",
    changes: [["      asked.added += messages;\n", ""]],
    tests: ["test/core/backlog.test.ts"],
  },
  {
    name: "front door: takes what is left for sent",
    file: "lib/core/replay.ts",
    changes: [['return isEntrys ? "refused" : "left";', 'return isEntrys ? "refused" : "sent";']],
    tests: [...OUTAGE, "test/core/replayer.test.ts"],
  },
  {
    name: "front door: writes on in a file that another has claimed",
    file: "lib/disk/open-file.ts",
    changes: [
      [
        "return name !== undefined && moveFile(directory, name, openName);",
        "return name !== undefined && moveFile(directory, name, openName).then(() => true);",
      ],
    ],
    tests: ["test/disk/open-file.test.ts"],
  },
];
