import type { FleetAction, FleetView } from "../types.ts";

export function plan(_view: FleetView): FleetAction[] {
  return [];
}
