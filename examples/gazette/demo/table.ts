// Rows of text as a table in columns: as wide as what they hold, numbers to the right.

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** The lines of the table, the titles first. The last column is not padded: it may hold text of any width. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_column, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines.map((line) =>
    columns
      .map(({ align }, index) => {
        const cell = line[index] ?? "";
        const width = widths[index] ?? 0;
        if (align === "right") return cell.padStart(width);
        return index === columns.length - 1 ? cell : cell.padEnd(width);
      })
      .join("  "),
  );
}
