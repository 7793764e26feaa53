import { formatAmount } from '~/lib/format'
import type { PlaylistSummary } from '~server/domain/playlist'
import { ReasonsTable } from '~/ui/jobs/reasons-table'

/** What was left out, and why. */
export function SkippedItems({ skipped }: Pick<PlaylistSummary, 'skipped'>) {
  if (skipped.length === 0) return null
  return (
    <section aria-labelledby="skipped">
      <h2 id="skipped">Left out</h2>
      <details className="skipped" open={skipped.length <= 5}>
        <summary>{formatAmount(skipped.length, 'item', 'items')}, with the reasons</summary>
        <ReasonsTable
          where="Place"
          rows={skipped.map(({ position, name, reason }) => ({ where: position + 1, name, reason }))}
        />
      </details>
    </section>
  )
}
