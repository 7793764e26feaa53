import { Form, Link } from '@remix-run/react'
import { formatAmount, formatCount } from '~/lib/format'
import type { ImportedLists as Imported } from '~server/accounts/domain/imported'

/** The lists of files, each with its button, and the one that deletes all of them. */
export function ImportedLists({ imported: { total, lists } }: { imported: Imported }) {
  if (total === 0) return <p>No list of a file is kept.</p>
  return (
    <>
      <ul className="job-list">
        {lists.map(({ id, name, tracks, importedAt }) => (
          <li key={id}>
            <h3>
              <Link to={`/p/${encodeURIComponent(id)}`}>{name}</Link>
            </h3>
            <p className="quiet">
              {formatAmount(tracks, 'track', 'tracks')}, imported{' '}
              <time dateTime={importedAt}>{importedAt.slice(0, 16).replace('T', ' ')} UTC</time>
            </p>
            <Form method="post">
              <input type="hidden" name="list" value={id} />
              <button className="button--quiet" aria-label={`Delete ${name}`}>
                Delete
              </button>
            </Form>
          </li>
        ))}
      </ul>
      {total > lists.length ? <p>And {formatCount(total - lists.length)} older ones.</p> : null}
      <details className="disconnect">
        <summary>Delete all of it</summary>
        <Form method="post">
          <p>
            All lists of files, what is kept of the imports, and the tracks that no other list holds and
            nobody clicked on.
          </p>
          <button name="all" value="yes">
            Delete all imports
          </button>
        </Form>
      </details>
    </>
  )
}
