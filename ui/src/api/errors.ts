import { errorSentence } from "../text/errors";

import type { WireError } from "./generated/wire";

/** What the store says when it refuses; only the code and the kind are sure to be there. */
export type WireErrorShape = Pick<WireError, "code" | "kind" | "message"> & Partial<WireError>;

/** A refusal or a failure, with the sentence a person reads. */
export class Fault extends Error {
  readonly code: string;
  readonly kind: WireErrorShape["kind"];
  readonly hint: string | null;
  /** The field it is about, so that the screen can put the sentence beside it. */
  readonly field: string | null;
  /** Values the sentence may print: limits, counts, rows. */
  readonly params: Record<string, string>;
  /** A number for whoever looks after the PC. */
  readonly incident: string | null;

  constructor(wire: WireErrorShape) {
    super(errorSentence(wire.code, wire.params ?? {}) ?? wire.message);
    this.name = "Fault";
    this.code = wire.code;
    this.kind = wire.kind;
    this.hint = wire.hint ?? null;
    this.field = wire.field ?? null;
    this.params = wire.params ?? {};
    this.incident = wire.incident ?? null;
  }

  /** The program behind the page did not answer. */
  static hostGone(): Fault {
    return new Fault({ code: "host_gone", kind: "internal", message: "" });
  }
}

/** Makes a fault from whatever was thrown or sent. */
export function faultFrom(value: unknown): Fault {
  if (value instanceof Fault) return value;
  if (typeof value === "object" && value !== null && "code" in value && "kind" in value) {
    return new Fault(value as WireErrorShape);
  }
  return new Fault({ code: "internal", kind: "internal", message: "" });
}
