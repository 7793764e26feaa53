import type { Bin } from '~server/domain/distributions'
import { integer } from './numbers'

/** "8A 12, 9A 7": bars in a line, those without a track left out. */
export function formatBins(bins: readonly Bin[]): string {
  const named = bins.filter(({ count }) => count > 0)
  return named.length === 0 ? '-' : named.map(({ label, count }) => `${label} ${integer(count)}`).join(', ')
}

/** "62 %", "-" where nothing is known. */
export function percent(share: number | null): string {
  return share === null ? '-' : `${Math.round(share * 100)} %`
}
