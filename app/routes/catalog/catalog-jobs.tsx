import { formatAmount, formatCount } from '~/lib/format'
import type { Catalog } from './catalog'

/** What was read lately, and what became of it. */
export function CatalogJobs({ recent }: { recent: Catalog['recent'] }) {
  const rows: [string, number][] = [
    ['Read', recent.read],
    ['New', recent.added],
    ['Known before', recent.known],
    ['A further row of the same track', recent.merged],
    ['Passed over', recent.skipped],
    ['Stored without a known sound', recent.undescribed],
  ]
  return (
    <section className="prose" aria-labelledby="recent">
      <h2 id="recent">Read in the last {recent.days} days</h2>
      {recent.jobs === 0 ? (
        <p>Nothing was read.</p>
      ) : (
        <table>
          <caption className="quiet">
            {formatAmount(recent.jobs, 'file or playlist', 'files and playlists')}
          </caption>
          <tbody>
            {rows.map(([name, count]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{formatCount(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {recent.reasons.length === 0 ? null : (
        <>
          <h3>Why items were passed over</h3>
          <p className="quiet">Of each file or playlist, the first hundred are told.</p>
          <ul>
            {recent.reasons.map(({ label, count }) => (
              <li key={label}>
                {label}: {formatCount(count)}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
