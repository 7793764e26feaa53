import type { RetentionRule } from '~server/catalog/domain/upkeep'
import { integer } from './numbers'
import { table } from './table'

/** What retention would remove, a line for each rule, and what it would leave although it is old. */
export function formatRetention({ rules, overdue }: { rules: RetentionRule[]; overdue: number }): string {
  const rows = rules.map(({ what, count, why }) => [what, integer(count), why])
  const total = rules.reduce((sum, { count }) => sum + count, 0)
  const lines = [
    table(['what', 'would go', 'because'], rows),
    '',
    total === 0 ? 'Nothing is due.' : 'Nothing was removed: this is what the next run would do.',
  ]
  if (overdue > 0) {
    lines.push(`${integer(overdue)} tracks in use are as old and would stay: raise REFRESH_BUDGET_CALLS.`)
  }
  return lines.join('\n')
}
