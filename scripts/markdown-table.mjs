/** A table in the Markdown of the generated documents. */

/**
 * Columns that are empty in every row are left out.
 *
 * @param {readonly string[]} head @param {readonly (readonly string[])[]} rows
 */
export function renderTable(head, rows) {
  const kept = head.map((_, column) => rows.some((row) => row[column] !== ''));
  const lines = [head, head.map(() => '---'), ...rows].map((row) => {
    const cells = row.filter((_, column) => kept[column]).map((cell) => cell.replaceAll('|', '\\|'));
    return `| ${cells.join(' | ')} |`;
  });
  return `${lines.join('\n')}\n`;
}
