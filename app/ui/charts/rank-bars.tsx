import { formatAmount } from '~/lib/format'
import type { Bin } from '~server/domain/distributions'

/** Names with a line as long as their count. */
export function RankBars({ bins }: { bins: Bin[] }) {
  const most = Math.max(1, ...bins.map((bin) => bin.count))
  return (
    <ol className="rank-bars">
      {bins.map(({ label, count }) => (
        <li key={label}>
          <span>{label}</span>
          <span className="quiet">{formatAmount(count, 'track', 'tracks')}</span>
          <svg width="100%" height="4" aria-hidden="true">
            <rect width={`${(count / most) * 100}%`} height="4" rx="2" />
          </svg>
        </li>
      ))}
    </ol>
  )
}
