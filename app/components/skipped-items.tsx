import { formatAmount } from '~/lib/format'
import type { PlaylistSummary } from '~server/domain/playlist'

/** What was left out, and why. */
export function SkippedItems({ skipped }: Pick<PlaylistSummary, 'skipped'>) {
  if (skipped.length === 0) return null
  return (
    <section aria-labelledby="skipped">
      <h2 id="skipped">Left out</h2>
      <details className="skipped" open={skipped.length <= 5}>
        <summary>{formatAmount(skipped.length, 'item', 'items')}, with the reasons</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">Place</th>
              <th scope="col">Name</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {skipped.map(({ position, name, reason }) => (
              <tr key={position}>
                <td>{position + 1}</td>
                <td>{name}</td>
                <td>{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  )
}
