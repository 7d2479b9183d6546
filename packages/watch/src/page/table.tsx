/** Rows that a table shows; the drawing and `watch gaps` have more. */
const MAX_ROWS = 200;

interface TableProps {
  readonly name: string;
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly none: string;
}

/** Rows of text, the last one first, that scroll by themselves. */
export function Table({ name, title, head, rows, none }: TableProps) {
  return (
    <section aria-labelledby={name}>
      <h2 id={name}>{title}</h2>
      {rows.length === 0 && <p>{none}</p>}
      {rows.length > MAX_ROWS && <p>{`The last ${MAX_ROWS}:`}</p>}
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        // biome-ignore lint/a11y/useSemanticElements: it is no set of fields
        <div class="scrolls" role="group" tabIndex={0} aria-labelledby={name}>
          <table>
            <thead>
              <tr>
                {head.map((cell) => (
                  <th key={cell} scope="col">
                    {cell}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows
                .slice(-MAX_ROWS)
                .toReversed()
                .map((row) => (
                  <tr key={row.slice(0, 3).join(" ")}>
                    {row.map((cell, column) => (
                      <td key={head[column]}>{cell}</td>
                    ))}
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
