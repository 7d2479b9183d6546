import type { Choice, Condition } from "./asl.ts";

export function isPresent(path: string): Condition {
  return { Variable: path, IsPresent: true };
}

/** A text is there, and it is this one. */
export function isText(path: string, text: string): Condition {
  return all(isPresent(path), { Variable: path, StringEquals: text });
}

/** A text is there and is not empty. */
export function isSomeText(path: string): Condition {
  return all(isPresent(path), { Variable: path, IsString: true }, not({ Variable: path, StringEquals: "" }));
}

/** A text is there, and begins with this one. */
export function beginsWith(path: string, text: string): Condition {
  return all(isPresent(path), { Variable: path, StringMatches: `${text}*` });
}

/** A number, which must be there, is at least this one. */
export function isAtLeast(path: string, number: number): Condition {
  return { Variable: path, NumericGreaterThanEquals: number };
}

/** Two texts are the same; `other` must be there. */
export function isSameText(path: string, other: string): Condition {
  return all(isPresent(path), { Variable: path, StringEqualsPath: other });
}

export function isTrue(path: string): Condition {
  return all(isPresent(path), { Variable: path, BooleanEquals: true });
}

/** Each condition is looked at only when the ones before it hold. */
export function all(...conditions: readonly Condition[]): Condition {
  return { And: conditions.flatMap((each) => ("And" in each ? each.And : [each])) };
}

export function any(...conditions: readonly Condition[]): Condition {
  return { Or: conditions };
}

export function not(condition: Condition): Condition {
  return { Not: condition };
}

export function when(condition: Condition, next: string): Choice {
  return { ...condition, Next: next };
}
