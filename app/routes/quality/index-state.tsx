import { formatAmount, formatCount, formatDate, formatShare } from '~/lib/format'
import type { IndexState as State } from './to-index-state'

/** Which version of the index answers, how exactly it searches, and why a newer one does not. */
export function IndexState({ state: { current, live, drift, versions } }: { state: State }) {
  const newest = versions[0]
  return (
    <section className="index-state" aria-labelledby="index-state">
      <h2 id="index-state">The index that answers</h2>
      {current ? (
        <dl className="quality-facts">
          <Fact name="Version in use" value={String(current.version)}>
            Built {formatDate(current.builtAt)} from {formatAmount(current.count, 'track', 'tracks')}.
          </Fact>
          <Fact name="Tracks that can be found" value={formatCount(live)}>
            {drift && drift.changed + drift.removed > 0
              ? `${formatCount(drift.changed + drift.removed)} came, changed or went since it was built.`
              : 'Nothing has changed since it was built.'}
          </Fact>
          <Fact name="How it searches" value={current.recall === null ? 'exactly' : 'approximately'}>
            {toWords(current)}
          </Fact>
        </dl>
      ) : (
        <p>There is none yet: it is built as soon as there are tracks with a known sound.</p>
      )}
      {newest?.state === 'refused' ? (
        <p>
          <strong>
            Version {newest.version}, built {formatDate(newest.builtAt)}, was refused.
          </strong>{' '}
          {newest.reason} The version in use goes on.
        </p>
      ) : null}
    </section>
  )
}

function Fact({ name, value, children }: { name: string; value: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="quality-facts__value">{value}</dd>
      <dd className="quiet">{children}</dd>
    </div>
  )
}

function toWords({ recall, nlist, nprobe }: NonNullable<State['current']>): string {
  if (recall === null) return 'Every track is compared, so no neighbour is missed.'
  const found = `It finds ${formatShare(recall)} of the true ten neighbours`
  return nlist === null || nprobe === null
    ? `${found}.`
    : `${found}, looking into ${formatCount(nprobe)} of ${formatCount(nlist)} groups of tracks.`
}
