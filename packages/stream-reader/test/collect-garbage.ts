import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Collects garbage, and has given back what buffers held when it returns: that goes on beside the program, until the next collection. */
export function collectGarbage(): void {
  collect();
  collect();
}
