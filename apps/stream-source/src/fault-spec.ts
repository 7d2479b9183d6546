import { InvalidFaultError } from "./errors.ts";
import {
  FAULT_OPTION_RULES,
  FAULT_RULES,
  type Fault,
  type FaultKind,
  type FaultOption,
} from "./fault-kinds.ts";

/** Names of the options in a spec; in JSON they are those of `FaultOption`. */
const SPEC_NAMES: Readonly<Record<FaultOption, string>> = {
  next: "next",
  probability: "probability",
  ending: "ending",
  retryAfterS: "retry-after-s",
};

const OPTIONS = Object.keys(SPEC_NAMES) as FaultOption[];

/** All that may stand in a spec, in one line. */
const ALLOWED_FAULTS = Object.entries(FAULT_RULES)
  .map(([kind, rule]) => `${kind}:${rule.value}`)
  .join(", ");

function isFaultKind(value: unknown): value is FaultKind {
  return typeof value === "string" && Object.hasOwn(FAULT_RULES, value);
}

function quote(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
}

/**
 * Checks one fault as it comes out of JSON.
 *
 * @throws InvalidFaultError which says what is allowed
 */
function checkFault(candidate: unknown): Fault {
  if (typeof candidate !== "object" || candidate === null) {
    throw new InvalidFaultError(
      `a fault is an object such as {"kind":"drop-after-events","value":50}, not ${quote(candidate)}`,
    );
  }
  const { kind, value, ...options } = candidate as Record<string, unknown>;
  return checkParts(kind, value, Object.entries(options));
}

function checkParts(
  kind: unknown,
  value: unknown,
  options: readonly [name: string, value: unknown][],
): Fault {
  if (!isFaultKind(kind)) {
    throw new InvalidFaultError(`unknown fault ${quote(kind)}; allowed: ${ALLOWED_FAULTS}`);
  }
  const rule = FAULT_RULES[kind];
  if (!rule.accepts(value)) {
    throw new InvalidFaultError(`${kind} takes ${rule.allowed}, not ${quote(value)}`);
  }
  for (const [name, given] of options) checkOption(kind, name, given);
  return { kind, value, ...Object.fromEntries(options) } as Fault;
}

function checkOption(kind: FaultKind, name: string, value: unknown): void {
  const { options } = FAULT_RULES[kind];
  const option = options.find((each) => each === name);
  if (option === undefined) {
    const allowed = options.map((each) => SPEC_NAMES[each]).join(", ");
    throw new InvalidFaultError(`${kind} has no option ${name}; allowed: ${allowed}`);
  }
  const { allowed, accepts } = FAULT_OPTION_RULES[option];
  if (!accepts(value)) {
    throw new InvalidFaultError(`${SPEC_NAMES[option]} of ${kind} must be ${allowed}, not ${quote(value)}`);
  }
}

/** A number where the text is one; the text itself otherwise, for the rules to judge. */
function parseScalar(text: string): unknown {
  return /^\d+(\.\d+)?(e[+-]?\d+)?$/.test(text) ? Number(text) : text;
}

function parseOption(text: string): [name: string, value: unknown] {
  const [, specName = text, value = ""] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  return [OPTIONS.find((each) => SPEC_NAMES[each] === specName) ?? specName, parseScalar(value)];
}

function parseFault(text: string): Fault {
  const [kind, value = "", ...options] = text.trim().split(":");
  return checkParts(kind, parseScalar(value), options.map(parseOption));
}

/**
 * Reads faults written as `kind:value[:option=value]...`, parted by commas, such as
 * `refuse:503:next=2:retry-after-s=5,drop-after-events:50:probability=0.3`. An empty text is no fault.
 *
 * @throws InvalidFaultError which says what is allowed
 */
export function parseFaultSpec(spec: string): Fault[] {
  return spec.trim() === "" ? [] : spec.split(",").map(parseFault);
}

/** The text that `parseFaultSpec` reads as these faults. */
export function formatFaultSpec(faults: readonly Fault[]): string {
  return faults
    .map((fault) => {
      const options = OPTIONS.filter((option) => fault[option] !== undefined);
      return [
        `${fault.kind}:${fault.value}`,
        ...options.map((name) => `${SPEC_NAMES[name]}=${fault[name]}`),
      ].join(":");
    })
    .join(",");
}

/** Faults in either form. */
export type FaultsInput = string | readonly Fault[];

/**
 * Checks faults in either form.
 *
 * @throws InvalidFaultError also when there are more than `maxFaults`
 */
export function readFaults(input: unknown, maxFaults: number): Fault[] {
  if (typeof input !== "string" && !Array.isArray(input)) {
    throw new InvalidFaultError(`faults are a text or an array, not ${quote(input)}`);
  }
  const faults = typeof input === "string" ? parseFaultSpec(input) : input.map(checkFault);
  if (faults.length > maxFaults) {
    throw new InvalidFaultError(`${faults.length} faults are more than the ${maxFaults} that are allowed`);
  }
  return faults;
}
