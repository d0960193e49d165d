/** One line of the table. */
export interface Row {
  readonly name: string
  readonly what: string
  readonly baseline: string
  readonly measured: string
  /** `null` where there is nothing to compare with. */
  readonly ratio: number | null
  readonly target: Target | null
  readonly note: string
  /** Every run, for whoever wants to look closer. */
  readonly runs: readonly unknown[]
}

/** `atLeast` or `atMost` so many times the baseline. */
export type Target = { readonly atLeast: number } | { readonly atMost: number }

export const isReached = ({ ratio, target }: Row): boolean | null => {
  if (ratio === null || target === null) return null
  return 'atLeast' in target ? ratio >= target.atLeast : ratio <= target.atMost
}

const columns = ['', 'what', 'baseline', 'measured', 'ratio', 'target', 'reached', ''] as const

export const printTable = (rows: readonly Row[]): string => {
  const cells = rows.map((row) => [
    row.name,
    row.what,
    row.baseline,
    row.measured,
    row.ratio === null ? '' : row.ratio.toFixed(2),
    targetText(row.target),
    { true: 'yes', false: 'NO', null: '' }[`${isReached(row)}`],
    row.note,
  ])
  const widths = columns.map((title, i) => Math.max(title.length, ...cells.map((line) => line[i]!.length)))
  const line = (texts: readonly string[]) =>
    texts
      .map((text, i) => text.padEnd(widths[i]!))
      .join('  ')
      .trimEnd()
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n')
}

const targetText = (target: Target | null): string => {
  if (target === null) return ''
  return 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** `341k`, `7.36M`, `58`. */
export const short = (value: number): string => {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)}M`
  if (value >= 1e4) return `${Math.round(value / 1e3)}k`
  return value >= 100 ? `${Math.round(value)}` : value.toFixed(1)
}
