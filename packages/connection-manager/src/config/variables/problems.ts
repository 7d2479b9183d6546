/** A variable's value is not what it must be. */
export function refuse(name: string, value: string | number, rule: string, problems: string[]): void {
  problems.push(`${name} is ${JSON.stringify(value)}: it must be ${rule}`);
}

/** A variable's value is none of a few words. */
export function refuseWord(name: string, value: string, words: readonly string[], problems: string[]): void {
  problems.push(`${name} is ${JSON.stringify(value)}: allowed are ${words.join(", ")}`);
}

/** Two variables are set that exclude each other. */
export function refuseBoth(name: string, other: string, problems: string[]): void {
  problems.push(`${name} and ${other} are both set: give one of them`);
}
