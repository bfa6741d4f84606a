// A message's own attributes: what a sender may give, how many bytes they count, which of them a receiver asked for.

import { CHARACTER_RULE, hasInvalidCharacter } from "./characters.ts";
import { invalidParameter, SqsError } from "./errors.ts";
import { type Input, objectEntries, optionalText } from "./input.ts";
import { MAXIMUM_MESSAGE_ATTRIBUTES } from "./limits.ts";

export type AttributeValue =
  | { readonly kind: "text"; readonly type: string; readonly text: string }
  | { readonly kind: "binary"; readonly type: string; readonly base64: string };

export type MessageAttributes = ReadonlyMap<string, AttributeValue>;

export const NO_ATTRIBUTES: MessageAttributes = new Map();

// Letters of any script: AWS takes "attr.1øßä".
const NAME = /^[\p{L}\p{N}_.-]+$/u;
const RESERVED = /^(aws\.|amazon\.)/i;
const TYPE = /^(String|Number|Binary)(\..*)?$/su;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Reads and checks the attributes under `parameter`. */
export function readAttributes(input: Input, parameter: string): MessageAttributes {
  const given = objectEntries(input, parameter);
  if (given.length === 0) return NO_ATTRIBUTES;
  if (given.length > MAXIMUM_MESSAGE_ATTRIBUTES) {
    const [count, most] = [given.length, MAXIMUM_MESSAGE_ATTRIBUTES];
    throw invalidParameter(`Number of message attributes [${count}] exceeds the allowed maximum [${most}].`);
  }
  return new Map(given.map(([name, value]) => [checkName(name), readValue(name, value)]));
}

function checkName(name: string): string {
  if (name.length > 256) throw invalidParameter("Message (user) attribute names must be shorter than 256 Bytes.");
  if (!NAME.test(name)) {
    throw invalidParameter(
      `Message (user) attribute name "${name}" is invalid. It can only contain letters, digits, periods, hyphens and underscores.`,
    );
  }
  if (RESERVED.test(name) || name.startsWith(".") || name.endsWith(".") || name.includes("..")) {
    throw invalidParameter(
      `Message (user) attribute name "${name}" is invalid. It can't begin with "AWS." or "Amazon.", begin or end with a period, or hold two in a row.`,
    );
  }
  return name;
}

export function readValue(name: string, value: Input): AttributeValue {
  const type = optionalText(value, "DataType") ?? "";
  const text = optionalText(value, "StringValue");
  const base64 = optionalText(value, "BinaryValue");
  if (hasList(value)) {
    throw new SqsError(
      "UnsupportedOperation",
      "Message attribute list values in SendMessage operation are not supported.",
    );
  }
  if (!TYPE.test(type) || type.length > 256) {
    throw invalidParameter(
      `The type of message (user) attribute '${name}' is invalid: "${type}". Use one of the prefixes Binary, Number, String.`,
    );
  }
  if (type.startsWith("Binary")) {
    if (!base64 || text !== undefined) throw emptyValue(name, "Binary");
    if (Buffer.from(base64, "base64").toString("base64") !== base64) {
      throw new SqsError("SerializationException", `The value of message (user) attribute '${name}' is not base64.`);
    }
    return { kind: "binary", type, base64 };
  }
  if (!text || base64 !== undefined) throw emptyValue(name, type.startsWith("Number") ? "Number" : "String");
  if (hasInvalidCharacter(text)) throw invalidParameter(CHARACTER_RULE);
  if (type.startsWith("Number") && !NUMBER.test(text)) {
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return { kind: "text", type, text };
}

function hasList(value: Input): boolean {
  return ["StringListValues", "BinaryListValues"].some((list) => Array.isArray(value[list]) && value[list].length > 0);
}

function emptyValue(name: string, kind: string): SqsError {
  return invalidParameter(`Message (user) attribute '${name}' must contain a non-empty value of type '${kind}'.`);
}

/** UTF-8 bytes of names, types and values. */
export function attributeBytes(attributes: MessageAttributes): number {
  let bytes = 0;
  for (const [name, value] of attributes) {
    const valueBytes =
      value.kind === "text" ? Buffer.byteLength(value.text) : Buffer.byteLength(value.base64, "base64");
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value.type) + valueBytes;
  }
  return bytes;
}

/** Those that `names` ask for: by name, by "prefix.*", or all by "All", "*" or ".*". */
export function selectAttributes(attributes: MessageAttributes, names: readonly string[]): MessageAttributes {
  if (names.length === 0 || attributes.size === 0) return NO_ATTRIBUTES;
  const asked = (name: string): boolean =>
    names.some((pattern) => {
      if (pattern === "All" || pattern === "*") return true;
      return pattern.endsWith(".*") ? name.startsWith(pattern.slice(0, -2)) : pattern === name;
    });
  return new Map([...attributes].filter(([name]) => asked(name)));
}

export function toWireAttributes(attributes: MessageAttributes): Record<string, object> {
  const entries = [...attributes].map(([name, value]) => {
    const wire = value.kind === "text" ? { StringValue: value.text } : { BinaryValue: value.base64 };
    return [name, { ...wire, DataType: value.type }] as const;
  });
  return Object.fromEntries(entries);
}
