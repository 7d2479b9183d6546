/** Where events stand in the records of a format: JSON Pointers behind its name, with commas between. */
const WITH_PLACES = /^([^/]*):(?:\/(?:[^~/]|~[01])*)+$/s;

/** The name of a format, without where events stand in its records. */
export function formatNameOf(format: string): string {
  return WITH_PLACES.exec(format)?.[1] ?? format;
}
