type Props = {
  /** What the first column counts. */
  where: 'Line' | 'Place'
  rows: readonly { where: number; name: string; reason: string }[]
}

/** Rows or items by place and name, each with its reason. */
export function ReasonsTable({ where, rows }: Props) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{where}</th>
          <th scope="col">Name</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.where}>
            <td>{row.where}</td>
            <td>{row.name}</td>
            <td>{row.reason}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
