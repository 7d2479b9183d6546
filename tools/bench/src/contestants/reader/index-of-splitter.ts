const LF = 10;

/** Lines by `indexOf`, the way one writes it by hand: nothing checked, nothing bounded. */
export function createIndexOfSplitter(onLine: (line: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer[] = [];
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      const line = chunk.subarray(start, end);
      onLine(rest.length === 0 ? line : Buffer.concat([...rest, line]));
      if (rest.length > 0) rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  };
}
