// A benchmark's table, for the terminal and for docs/performance.md.

/**
 * @typedef {object} Table
 * @property {string} title
 * @property {readonly string[]} columns the first one names the row
 * @property {readonly (readonly string[])[]} rows
 * @property {string} [note] what the reader must know to read it
 */

/** @param {Table} table */
export function printTable({ title, columns, rows, note }) {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => row[index].length)),
  )
  const line = (cells) =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[index])))
      .join('  ')
      .trimEnd()
  return [
    title,
    '',
    line(columns),
    line(widths.map((width) => '─'.repeat(width))),
    ...rows.map(line),
    ...(note === undefined ? [] : ['', note]),
    '',
  ].join('\n')
}

/** @param {Table} table */
export function printMarkdown({ title, columns, rows, note }) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'))
  return [
    `### ${title}`,
    '',
    line(columns),
    line(rule),
    ...rows.map(line),
    ...(note === undefined ? [] : ['', note]),
    '',
  ].join('\n')
}

export const formatRatio = (ratio) => `${ratio.toFixed(2)} x`
