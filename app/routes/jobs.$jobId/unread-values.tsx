import { describeUnread, type Unread } from '~server/domain/job'

/** Values of a file that were left out because they were not understood, by column; their rows are stored. */
export function UnreadValues({ unread }: { unread: readonly Unread[] }) {
  if (unread.length === 0) return null
  return (
    <details className="skipped" open>
      <summary>Values left out of rows that are stored</summary>
      <ul>
        {unread.map((each) => (
          <li key={each.column}>{describeUnread(each)}</li>
        ))}
      </ul>
    </details>
  )
}
