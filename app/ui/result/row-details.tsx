import { formatNumber } from '~/lib/format'
import { ADJUSTMENT_LABELS, GROUP_LABELS } from '~server/similar/domain/explanation-sentences'
import type { RankedTrack } from '~server/similar/domain/recommendation'
import { GROUPS } from '~server/domain/features/vector-spec'

/** The numbers behind the bar. */
export function RowDetails({ ranked: { track, score, parts, adjustments } }: { ranked: RankedTrack }) {
  return (
    <details className="row__details">
      <summary>
        The numbers<span className="visually-hidden">{` of ${track.name}`}</span>
      </summary>
      <table>
        <caption className="visually-hidden">{`Parts of the score of ${track.name}`}</caption>
        <tbody>
          {GROUPS.map((group) => (
            <tr key={group} data-group={group} data-part={parts[group]}>
              <th scope="row" className={`swatch fill-${group}`}>
                {GROUP_LABELS[group]}
              </th>
              <td>{formatNumber(parts[group], 3)}</td>
            </tr>
          ))}
          {adjustments.map(({ kind, amount }) => (
            <tr key={kind} data-adjustment={kind}>
              <th scope="row">{ADJUSTMENT_LABELS[kind]}</th>
              <td>{formatNumber(amount, 3)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Score, the sum</th>
            <td>{formatNumber(score, 3)}</td>
          </tr>
        </tfoot>
      </table>
    </details>
  )
}
