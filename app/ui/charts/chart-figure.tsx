import type { ReactNode } from 'react'
import { formatCount } from '~/lib/format'

type Props = {
  title: string
  /** Heads of the twin table. */
  columns: [string, string]
  rows: [string, number | string][]
  children: ReactNode
}

/** A drawing with its name above and the same numbers as a table below. */
export function ChartFigure({ title, columns, rows, children }: Props) {
  return (
    <figure className="chart">
      <figcaption>
        <h3>{title}</h3>
      </figcaption>
      {rows.length === 0 ? <p className="quiet">No track has values for this.</p> : children}
      {rows.length === 0 ? null : (
        <details>
          <summary>
            As a table<span className="visually-hidden">: {title}</span>
          </summary>
          <table>
            <caption className="visually-hidden">{title}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{typeof value === 'number' ? formatCount(value) : value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </figure>
  )
}
