import { editDistance } from "./edit-distance.ts";
import { CHARACTERS_PER_CHANGE } from "./limits.ts";

/** The name that another was most likely meant to be, whatever the case of its letters; undefined when none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let nearest: { readonly name: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const most = Math.max(1, Math.floor(Math.min(name.length, candidate.length) / CHARACTERS_PER_CHANGE));
    if (Math.abs(name.length - candidate.length) > most) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= most && distance < (nearest?.distance ?? Number.POSITIVE_INFINITY)) {
      nearest = { name: candidate, distance };
    }
  }
  return nearest?.name;
}
