// Resolves CloudFormation's intrinsic functions, as far as a template says by itself what they give.

import { UNKNOWN } from "./deployment.ts";
import { isRecord, type TemplateFile } from "./template-file.ts";

/**
 * Turns a value of a template into a plain one. What refers to a resource becomes a text, `${template#LogicalId.Attribute}`, so
 * that it can stand in a longer text; what only the deployment knows becomes `UNKNOWN`, wherever it stands.
 */
export type Resolve = (value: unknown) => unknown;

/** @param pending the exports that are being looked up already: one that imports itself gives nothing. */
export function createResolve(
  file: TemplateFile,
  files: readonly TemplateFile[],
  pending: ReadonlySet<unknown> = new Set(),
): Resolve {
  const resolve: Resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== undefined);
    if (!isRecord(value)) return value;
    const [[name = "", argument] = []] = Object.entries(value);
    if (Object.keys(value).length === 1 && (name === "Ref" || name.startsWith("Fn::"))) return call(name, argument);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item)]));
  };

  function call(name: string, argument: unknown): unknown {
    switch (name) {
      case "Ref":
        return refer(String(argument), "");
      case "Fn::GetAtt": {
        const [id = "", ...path] = Array.isArray(argument) ? argument.map(String) : String(argument).split(".");
        return refer(id, path.join("."));
      }
      case "Fn::Join": {
        const [separator, list] = Array.isArray(argument) ? argument : [];
        const parts = resolve(list);
        return Array.isArray(parts) && parts.every(isText) ? parts.join(String(separator)) : UNKNOWN;
      }
      case "Fn::Sub":
        return substitute(argument);
      case "Fn::ImportValue":
        return importValue(resolve(argument));
      default:
        return UNKNOWN;
    }
  }

  function refer(id: string, attribute: string): unknown {
    if (id === "AWS::NoValue") return undefined;
    if (attribute === "" && Object.hasOwn(file.refs, id)) return file.refs[id];
    // A name that has one in it must not look like an ARN.
    if (id.startsWith("AWS::")) return `\${${id.replace("::", ".")}}`;
    return Object.hasOwn(file.resources, id) ? reference(file.name, id, attribute) : UNKNOWN;
  }

  function substitute(argument: unknown): unknown {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own = isRecord(variables) ? variables : {};
    let isWhole = typeof text === "string";
    const whole = String(text).replaceAll(/\$\{([^{}]*)\}/g, (_, inside: string) => {
      if (inside.startsWith("!")) return `\${${inside.slice(1)}}`;
      const [id = "", ...path] = inside.split(".");
      const value = Object.hasOwn(own, inside) ? resolve(own[inside]) : refer(id, path.join("."));
      if (isText(value)) return String(value);
      isWhole = false;
      return "";
    });
    return isWhole ? whole : UNKNOWN;
  }

  /** What another template of the same application exports under this name. */
  function importValue(name: unknown): unknown {
    if (!isText(name) || pending.has(name)) return UNKNOWN;
    for (const other of files) {
      for (const output of Object.values(other.outputs)) {
        if (!isRecord(output) || !isRecord(output["Export"])) continue;
        const there = createResolve(other, files, new Set([...pending, name]));
        if (there(output["Export"]["Name"]) === name) return there(output["Value"]);
      }
    }
    return UNKNOWN;
  }

  return resolve;
}

function isText(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

export function toKey(template: string, id: string): string {
  return `${template}#${id}`;
}

function reference(template: string, id: string, attribute: string): string {
  return `\${${toKey(template, id)}${attribute === "" ? "" : `.${attribute}`}}`;
}

const REFERENCE_AT_END = /\$\{(?<template>[^}]*)#(?<id>[A-Za-z0-9]+)(?:\.[^}]*)?\}$/;

/** The key of the resource that a resolved text ends in a reference to, as a reference, an ARN or a URL does. */
export function referredKey(text: string): string | undefined {
  const { template, id } = REFERENCE_AT_END.exec(text)?.groups ?? {};
  return template === undefined || id === undefined ? undefined : toKey(template, id);
}
