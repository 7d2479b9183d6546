import { parseJsonPointer, valueAt } from "@unbounded-streams/json-pointer";
import { testOfText } from "../end-signals/frame-matchers.ts";
import type { Frame } from "../framing/frames/frame.ts";
import { isNamed, type StatusPattern } from "../status-pattern.ts";
import type { ControlRule } from "./control-rule.ts";

/** Makes what finds the first of the rules that a frame matches; those of statuses are about no frame. */
export function controlMatcher(rules: readonly ControlRule[]): (frame: Frame) => ControlRule | undefined {
  const tests = rules.filter(({ status }) => status === undefined).map(testedRule);
  return (frame) => {
    const documentOf = documentReader(frame);
    return tests.find(({ matches }) => matches(frame, documentOf))?.rule;
  };
}

/**
 * Makes what finds the first of the rules that a refusal, or the close of a WebSocket, matches: its status and what it says, as a
 * frame.
 */
export function refusalMatcher(
  rules: readonly ControlRule[],
): (status: number, saying: Frame) => ControlRule | undefined {
  const tests = rules.filter(({ status }) => status !== undefined).map(testedRule);
  return (status, saying) => {
    const documentOf = documentReader(saying);
    return tests.find(({ rule, matches }) => hasStatus(rule, status) && matches(saying, documentOf))?.rule;
  };
}

/** Whether a rule names this status, so that what a response of it says has to be looked at. */
export function namesStatus(rules: readonly ControlRule[], status: number): boolean {
  return rules.some((rule) => hasStatus(rule, status));
}

/** A frame's JSON, parsed once for all rules, also when it is none; undefined then. */
type DocumentReader = () => { readonly value: unknown } | undefined;

interface TestedRule {
  readonly rule: ControlRule;
  matches(frame: Frame, documentOf: DocumentReader): boolean;
}

function testedRule(rule: ControlRule): TestedRule {
  const { event, text, pointer } = rule;
  const hasText = text === undefined ? undefined : testOfText(text);
  const hasField = pointer === undefined ? undefined : fieldTest(rule, parseJsonPointer(pointer));
  const readsPayload = hasText !== undefined || hasField !== undefined;
  return {
    rule,
    matches(frame, documentOf) {
      if (event !== undefined && frame.event !== event) return false;
      if (readsPayload && frame.rejected !== undefined) return false;
      if (hasText?.(frame) === false) return false;
      return hasField === undefined || hasField(documentOf);
    },
  };
}

function fieldTest(
  { value, exists = true }: ControlRule,
  tokens: readonly string[],
): (documentOf: DocumentReader) => boolean {
  const wanted = value === undefined ? undefined : new Set<unknown>([value].flat());
  return (documentOf) => {
    const document = documentOf();
    if (document === undefined) return false;
    const found = valueAt(document.value, tokens);
    return wanted === undefined ? (found !== undefined) === exists : wanted.has(found);
  };
}

function documentReader(frame: Frame): DocumentReader {
  let read: { readonly document: { readonly value: unknown } | undefined } | undefined;
  return () => {
    read ??= { document: documentIn(frame) };
    return read.document;
  };
}

function documentIn(frame: Frame): { readonly value: unknown } | undefined {
  try {
    return { value: frame.json() };
  } catch {
    // A frame that is not JSON has no fields, and lacks none.
    return undefined;
  }
}

function hasStatus({ status }: ControlRule, code: number): boolean {
  return status !== undefined && isNamed(code, [status].flat() as StatusPattern[]);
}
