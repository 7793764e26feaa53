import { formatNumber } from '~/lib/format'
import { formatFigure, nameOf, type Quality } from './quality'

type HeldOut = NonNullable<Quality['report']['continue']>

/** Every ranking that was measured with every figure, for those who want to compare. */
export function QualityTable({ quality: { report } }: { quality: Quality }) {
  if (!report.continue || !report.discover) return null
  return (
    <details className="quality-all">
      <summary>Every ranking and figure</summary>
      <HeldOutTable title="Continue" held={report.continue} />
      <HeldOutTable title="Discover" held={report.discover} />
    </details>
  )
}

function HeldOutTable({ title, held }: { title: string; held: HeldOut }) {
  return (
    <table>
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">Ranking</th>
          <th scope="col">Recall@{held.recallAt}</th>
          <th scope="col">R-precision</th>
          <th scope="col">Precision@{held.precisionAt}</th>
          <th scope="col">Different artists in 30</th>
        </tr>
      </thead>
      <tbody>
        {held.rows.map(({ method, recall, rPrecision, precision, artists }) => (
          <tr key={method}>
            <th scope="row">{nameOf(method)}</th>
            <td data-label={`Recall@${held.recallAt}`}>{formatFigure(recall)}</td>
            <td data-label="R-precision">{formatFigure(rPrecision)}</td>
            <td data-label={`Precision@${held.precisionAt}`}>{formatFigure(precision)}</td>
            <td data-label="Different artists in 30">{formatNumber(artists * 30, 1)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
